package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import se.knutpunkt.booking.Identifiers;
import se.knutpunkt.sandbox.Surroundings;

/** Where the hub has no connection to E-hälsomyndigheten, the app opens Läkemedelskollen. */
class EhmHandoffTest {

    private static final RunningHub HUB =
            new RunningHub(
                    Surroundings.onFreePorts(Clock.systemDefaultZone()),
                    // the other hub of this JVM has the usual names
                    Map.of("KNUTPUNKT_EHM_WAY", "handoff", "spring.jmx.unique-names", "true"));

    private final AppUser tolvan = new AppUser(HUB, RunningHub.TOLVAN);

    @ParameterizedTest
    @ValueSource(strings = {"/v1/prescriptions", "/v1/dispenses", "/v1/prescriptions/%s"})
    void theAnswerSaysWhatToOpen(String path) {
        String id =
                HUB.bean(Identifiers.class)
                        .record("prescription", RunningHub.TOLVAN, "ehm", "whatever");
        ApiAnswer answer = tolvan.get(path.formatted(id));
        Expect.problem(answer, 409, "use-handoff");
        JsonNode handoff = answer.json().path("handoff");
        assertThat(handoff.path("serviceId").asText()).isEqualTo("prescriptions");
        assertThat(handoff.path("presentation").asText()).isEqualTo("browser");
        assertThat(handoff.path("link").asText()).startsWith("https://");
        assertThat(HUB.surroundings().ehm().seen()).isEmpty();
    }

    @Test
    void theAppDoesNotHaveItNatively() {
        assertThat(tolvan.read("/v1/me").path("may").toString()).doesNotContain("prescriptions");
    }
}
