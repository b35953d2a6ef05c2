package se.knutpunkt.source;

import jakarta.annotation.PreDestroy;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.MDC;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.thread.Threading;
import org.springframework.core.env.Environment;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.security.concurrent.DelegatingSecurityContextRunnable;
import org.springframework.stereotype.Component;

/**
 * The threads that ask beside the request's own: virtual ones where there are any, else a bounded
 * pool without a queue, so nothing ever waits behind a source that is dead. No bean of the type
 * Executor: Spring would take it for other things.
 */
@Component
final class Branches {

    private static final String NAME = "source-";

    private final Executor threads;

    Branches(Environment environment, @Value("${knutpunkt.sources.threads}") int most) {
        this.threads = Threading.VIRTUAL.isActive(environment) ? virtual() : pool(most);
    }

    /**
     * Runs the task on another thread, as part of this request: with its citizen and its log
     * fields.
     *
     * @return false when no thread is free; then it was not run
     */
    boolean run(Runnable task) {
        try {
            threads.execute(carried(task));
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    @PreDestroy
    void close() {
        if (threads instanceof ExecutorService pool) {
            pool.shutdown();
        }
    }

    private static Runnable carried(Runnable task) {
        Map<String, String> fields = MDC.getCopyOfContextMap();
        Runnable secured = new DelegatingSecurityContextRunnable(task);
        return () -> {
            if (fields != null) {
                MDC.setContextMap(fields);
            }
            try {
                secured.run();
            } finally {
                MDC.clear();
            }
        };
    }

    private static Executor virtual() {
        SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor(NAME);
        executor.setVirtualThreads(true);
        return executor;
    }

    private static ExecutorService pool(int most) {
        CustomizableThreadFactory factory = new CustomizableThreadFactory(NAME);
        factory.setDaemon(true);
        return new ThreadPoolExecutor(
                0, most, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), factory);
    }
}
