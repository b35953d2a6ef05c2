package se.knutpunkt.notification;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** Tells the loops of this replica that there is something to do, so that they need not ask. */
@Component
public final class Wakes {

    /** What a loop looks at. */
    public enum What {
        /** Single notifications. */
        SINGLES,
        /** Those of campaigns. */
        BULK,
        LADDER
    }

    private final Map<What, Semaphore> signals = new EnumMap<>(What.class);

    Wakes() {
        for (What what : What.values()) {
            signals.put(what, new Semaphore(0));
        }
    }

    public void wake(What what) {
        Semaphore signal = signals.get(what);
        if (signal.availablePermits() == 0) {
            signal.release();
        }
    }

    /** Returns when it is woken, after so many milliseconds at the latest. */
    void await(What what, long millis) throws InterruptedException {
        Semaphore signal = signals.get(what);
        if (signal.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
            signal.drainPermits();
        }
    }
}
