package se.knutpunkt.source;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tasks that run beside each other and are waited for together, at most for a time. A task may
 * start others. Where no thread is free, the one who waits runs the task itself: slower, never
 * lost.
 */
final class Asking {

    private static final Runnable ALL_DONE = () -> {};

    private final Branches branches;
    private final BlockingQueue<Runnable> left = new LinkedBlockingQueue<>();
    private final AtomicInteger open = new AtomicInteger(1);

    /** The thread that makes it is expected to wait, once. */
    Asking(Branches branches) {
        this.branches = branches;
    }

    void start(Runnable task) {
        open.incrementAndGet();
        Runnable counted = () -> counted(task);
        if (!branches.run(counted)) {
            left.add(counted);
        }
    }

    /**
     * Waits until everything that was started has ended.
     *
     * @param endNanos until when at most, by {@link System#nanoTime}; what is under way then goes
     *     on by itself, and what was not begun is never begun
     */
    void await(long endNanos) throws InterruptedException {
        done();
        Runnable next = left.poll(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        while (next != null && next != ALL_DONE) {
            next.run();
            next = left.poll(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
    }

    private void counted(Runnable task) {
        try {
            task.run();
        } finally {
            done();
        }
    }

    private void done() {
        if (open.decrementAndGet() == 0) {
            left.add(ALL_DONE);
        }
    }
}
