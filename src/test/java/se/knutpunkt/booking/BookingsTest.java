package se.knutpunkt.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class BookingsTest {

    private static final String CITIZEN = "191212121212";

    private final Identifiers identifiers = FixedIdentifiers.identifiers();
    private final Bookings bookings = new Bookings(identifiers);
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

    private void made(Map<String, Object> booking) {
        exchange.setVariable("citizen", CITIZEN);
        exchange.getMessage().setBody(booking);
        bookings.made(exchange);
        assertThat(exchange.getVariable("booking")).isEqualTo(Map.of("facility", "F", "id", "1"));
    }
}
