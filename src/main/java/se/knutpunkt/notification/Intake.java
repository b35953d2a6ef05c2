package se.knutpunkt.notification;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import se.knutpunkt.error.Problem;
import se.knutpunkt.store.GroupCommit;

/**
 * Where every wish enters. What is accepted is durable: the row in the ledger is the promise, and
 * the planner does the rest (docs/decisions/0025-notifications.md). Wishes that come at the same
 * moment share one transaction.
 */
@Component
public final class Intake implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

    private static final int TRANSACTIONS_AT_ONCE = 2;
    private static final int MOST_IN_ONE = 500;

    /** An own event must not hold up the booking's answer longer, milliseconds. */
    private static final long LONGEST_QUIET = 2_000;

    private final Ledger ledger;
    private final Pressure pressure;
    private final Wakes wakes;
    private final MeterRegistry meters;
    private final GroupCommit<Wish, Accepted> commits;

    Intake(Ledger ledger, Pressure pressure, Wakes wakes, MeterRegistry meters) {
        this.ledger = ledger;
        this.pressure = pressure;
        this.wakes = wakes;
        this.meters = meters;
        this.commits =
                new GroupCommit<>(
                        "notification-intake", TRANSACTIONS_AT_ONCE, MOST_IN_ONE, ledger::write);
    }

    /**
     * Returns when the wish is durable; the same wish again returns the same notification.
     *
     * @throws Problem {@code notifications-blocked}, {@code idempotency-key-reused} or {@code
     *     store-unavailable}
     */
    public Accepted accept(Wish wish) {
        pressure.demandOpen();
        Accepted accepted;
        try {
            accepted = commits.submit(wish);
        } catch (DataAccessException | TransactionException | IllegalStateException e) {
            throw Problem.of("store-unavailable", e);
        }
        if (accepted.result() == Accepted.Result.KEY_REUSED) {
            throw Problem.of("idempotency-key-reused");
        }
        counted(wish, accepted);
        return accepted;
    }

    /**
     * Accepts many in one transaction; the results are in the order of the wishes, and each says
     * whether its key was reused.
     *
     * @throws Problem {@code notifications-blocked} or {@code store-unavailable}; then none is
     *     surely accepted, and all may come again
     */
    public List<Accepted> acceptAll(List<Wish> wishes) {
        pressure.demandOpen();
        if (wishes.isEmpty()) {
            return List.of();
        }
        try {
            List<Accepted> all = ledger.write(wishes);
            for (int i = 0; i < all.size(); i++) {
                counted(wishes.get(i), all.get(i));
            }
            return all;
        } catch (DataAccessException | TransactionException | IllegalStateException e) {
            throw Problem.of("store-unavailable", e);
        }
    }

    /**
     * For what the hub itself has done: never fails, since the citizen's own request must not fail
     * for its notice. Returns whether it is known to be durable.
     */
    public boolean acceptQuietly(Wish wish) {
        CompletableFuture<Accepted> later = commits.submitLater(wish);
        try {
            counted(wish, later.get(LONGEST_QUIET, TimeUnit.MILLISECONDS));
            return true;
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            LOG.atError()
                    .addKeyValue("kind", wish.kind())
                    .addKeyValue("failure", e.getClass().getName())
                    .log("an own event is perhaps not told to the citizen");
            meters.counter("knutpunkt.notifications.events.unsure", "kind", wish.kind())
                    .increment();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private void counted(Wish wish, Accepted accepted) {
        if (accepted.result() == Accepted.Result.NEW) {
            meters.counter(
                            "knutpunkt.notifications.accepted",
                            List.of(Tag.of("source", wish.source()), Tag.of("kind", wish.kind())))
                    .increment();
            wakes.wake(wish.campaign() == null ? Wakes.What.SINGLES : Wakes.What.BULK);
        }
    }

    @Override
    public void destroy() {
        commits.close();
    }
}
