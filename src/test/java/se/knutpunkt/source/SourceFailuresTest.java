package se.knutpunkt.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import se.knutpunkt.backend.BackendCatalogue;
import se.knutpunkt.catalogue.Declared;
import se.knutpunkt.error.ErrorCatalogue;
import se.knutpunkt.error.Problem;
import se.knutpunkt.region.ClinicRegions;
import se.knutpunkt.region.RegionCatalogue;

/** What a failure makes of its source, and that operations can count it. */
class SourceFailuresTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final RegionCatalogue regions = new RegionCatalogue(Declared.reader());
    private final ErrorCatalogue errors = new ErrorCatalogue(Declared.reader());
    private final SourceFailures failures =
            new SourceFailures(
                    errors,
                    regions,
                    new BackendCatalogue(Declared.reader(), regions, errors),
                    new ClinicRegions(regions),
                    meters);

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
        failures.count(answer);
        assertThat(counted("14", code, "source")).isEqualTo(1);
    }

    @Test
    void aClinicIsCountedForItsRegion() {
        failures.count(
                answer(
                        row("01", "answered", null),
                        row("SE2321000016-C3D4", "late", "backend-timeout"),
                        row("SE2321000016-A1B2", "late", "backend-timeout"),
                        row("SE0000000000-X", "broken", "hub-misconfigured"),
                        row("engagementindex", "broken", "backend-broken")));
        assertThat(counted("01", "backend-timeout", "clinic")).isEqualTo(2);
        assertThat(counted("national", "hub-misconfigured", "clinic")).isEqualTo(1);
        assertThat(counted("engagementindex", "backend-broken", "source")).isEqualTo(1);
        assertThat(meters.getMeters()).hasSize(3);
    }

    private double counted(String source, String code, String of) {
        return meters.counter("knutpunkt.source.failures", "source", source, "code", code, "of", of)
                .count();
    }

    private static Map<String, Object> answer(Map<?, ?>... rows) {
        return Map.of("bookings", List.of(), "sources", List.of(rows), "complete", false);
    }

    private static Map<String, Object> row(String id, String status, String error) {
        Map<String, Object> row = new HashMap<>(Map.of("id", id, "status", status));
        row.put("error", error);
        return row;
    }
}
