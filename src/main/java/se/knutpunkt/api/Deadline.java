package se.knutpunkt.api;

import java.util.concurrent.TimeUnit;
import se.knutpunkt.error.Problem;

/**
 * The moment at which a call must have been answered. Created when the request arrives; every step
 * takes its time from what remains.
 */
public record Deadline(long endNanos) {

    /** Used when the caller states none, milliseconds. */
    public static final int DEFAULT_MS = 10_000;

    /** The longest a caller may ask for, milliseconds. */
    public static final int LONGEST_MS = 30_000;

    /** Kept back for writing the answer, milliseconds. */
    private static final long ANSWER_MS = 50;

    /** A step that would get less than this cannot finish and is not begun, milliseconds. */
    private static final long SHORTEST_STEP_MS = 30;

    /** Starts now. */
    public static Deadline in(long millis) {
        return new Deadline(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
    }

    /** What is left until the answer must be on its way; may be negative. */
    public long remainingMs() {
        return TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime()) - ANSWER_MS;
    }

    /**
     * The time a step may take, milliseconds.
     *
     * @param limitMs the step's own limit
     * @param shareForLater part of what remains, 0 to 1, that is kept for steps after this one
     * @throws Problem {@code deadline-exceeded} when the step could not finish
     */
    public long forStep(long limitMs, double shareForLater) {
        long available = (long) (remainingMs() * (1 - shareForLater));
        if (available < SHORTEST_STEP_MS) {
            throw Problem.of("deadline-exceeded");
        }
        return Math.min(limitMs, available);
    }

    /** Whether a step of this length could still be made. */
    public boolean allows(long millis) {
        return remainingMs() >= millis;
    }
}
