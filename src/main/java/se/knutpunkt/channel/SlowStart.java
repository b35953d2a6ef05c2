package se.knutpunkt.channel;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many notices a taking may have: few while nothing is known of the provider, twice as many
 * after each full taking that was over soon, fewer when it was slow. A hub that dies leaves unsure
 * what it had claimed, so it claims little until it knows that it sends fast.
 */
final class SlowStart {

    private static final int FIRST = 4;
    private static final Duration SOON = Duration.ofMillis(500);

    private final int most;
    private final AtomicInteger now;

    /**
     * @param most what the channel's settings allow
     */
    SlowStart(int most) {
        this.most = most;
        this.now = new AtomicInteger(Math.min(FIRST, most));
    }

    int now() {
        return now.get();
    }

    /**
     * @param count notices of a taking that is over
     * @param time from the claim to the record
     */
    void took(int count, Duration time) {
        if (time.compareTo(SOON) > 0) {
            now.updateAndGet(size -> Math.max(Math.min(FIRST, most), size / 2));
        } else {
            now.updateAndGet(size -> count < size ? size : Math.min(most, size * 2));
        }
    }

    /** The provider is away, or was. */
    void again() {
        now.set(Math.min(FIRST, most));
    }
}
