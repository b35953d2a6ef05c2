package se.knutpunkt.notification;

import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import se.knutpunkt.api.Failures;
import se.knutpunkt.store.PersonKey;

/**
 * What the hub's own lines have done becomes a wish to tell the citizen, durably, before the answer
 * is given; a request that comes again, because its answer was lost, is the same wish. The booking
 * never fails for it. What the event is about is not kept: a booking's identifier names a clinic,
 * and may hold no longer after a move; the app shows the list (docs/decisions/0025).
 */
@Component("ownEvents")
public final class OwnEvents {

    private static final Logger LOG = LoggerFactory.getLogger(OwnEvents.class);
    private static final String NOTHING = "none";

    private final Wishes wishes;
    private final Intake intake;
    private final PersonKey keys;

    OwnEvents(Wishes wishes, Intake intake, PersonKey keys) {
        this.wishes = wishes;
        this.intake = intake;
        this.keys = keys;
    }

    /**
     * Reads the variables citizen, and idempotency, the hash of the key that stands for the
     * request; the body, what was done, stays as it is.
     *
     * @param kind of {@code config/notifications.yaml}, or none
     */
    public void happened(Exchange exchange, String kind) {
        if (kind.equals(NOTHING)) {
            return;
        }
        try {
            intake.acceptQuietly(
                    wishes.of(
                            new Wishes.Sender("booking", null, key(exchange, kind)),
                            new Wishes.Subject(
                                    exchange.getVariable("citizen", String.class),
                                    kind,
                                    null,
                                    null,
                                    about(exchange),
                                    null)));
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("kind", kind)
                    .addKeyValue("failure", Failures.describe(e))
                    .log("an own event is not told to the citizen");
        }
    }

    /** Without an Idempotency-Key each request is an event of its own. */
    private static String key(Exchange exchange, String kind) {
        byte[] request = exchange.getVariable("idempotency", byte[].class);
        return kind
                + ":"
                + (request == null ? UUID.randomUUID() : HexFormat.of().formatHex(request));
    }

    /** That a later change of the same thing takes the place of an earlier one. */
    private String about(Exchange exchange) {
        return exchange.getMessage().getBody() instanceof Map<?, ?> done && done.get("id") != null
                ? HexFormat.of()
                        .formatHex(keys.hash("notification-about", done.get("id").toString()))
                : null;
    }
}
