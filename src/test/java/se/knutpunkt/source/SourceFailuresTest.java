package se.knutpunkt.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import se.knutpunkt.catalogue.Declared;
import se.knutpunkt.error.ErrorCatalogue;
import se.knutpunkt.error.Problem;

/** What a failure makes of its source, and that operations can count it. */
class SourceFailuresTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final SourceFailures failures =
            new SourceFailures(new ErrorCatalogue(Declared.reader()), meters);

    @ParameterizedTest
    @CsvSource({
        "backend-timeout, late",
        "deadline-exceeded, late",
        "maintenance, not-asked",
        "backend-busy, not-asked",
        "not-offered, not-asked",
        "backend-refused-hub, refused",
        "login-again, refused",
        "backend-broken, broken"
    })
    void aFailureIsARowAndACount(String code, String status) {
        Map<String, Object> answer = failures.answer("14", "Region", Problem.of(code));
        Map<?, ?> row = (Map<?, ?>) ((List<?>) answer.get("sources")).get(0);
        assertThat(row.get("status")).isEqualTo(status);
        assertThat(
                        meters.counter("knutpunkt.source.failures", "source", "14", "code", code)
                                .count())
                .isEqualTo(1);
    }
}
