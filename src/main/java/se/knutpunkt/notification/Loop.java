package se.knutpunkt.notification;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import se.knutpunkt.api.Failures;

/**
 * A thread that does one kind of work again and again: at once when there was more than it took,
 * else when it is woken or some time has passed.
 */
final class Loop {

    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
    private static final long LONGEST_STOP_SECONDS = 20;

    /** Wakes that come closer together share a round; the first after a pause waits for nobody. */
    private static final long SHORTEST_ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final String name;
    private final Wakes wakes;
    private final Wakes.What what;
    private final long pauseMillis;
    private final BooleanSupplier work;
    private final Thread thread;
    private final AtomicBoolean running = new AtomicBoolean();

    /**
     * @param pauseMillis longest time until it looks by itself
     * @param work answers whether there may be more
     */
    Loop(String name, Wakes wakes, Wakes.What what, long pauseMillis, BooleanSupplier work) {
        this.name = name;
        this.wakes = wakes;
        this.what = what;
        this.pauseMillis = pauseMillis;
        this.work = work;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    void start() {
        running.set(true);
        thread.start();
    }

    /** Lets the work under way end. */
    void stop() {
        running.set(false);
        wakes.wake(what);
        try {
            thread.join(TimeUnit.SECONDS.toMillis(LONGEST_STOP_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (running.get()) {
            long began = System.nanoTime();
            try {
                if (!didSome()) {
                    wakes.await(what, pauseMillis);
                    LockSupport.parkNanos(began + SHORTEST_ROUND_NANOS - System.nanoTime());
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private boolean didSome() {
        try {
            return work.getAsBoolean();
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .addKeyValue("loop", name)
                    .addKeyValue("failure", Failures.describe(e))
                    .log("a round failed; it is tried again");
            return false;
        }
    }
}
