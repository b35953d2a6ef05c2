package se.knutpunkt.notification;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.util.function.SingletonSupplier;
import se.knutpunkt.api.Failures;
import se.knutpunkt.store.GroupCommit;

/**
 * Takes due notices and has them decided about, many in one transaction, by the route {@code
 * notification.plan}; then {@code notification.dispatch} brings the messages to the broker. A
 * notice that cannot be decided about is put aside and stops no other.
 */
@Component
final class Planner implements DisposableBean {

    static final int MOST = 500;

    private static final Logger LOG = LoggerFactory.getLogger(Planner.class);
    private static final Duration ASIDE = Duration.ofMinutes(5);
    private static final String PLAN = "direct:notification.plan";
    private static final String DISPATCH = "direct:notification.dispatch";

    private final TransactionOperations transactions;
    private final DueNotices notices;
    private final Confirmations confirmations;
    private final SingletonSupplier<ProducerTemplate> routes;
    private final GroupCommit<Confirmed, Boolean> confirmed;

    private record Confirmed(UUID notification, List<Guardian> guardians) {}

    Planner(
            TransactionOperations transactions,
            DueNotices notices,
            Confirmations confirmations,
            CamelContext camel) {
        this.transactions = transactions;
        this.notices = notices;
        this.confirmations = confirmations;
        // not before the routes are there: it would start Camel half made
        this.routes = SingletonSupplier.of(camel::createProducerTemplate);
        this.confirmed = new GroupCommit<>("notification-confirmed", 1, MOST, this::planConfirmed);
    }

    /**
     * Decides about some that are due.
     *
     * @return whether there may be more
     */
    boolean planSingles() {
        return plan(false, Map.of(), () -> notices.takeSingles(MOST));
    }

    /** The same for campaigns. */
    boolean planBulk() {
        return plan(true, Map.of(), () -> notices.takeBulk(MOST));
    }

    private List<Boolean> planConfirmed(List<Confirmed> all) {
        Map<UUID, List<Guardian>> guardians = new HashMap<>();
        all.forEach(one -> guardians.put(one.notification(), one.guardians()));
        plan(false, guardians, () -> notices.take(guardians.keySet()));
        return all.stream().map(one -> true).toList();
    }

    private boolean plan(
            boolean bulk, Map<UUID, List<Guardian>> guardians, Supplier<List<Notice>> take) {
        List<Notice> taken = new ArrayList<>();
        Plans.Written written;
        try {
            written =
                    transactions.execute(
                            status -> {
                                taken.addAll(take.get());
                                return decided(new Due(bulk, notices.now(), taken, guardians));
                            });
        } catch (CamelExecutionException e) {
            planOneByOne(bulk, guardians, taken, e);
            return true;
        }
        if (written != null) {
            dispatch(written);
        }
        return taken.size() >= MOST;
    }

    private Plans.Written decided(Due due) {
        return due.notices().isEmpty()
                ? null
                : routes.obtain().requestBody(PLAN, due, Plans.Written.class);
    }

    private void dispatch(Plans.Written written) {
        routes.obtain().sendBody(DISPATCH, written);
        List<Notice> unconfirmed =
                written.decisions().stream()
                        .filter(one -> one.state().equals("accepted"))
                        .map(Decision::notice)
                        .toList();
        confirmations.ask(
                unconfirmed,
                (notice, guardians) -> confirmed.submit(new Confirmed(notice.id(), guardians)));
    }

    /**
     * After a failure that is not the database's: one of them is to blame, and is put aside.
     *
     * @throws RuntimeException the failure, when the database is to blame
     */
    private void planOneByOne(
            boolean bulk,
            Map<UUID, List<Guardian>> guardians,
            List<Notice> taken,
            CamelExecutionException failure) {
        if (failure.getCause() instanceof DataAccessException
                || failure.getCause() instanceof TransactionException) {
            throw failure;
        }
        for (Notice notice : taken) {
            if (taken.size() > 1) {
                plan(bulk, guardians, () -> notices.take(List.of(notice.id())));
            } else {
                LOG.atError()
                        .addKeyValue("notification", notice.id())
                        .addKeyValue("failure", Failures.describe(failure.getCause()))
                        .log("a notification cannot be decided about and is put aside");
                notices.postpone(notice.id(), ASIDE);
            }
        }
    }

    @Override
    public void destroy() {
        confirmed.close();
    }
}
