package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static se.knutpunkt.flow.RunningHub.TOLVAN;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** The call line end to end: contract, region, line, back end and back. */
class CallLineTest {

    private final RunningHub hub = RunningHub.fresh();

    @Test
    void regionsAreListedForEverybody() {
        JsonNode regions = hub.get("/v1/regions").send().json().path("regions");
        assertThat(regions).hasSize(21);
    }

    @Test
    void aCitizenSeesOwnBookings() {
        ApiAnswer answer = hub.get("/v1/bookings").as(TOLVAN).send();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("bookings")).hasSize(3);
        assertThat(answer.json().path("complete").asBoolean()).isTrue();
        assertThat(answer.text()).contains("Åsa & Öbergs vårdcentral <Söder>");
    }
}
