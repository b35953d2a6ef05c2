package se.knutpunkt.booking;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;
import se.knutpunkt.error.Problem;

/** Steps on a booking in the API's uniform form. */
@Component("bookings")
public final class Bookings {

    private final Identifiers identifiers;
    private final Clock clock;

    Bookings(Identifiers identifiers, Clock clock) {
        this.identifiers = identifiers;
        this.clock = clock;
    }

    /**
     * A slot's identifier may be old; no product is asked for a time that has passed.
     *
     * @throws Problem {@code slot-passed}
     */
    public void demandFuture(Exchange exchange) {
        Object start = exchange.getVariable("slot", Map.class).get("start");
        if (start != null
                && !OffsetDateTime.parse(start.toString()).toInstant().isAfter(clock.instant())) {
            throw Problem.of("slot-passed");
        }
    }

    /**
     * @throws Problem {@code booking-not-found} when the back end's answer held no booking of the
     *     citizen
     */
    public void demand(Exchange exchange) {
        if (!(exchange.getMessage().getBody() instanceof Map<?, ?> booking) || booking.isEmpty()) {
            throw Problem.of("booking-not-found");
        }
    }

    /**
     * After a change that came too late for the version it was meant for: passes when the back
     * end's booking, read again, is at the time at which it was when it was read first (variable
     * {@code before}), so that the citizen's wish still means the same.
     *
     * @throws Problem {@code booking-changed} when it is not
     */
    public void demandSame(Exchange exchange) {
        Map<?, ?> before = exchange.getVariable("before", Map.class);
        Map<?, ?> now = exchange.getMessage().getBody(Map.class);
        for (String part : List.of("start", "end", "status")) {
            if (!Objects.equals(before.get(part), now.get(part))) {
                throw Problem.of("booking-changed");
            }
        }
    }

    /**
     * Remembers the booking that was just made or moved, and names it so that its details can be
     * read.
     *
     * @throws Problem {@code backend-broken}, whose outcome is settled, when the clinic said yes
     *     without an id
     */
    public void made(Exchange exchange) {
        Map<?, ?> made = exchange.getMessage().getBody(Map.class);
        if (made == null || made.get("id") == null) {
            throw Problem.of("backend-broken");
        }
        exchange.setVariable("made", made);
        exchange.setVariable(
                "booking",
                identifiers.content(
                        exchange.getVariable("citizen", String.class),
                        String.valueOf(made.get("id"))));
    }

    /**
     * The details when they could be read, else what was made; either way with the clinic's notice.
     */
    public void complete(Exchange exchange) {
        Map<?, ?> made = exchange.getVariable("made", Map.class);
        Map<Object, Object> complete = new LinkedHashMap<>();
        boolean read =
                exchange.getMessage().getBody() instanceof Map<?, ?> details
                        && made.get("id").equals(details.get("id"));
        complete.putAll(read ? exchange.getMessage().getBody(Map.class) : made);
        if (made.get("notice") != null) {
            complete.put("notice", made.get("notice"));
        }
        exchange.getMessage().setBody(complete);
    }
}
