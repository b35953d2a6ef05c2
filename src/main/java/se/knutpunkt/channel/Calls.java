package se.knutpunkt.channel;

import java.time.Duration;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;

/**
 * What senders that send each notice of a batch by itself have in common: which notice an exchange
 * is about, and until when a call may begin. The owner of a claim is waited for a minute only.
 */
final class Calls {

    private static final Duration BEGUN_WITHIN = Duration.ofSeconds(20);
    private static final String BEGAN = "began";

    private Calls() {}

    /** The clock of the batch starts. */
    static void begin(Exchange exchange) {
        exchange.setVariable(BEGAN, System.nanoTime());
    }

    /** The notice that this part of a split body is about. */
    static Claimed claimed(Exchange exchange) {
        List<Claimed> all = Deliveries.claimed(exchange);
        return all.get(exchange.getProperty(ExchangePropertyKey.SPLIT_INDEX, Integer.class));
    }

    /**
     * @throws KnownAnswer when the others of the batch took so long that this one waits for another
     */
    static void demandTime(Exchange exchange) {
        Long began = exchange.getVariable(BEGAN, Long.class);
        if (began != null && System.nanoTime() - began > BEGUN_WITHIN.toNanos()) {
            throw new KnownAnswer("not-sent");
        }
    }

    static Throwable failure(Exchange exchange) {
        return exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Throwable.class);
    }

    static int status(Exchange exchange) {
        Integer status =
                exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        return status == null ? 0 : status;
    }
}
