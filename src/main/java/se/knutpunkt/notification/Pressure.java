package se.knutpunkt.notification;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import se.knutpunkt.error.Problem;

/**
 * Whether the hub may accept more: not while the broker has taken no message for a while, and not
 * while too many accepted notifications wait for a decision. What is accepted already waits in
 * PostgreSQL, and nothing of it is lost.
 */
@Component
public final class Pressure {

    private static final long OPEN = 0;

    private final Duration blockedAfter;
    private final long mostWaiting;
    private final AtomicLong failingSince = new AtomicLong(OPEN);
    private final AtomicLong waiting = new AtomicLong();

    Pressure(
            @Value("${knutpunkt.notifications.blocked-after}") Duration blockedAfter,
            @Value("${knutpunkt.notifications.most-waiting}") long mostWaiting) {
        this.blockedAfter = blockedAfter;
        this.mostWaiting = mostWaiting;
    }

    /**
     * @throws Problem {@code notifications-blocked}
     */
    public void demandOpen() {
        if (isBlocked()) {
            throw Problem.of("notifications-blocked");
        }
    }

    /** Whether producers are refused. */
    public boolean isBlocked() {
        long since = failingSince.get();
        boolean brokerAway = since != OPEN && System.nanoTime() - since > blockedAfter.toNanos();
        return brokerAway || waiting.get() > mostWaiting;
    }

    /** Whether the last message could not be brought to the broker. */
    boolean isBrokerFailing() {
        return failingSince.get() != OPEN;
    }

    void brokerFailed() {
        failingSince.compareAndSet(OPEN, Math.max(1, System.nanoTime()));
    }

    void brokerTook() {
        failingSince.set(OPEN);
    }

    /** How many accepted notifications wait for a decision. */
    void waiting(long count) {
        waiting.set(count);
    }
}
