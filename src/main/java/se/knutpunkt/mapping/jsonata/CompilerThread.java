package se.knutpunkt.mapping.jsonata;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Runs what parses an expression on a thread that ends with it. On the thread that compiled an
 * expression last, the library keeps the variables of one evaluation visible to the next
 * (dashjoin/jsonata-java issue 93): one citizen's would reach another's answer.
 */
final class CompilerThread {

    private CompilerThread() {}

    static <T> T call(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        new Thread(task, "mapping-compiler").start();
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException wrong) {
                throw wrong;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
