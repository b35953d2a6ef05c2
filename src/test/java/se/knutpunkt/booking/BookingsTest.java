package se.knutpunkt.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BookingsTest {

    private static final String CITIZEN = "191212121212";
    private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");

    private final Identifiers identifiers = FixedIdentifiers.identifiers();
    private final Bookings bookings = new Bookings(identifiers, Clock.fixed(NOW, ZoneOffset.UTC));
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    private final String id = identifiers.booking(CITIZEN, "01", "F", "1");

    @Test
    void aBookingThatIsNotThereIsNotFound() {
        assertThatThrownBy(() -> bookings.demand(exchange)).hasMessage("booking-not-found");
        exchange.getMessage().setBody(Map.of());
        assertThatThrownBy(() -> bookings.demand(exchange)).hasMessage("booking-not-found");
    }

    @Test
    void aYesWithoutAnIdIsSettledByAsking() {
        exchange.getMessage().setBody(Map.of("status", "booked"));
        assertThatThrownBy(() -> bookings.made(exchange)).hasMessage("backend-broken");
        exchange.getMessage().setBody(null);
        assertThatThrownBy(() -> bookings.made(exchange)).hasMessage("backend-broken");
    }

    @Test
    void theDetailsAreAnsweredWithTheNotice() {
        made(Map.of("id", id, "notice", "Kom i tid"));
        exchange.getMessage().setBody(Map.of("id", id, "canCancel", true));
        bookings.complete(exchange);
        assertThat(exchange.getMessage().getBody(Map.class))
                .isEqualTo(Map.of("id", id, "canCancel", true, "notice", "Kom i tid"));
    }

    @Test
    void whatWasMadeIsAnsweredWhenTheDetailsCannotBeRead() {
        made(Map.of("id", id, "status", "booked"));
        exchange.getMessage().setBody(null);
        bookings.complete(exchange);
        assertThat(exchange.getMessage().getBody(Map.class)).containsEntry("status", "booked");
    }

    @Test
    void theDetailsOfAnotherBookingAreNotAnswered() {
        made(Map.of("id", id, "status", "booked"));
        exchange.getMessage().setBody(Map.of("id", "01.other", "reason", "secret"));
        bookings.complete(exchange);
        assertThat(exchange.getMessage().getBody(Map.class)).doesNotContainKey("reason");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-23T10:00:00+01:00", "2026-11-22T10:00:00+01:00"})
    void aTimeThatHasPassedIsNotAskedFor(String start) {
        exchange.setVariable("slot", Map.of("start", start));
        assertThatThrownBy(() -> bookings.demandFuture(exchange)).hasMessage("slot-passed");
    }

    @Test
    void aTimeToComeMayBeAskedFor() {
        exchange.setVariable("slot", Map.of("start", "2026-11-23T10:00:01+01:00"));
        assertThatNoException().isThrownBy(() -> bookings.demandFuture(exchange));
    }

    @Test
    void aBookingReadAgainIsTheSameUnlessItsTimeOrStatusIsAnother() {
        Map<String, String> before = Map.of("start", "a", "end", "b", "status", "booked");
        exchange.setVariable("before", before);
        exchange.getMessage()
                .setBody(Map.of("start", "a", "end", "b", "status", "booked", "comment", "new"));
        assertThatNoException().isThrownBy(() -> bookings.demandSame(exchange));
        for (String part : before.keySet()) {
            Map<String, String> now = new HashMap<>(before);
            now.put(part, "other");
            exchange.getMessage().setBody(now);
            assertThatThrownBy(() -> bookings.demandSame(exchange)).hasMessage("booking-changed");
        }
    }

    private void made(Map<String, Object> booking) {
        exchange.setVariable("citizen", CITIZEN);
        exchange.getMessage().setBody(booking);
        bookings.made(exchange);
        assertThat(exchange.getVariable("booking")).isEqualTo(Map.of("facility", "F", "id", "1"));
    }
}
