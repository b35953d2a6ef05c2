package se.knutpunkt.notification;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import se.knutpunkt.store.ByteKey;

/**
 * Asks the ombud register who may act for a child, beside the planner, so that a register that is
 * slow or away holds up nobody else's notices. Until it has answered, nothing is sent; the notice
 * stays accepted and is looked at again.
 */
@Component
final class Confirmations implements DisposableBean {

    /** For so long nobody else looks at a notice that is being confirmed. */
    static final Duration LEASE = Duration.ofSeconds(60);

    private static final Logger LOG = LoggerFactory.getLogger(Confirmations.class);
    private static final int AT_ONCE = 8;
    private static final int MOST_WAITING = 2_000;
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    /** Who may act for a child today. */
    interface Register {
        /**
         * @throws RuntimeException when that cannot be known now
         */
        List<Guardian> of(ByteKey child);
    }

    private final Register register;
    private final DueNotices notices;
    private final ThreadPoolExecutor asking =
            new ThreadPoolExecutor(
                    AT_ONCE,
                    AT_ONCE,
                    1,
                    TimeUnit.MINUTES,
                    new ArrayBlockingQueue<>(MOST_WAITING),
                    work -> {
                        Thread thread = new Thread(work, "notification-guardians");
                        thread.setDaemon(true);
                        return thread;
                    });

    Confirmations(Register register, DueNotices notices) {
        this.register = register;
        this.notices = notices;
        asking.allowCoreThreadTimeOut(true);
    }

    /** Asks for each of these and passes on what was learnt; more than can wait come again. */
    void ask(List<Notice> unconfirmed, BiConsumer<Notice, List<Guardian>> then) {
        for (Notice notice : unconfirmed) {
            try {
                asking.execute(() -> ask(notice, then));
            } catch (RejectedExecutionException e) {
                return; // the lease ends, and they are due again
            }
        }
    }

    private void ask(Notice notice, BiConsumer<Notice, List<Guardian>> then) {
        try {
            then.accept(notice, register.of(notice.about()));
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .addKeyValue("notification", notice.id())
                    .addKeyValue("failure", e.getClass().getName())
                    .log("guardians could not be confirmed; the notification waits");
            postpone(notice);
        }
    }

    /** The longer it has waited, the longer it waits. */
    private void postpone(Notice notice) {
        Duration half = Duration.between(notice.acceptedAt(), notices.now()).dividedBy(2);
        Duration pause =
                half.compareTo(SHORTEST_PAUSE) < 0
                        ? SHORTEST_PAUSE
                        : half.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : half;
        try {
            notices.postpone(notice.id(), pause);
        } catch (DataAccessException | TransactionException e) {
            LOG.atDebug()
                    .addKeyValue("failure", e.getClass().getName())
                    .log("a notification was not postponed; its lease ends by itself");
        }
    }

    @Override
    public void destroy() {
        asking.shutdownNow();
    }
}
