package se.knutpunkt.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

/** Where a citizen has bookings, as far as it is known. */
class EngagementsTest {

    private static final String CITIZEN = "198612092380";

    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    @Test
    void theIndexIsAskedOnceInAWhile() {
        Engagements engagements = engagements(true);
        assertThat(engagements.known(CITIZEN)).isEmpty();
        exchange.setVariable("citizen", CITIZEN);
        exchange.getMessage().setBody(Map.of("regions", List.of("06", "24"), "broken", false));
        engagements.remember(exchange);
        assertThat(engagements.known(CITIZEN)).hasValue(Set.of("06", "24"));
    }

    @Test
    void anAnswerAboutSomebodyElseIsNotKept() {
        Engagements engagements = engagements(true);
        exchange.setVariable("citizen", CITIZEN);
        exchange.getMessage().setBody(Map.of("regions", List.of("06"), "broken", true));
        assertThatThrownBy(() -> engagements.remember(exchange)).hasMessage("backend-broken");
        assertThat(engagements.known(CITIZEN)).isEmpty();
    }

    @Test
    void withoutAnIndexNothingIsAskedButOwnBookingsCount() {
        Engagements engagements = engagements(false);
        assertThat(engagements.known(CITIZEN)).hasValue(Set.of());
        exchange.setVariable("citizen", CITIZEN);
        exchange.setVariable("region", Map.of("code", "24"));
        engagements.add(exchange);
        assertThat(engagements.booked(CITIZEN)).containsExactly("24");
    }

    private static Engagements engagements(boolean index) {
        return new Engagements(index, 10, Duration.ofMinutes(1), new SimpleMeterRegistry());
    }
}
