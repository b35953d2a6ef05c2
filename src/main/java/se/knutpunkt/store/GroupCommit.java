package se.knutpunkt.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;

/**
 * Lets callers that write at the same moment share one transaction: while one is committed the next
 * ones gather, so a busy hub makes few large commits and an idle one answers at once.
 *
 * @param <T> what is written
 * @param <R> what each caller learns
 */
public final class GroupCommit<T, R> implements AutoCloseable {

    private final BlockingQueue<Waiting<T, R>> waiting = new LinkedBlockingQueue<>();
    private final ExecutorService writers;
    private final int most;
    private final Function<List<T>, List<R>> write;

    private record Waiting<T, R>(T item, CompletableFuture<R> result) {}

    /**
     * @param name of the writing threads
     * @param atOnce transactions under way at the same time
     * @param most items in one of them
     * @param write writes all in one transaction, or throws and has written none; its results are
     *     in the order of the items
     */
    public GroupCommit(String name, int atOnce, int most, Function<List<T>, List<R>> write) {
        this.most = most;
        this.write = write;
        this.writers =
                Executors.newFixedThreadPool(
                        atOnce,
                        work -> {
                            Thread thread = new Thread(work, name);
                            thread.setDaemon(true);
                            return thread;
                        });
        for (int i = 0; i < atOnce; i++) {
            writers.execute(this::writeAll);
        }
    }

    /**
     * Returns when the transaction that holds the item is durable.
     *
     * @throws RuntimeException what the transaction failed with; then nothing of it is written
     */
    public R submit(T item) {
        try {
            return submitLater(item).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    /** The same without waiting. */
    public CompletableFuture<R> submitLater(T item) {
        Waiting<T, R> one = new Waiting<>(item, new CompletableFuture<>());
        waiting.add(one);
        return one.result;
    }

    private void writeAll() {
        List<Waiting<T, R>> group = new ArrayList<>(most);
        while (!Thread.currentThread().isInterrupted()) {
            try {
                group.add(waiting.take());
            } catch (InterruptedException e) {
                return; // closed
            }
            waiting.drainTo(group, most - 1);
            writeTogether(group);
            group.clear();
        }
    }

    private void writeTogether(List<Waiting<T, R>> group) {
        try {
            List<R> results = write.apply(group.stream().map(Waiting::item).toList());
            for (int i = 0; i < group.size(); i++) {
                group.get(i).result.complete(results.get(i));
            }
        } catch (RuntimeException | Error e) {
            group.forEach(one -> one.result.completeExceptionally(e));
        }
    }

    /** What still waits is answered with a failure: nobody may believe it is written. */
    @Override
    public void close() {
        writers.shutdownNow();
        List<Waiting<T, R>> left = new ArrayList<>();
        waiting.drainTo(left);
        left.forEach(
                one ->
                        one.result.completeExceptionally(
                                new IllegalStateException("the hub is stopping")));
    }
}
