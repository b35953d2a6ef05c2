package se.knutpunkt.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.SpringApplication;
import org.springframework.mock.env.MockEnvironment;

class RequiredSettingsTest {

    private final MockEnvironment environment = empty();

    static List<String> required() {
        return missing(empty());
    }

    @Test
    void allThatAreMissingAreNamedTogether() {
        assertThat(missing(environment))
                .contains("KNUTPUNKT_DATABASE_URL", "KNUTPUNKT_RIVTA_URL")
                .contains("KNUTPUNKT_IDENTIFIER_KEY", "KNUTPUNKT_OPERATIONS_PASSWORD")
                .hasSizeGreaterThanOrEqualTo(10);
    }

    @ParameterizedTest
    @MethodSource("required")
    void oneThatIsMissingIsNamedAlone(String name) {
        required().forEach(other -> environment.setProperty(other, "x"));
        environment.setProperty(name, " ");
        assertThat(missing(environment)).containsExactly(name);
    }

    @Test
    void nothingIsMissingWhenAllAreGiven() {
        required().forEach(name -> environment.setProperty(name, "x"));
        assertThatCode(() -> check(environment)).doesNotThrowAnyException();
    }

    @Test
    void aHubInTheWrongFolderSaysSo() {
        MockEnvironment elsewhere = new MockEnvironment().withProperty("knutpunkt.home", "x");
        StartFailure failure = catchThrowableOfType(StartFailure.class, () -> check(elsewhere));
        assertThat(failure).hasMessageContaining("config/application.yaml was not found");
        assertThat(failure.action()).contains("KNUTPUNKT_HOME");
    }

    @Test
    void aBrokerThatIsNamedReplacesTheEmbeddedOne() {
        required().forEach(name -> environment.setProperty(name, "x"));
        environment.setProperty("KNUTPUNKT_BROKER_URL", "tcp://broker:61616");
        check(environment);
        assertThat(environment.getProperty("spring.artemis.mode")).isEqualTo("native");
        assertThat(environment.getProperty("spring.artemis.broker-url"))
                .isEqualTo("tcp://broker:61616");
    }

    @Test
    void anotherApplicationIsLeftAlone() {
        assertThatCode(() -> check(new MockEnvironment())).doesNotThrowAnyException();
    }

    private static MockEnvironment empty() {
        return new MockEnvironment()
                .withProperty("knutpunkt.home", ".")
                .withProperty("knutpunkt.api.body-limit-bytes", "65536");
    }

    private static List<String> missing(MockEnvironment environment) {
        return catchThrowableOfType(StartFailure.class, () -> check(environment))
                .getMessage()
                .lines()
                .filter(line -> line.startsWith("  KNUTPUNKT_"))
                .map(line -> line.strip().split(" ")[0])
                .toList();
    }

    private static void check(MockEnvironment environment) {
        new RequiredSettings().postProcessEnvironment(environment, new SpringApplication());
    }
}
