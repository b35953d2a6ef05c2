package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A guardian who acts for a child: who is listed, and what each call becomes. */
class OmbudFlowTest {

    static final String GUARDIAN = "198804202383";
    static final String CHILD = "201701012393";

    private final RunningHub hub = RunningHub.fresh();
    private final AppUser guardian = new AppUser(hub, GUARDIAN);

    @Test
    void aGuardianSeesForWhomToAct() {
        ApiAnswer answer = guardian.get("/v1/me/representations");
        Expect.good(answer, 200);
        JsonNode list = answer.json();
        assertThat(list.path("representations")).hasSize(1);
        JsonNode child = list.at("/representations/0");
        assertThat(child.path("name").asText()).isEqualTo("Ärla Öberg-Lind");
        assertThat(child.path("kind").asText()).isEqualTo("guardian");
        assertThat(child.path("validUntil").asText()).isEqualTo("2030-01-01T00:00:00+01:00");
        assertThat(child.path("services").toString()).isEqualTo("[\"booking\"]");
        assertThat(list.path("complete").asBoolean()).isTrue();
        assertThat(answer.text()).doesNotContain(CHILD, CHILD.substring(2), GUARDIAN);
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void whoHasNoChildrenActsForNobody() {
        for (String person : List.of(RunningHub.TOLVAN, CHILD)) {
            JsonNode list = new AppUser(hub, person).read("/v1/me/representations");
            assertThat(list.path("representations")).isEmpty();
            assertThat(list.path("complete").asBoolean()).isTrue();
        }
    }

    @Test
    void bookingsAreTheChilds() {
        AppUser acting = guardian.actingFor(CHILD);
        JsonNode list = acting.read("/v1/bookings");
        assertThat(list.path("bookings")).hasSize(1);
        assertThat(list.at("/bookings/0/facility/name").asText())
                .isEqualTo("Bullerbyns barnavårdscentral");
        assertThat(list.at("/actingFor/id").asText()).isEqualTo(acting.representation());
        assertThat(list.at("/actingFor/name").asText()).isEqualTo("Ärla Öberg-Lind");
        String soap = hub.rivta().seen("GetSubjectOfCareSchedule").get(0).body();
        assertThat(soap)
                .contains("<ih:actorId>" + GUARDIAN + "</ih:actorId>")
                .contains("<ih:actorType>subject_of_care_agent</ih:actorType>")
                .contains("subject_of_care>" + CHILD + "</");
    }

    @Test
    void withoutTheHeaderNothingChanges() {
        JsonNode list = guardian.read("/v1/bookings");
        assertThat(list.has("actingFor")).isFalse();
        assertThat(list.at("/bookings/0/facility/name").asText())
                .isEqualTo("Sjöstadens vårdcentral");
        assertThat(hub.rivta().callsOf("GetUserProfile")).isZero();
    }
}
