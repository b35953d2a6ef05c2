package se.knutpunkt.notification;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import se.knutpunkt.error.Problem;

/**
 * Waits while events cannot be written, so that the topic is not read over and over; shorter than
 * Kafka waits for a consumer before it gives its work to another.
 */
@Component
final class EventPatience {

    private static final Logger LOG = LoggerFactory.getLogger(EventPatience.class);
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final long PAUSE_MS = 1_000;
    private static final Set<String> PASSING = Set.of("store-unavailable", "notifications-blocked");

    private final CountDownLatch closed = new CountDownLatch(1);

    static boolean isPassing(Problem problem) {
        return PASSING.contains(problem.code());
    }

    /**
     * @throws Problem the last one, when it did not pass in time or the hub is stopping
     */
    <T> T until(Supplier<T> work) {
        long end = System.nanoTime() + LONGEST.toNanos();
        boolean logged = false;
        while (true) {
            try {
                return work.get();
            } catch (Problem problem) {
                if (!isPassing(problem) || System.nanoTime() - end > 0 || rest()) {
                    throw problem;
                }
                if (!logged) {
                    LOG.atWarn().addKeyValue("code", problem.code()).log("events wait in Kafka");
                    logged = true;
                }
            }
        }
    }

    /** Whether nobody should wait any more. */
    private boolean rest() {
        try {
            return closed.await(PAUSE_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @EventListener(ContextClosedEvent.class)
    void close() {
        closed.countDown();
    }
}
