package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
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
    void theLedgerSaysThatItWasProvedAndToWhomWithoutNamingAnybody() throws Exception {
        ApiAnswer created = open("regional-video");
        new Handover(hub).redeem(Handover.code(created.json()));
        try (Connection database =
                        hub.surroundings().database().getPostgresDatabase().getConnection();
                Statement statement = database.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "select backend, audience, outcome, subject_hash, acting_for_hash,"
                                        + " proof_ledger::text as whole from proof_ledger"
                                        + " where kind = 'handoff' order by id desc limit 1")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getString("backend")).isEqualTo("regional-video");
            assertThat(row.getString("audience")).isEqualTo("regional-video");
            assertThat(row.getString("outcome")).isEqualTo("issued");
            assertThat(row.getBytes("subject_hash")).isNotEqualTo(row.getBytes("acting_for_hash"));
            assertThat(row.getBytes("acting_for_hash")).isNotEmpty();
            assertThat(row.getString("whole")).doesNotContain(GUARDIAN, CHILD);
        }
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
