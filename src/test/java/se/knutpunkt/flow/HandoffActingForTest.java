package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** A guardian opens a service for a child: the service learns of both, in their roles. */
class HandoffActingForTest {

    private static final String GUARDIAN = "198804202383";
    private static final String CHILD = "201701012393";

    private final RunningHub hub = RunningHub.fresh();
    private final AppUser acting = new AppUser(hub, GUARDIAN).actingFor(CHILD);

    @Test
    void theServiceLearnsWhoIsLoggedInAndForWhom() {
        Expect.good(new AppUser(hub, GUARDIAN).get("/v1/me"), 200);
        ApiAnswer created = open("regional-video");
        Expect.good(created, 201);
        assertThat(created.json().at("/actingFor/id").asText()).isNotEmpty();
        JsonNode identity = new Handover(hub).redeem(Handover.code(created.json())).json();
        assertThat(identity.at("/citizen/personalIdentityNumber").asText()).isEqualTo(GUARDIAN);
        assertThat(identity.at("/citizen/name/given").asText()).isNotEmpty();
        assertThat(identity.at("/actingFor/personalIdentityNumber").asText()).isEqualTo(CHILD);
        assertThat(identity.at("/actingFor/name/given").asText()).isNotEmpty();
    }

    @Test
    void aServiceThatIsClosedToGuardiansIsNotOpened() {
        Expect.problem(open("representatives"), 403, "age-not-allowed");
    }

    private ApiAnswer open(String service) {
        return acting.call("POST", "/v1/handoffs")
                .json("{\"serviceId\": \"%s\"}".formatted(service))
                .send();
    }
}
