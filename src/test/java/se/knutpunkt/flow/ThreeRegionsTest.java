package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One citizen, three regions, three products: one list. */
class ThreeRegionsTest {

    private final RunningHub hub = RunningHub.fresh();

    @Test
    void bookingsOfThreeProductsMakeOneList() {
        JsonNode answer = new AppUser(hub, "198612092380").read("/v1/bookings");
        assertThat(AppUser.each(answer.path("sources")).map(one -> one.path("id").asText()))
                .containsExactly("06", "24", "01");
        assertThat(AppUser.each(answer.path("sources")).map(one -> one.path("status").asText()))
                .containsOnly("answered");
        assertThat(answer.path("complete").asBoolean()).isTrue();
        List<String> regions =
                AppUser.each(answer.path("bookings"))
                        .map(one -> one.path("id").asText().substring(0, 2))
                        .distinct()
                        .toList();
        assertThat(regions).containsExactlyInAnyOrder("01", "06", "24");
    }
}
