package se.knutpunkt.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;

/** Decisions in the ledger: what was decided is there with the promise to send it, once. */
class PlanTest {

    private static final String A_TARGET =
            """
            insert into target (id, notification_id, recipient_hash, channel, step, state)
            select gen_random_uuid(), notification_id, recipient_hash, 'sms', 1, 'queued' from target order by changed_at limit 1
            """;

    private static LedgerBook book;

    @BeforeAll
    static void start() {
        book = new LedgerBook();
    }

    @AfterAll
    static void stop() throws Exception {
        book.close();
    }

    @BeforeEach
    void empty() {
        book.empty();
        book.register(LedgerBook.TOLVAN, false);
    }

    @Test
    void targetsAndTheOutboxRowAreWrittenTogether() {
        UUID id = book.accept(book.wish("k1"));
        Plans.Written written = book.plan();
        assertThat(book.state(id)).isEqualTo("planned");
        assertThat(book.targets(id)).containsExactly("apns queued");
        assertThat(written.messages()).singleElement().matches(one -> one.channel().equals("apns"));
        assertThat(
                        book.database.queryForObject(
                                "select targets[1] from outbox where id = ?",
                                UUID.class,
                                written.outbox()))
                .isEqualTo(written.messages().get(0).target());
        assertThat(book.database.queryForObject("select region from notification", String.class))
                .isEqualTo("01");
        assertThat(book.plan().decisions()).isEmpty();
    }

    @Test
    void twoPlannersDecideAboutEachOnce() throws Exception {
        List<Wish> wishes = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            wishes.add(book.wish("k" + i, "booking.soon", null, null));
        }
        book.ledger.write(wishes);
        ExecutorService planners = Executors.newFixedThreadPool(4);
        try {
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                all.add(
                        planners.submit(
                                () -> {
                                    int sum = 0;
                                    for (int n = 1; n > 0; ) {
                                        n = book.plan().decisions().size();
                                        sum += n;
                                    }
                                    return sum;
                                }));
            }
            int sum = 0;
            for (Future<Integer> one : all) {
                sum += one.get(120, TimeUnit.SECONDS);
            }
            assertThat(sum).isEqualTo(2_000);
        } finally {
            planners.shutdownNow();
        }
        assertThat(book.count("target")).isEqualTo(2_000);
        assertThat(book.database.queryForObject("select count from daily_count", Integer.class))
                .isEqualTo(2_000);
    }

    @Test
    void beyondTheCapOnlyUrgentOnesAreSentUntilMidnightInSweden() {
        List<UUID> all = new ArrayList<>();
        for (int i = 0; i < 21; i++) {
            all.add(book.accept(book.wish("k" + i)));
        }
        book.plan();
        assertThat(all.stream().map(book::state))
                .filteredOn(state -> state.equals("planned"))
                .hasSize(20);
        assertThat(all.stream().map(book::state))
                .filteredOn(state -> state.equals("rejected daily-cap"))
                .hasSize(1);
        UUID urgent = book.accept(book.wish("u", "inbox.message", Urgency.high, null));
        book.at("2026-12-01T22:59:59Z");
        UUID late = book.accept(book.wish("late", "inbox.message", null, null));
        book.plan();
        assertThat(book.state(urgent)).isEqualTo("planned");
        assertThat(book.state(late)).isEqualTo("held quiet-hours");
        book.at("2026-12-01T23:00:00Z");
        UUID nextDay = book.accept(book.wish("next", "inbox.message", Urgency.high, null));
        book.plan();
        assertThat(book.state(nextDay)).isEqualTo("planned");
        book.at("2026-12-02T06:00:00Z");
        book.plan();
        assertThat(book.state(late)).isEqualTo("planned");
    }

    @Test
    void aNewerOneWithdrawsWhatHasNotBeenSent() {
        UUID sent = book.accept(book.wish("k1", "inbox.message", null, "thread"));
        UUID queued = book.accept(book.wish("k2", "inbox.message", null, "thread-2"));
        book.plan();
        book.database.update("update target set state = 'sent' where notification_id = ?", sent);
        book.at("2026-12-01T11:01:00Z");
        UUID newer = book.accept(book.wish("k3", "inbox.message", null, "thread"));
        UUID newer2 = book.accept(book.wish("k4", "inbox.message", null, "thread-2"));
        UUID other = book.accept(book.wish("k5", "inbox.message", null, "thread-3"));
        book.plan();
        assertThat(book.state(sent)).isEqualTo("planned");
        assertThat(book.targets(sent)).containsExactly("apns sent");
        assertThat(book.state(queued)).isEqualTo("rejected collapsed");
        assertThat(book.targets(queued)).containsExactly("apns rejected collapsed");
        assertThat(List.of(book.state(newer), book.state(newer2), book.state(other)))
                .containsOnly("planned");
    }

    /** As the ladder does at this moment: it holds the step, then it writes the target of it. */
    @Test
    void whoClimbsTheLadderIsNotWaitedFor() throws Exception {
        UUID older = book.accept(book.wish("k1", "inbox.message", null, "thread"));
        book.plan();
        book.database.update(
                "insert into ladder select notification_id, recipient_hash, null, 1, now() from target");
        ExecutorService planner = Executors.newSingleThreadExecutor();
        try (Connection ladder = book.database.getDataSource().getConnection()) {
            ladder.setAutoCommit(false);
            ladder.createStatement().execute("select * from ladder for update");
            book.at("2026-12-01T11:01:00Z");
            book.accept(book.wish("k2", "inbox.message", null, "thread"));
            planner.submit(book::plan).get(20, TimeUnit.SECONDS);
            assertThat(book.targets(older)).containsExactly("apns rejected collapsed");
            ladder.createStatement().execute(A_TARGET);
            ladder.commit();
        } finally {
            planner.shutdownNow();
        }
        assertThat(book.count("ladder")).as("its own to take").isEqualTo(1);
    }

    /** Whoever holds only the notice's key, by writing a target, changes nothing of it. */
    @Test
    void whoWritesATargetIsNoReasonToSendWhatIsReplaced() throws Exception {
        UUID older = book.accept(book.wish("k1", "inbox.message", null, "thread"));
        book.plan();
        try (Connection writer = book.database.getDataSource().getConnection()) {
            writer.setAutoCommit(false);
            writer.createStatement().execute(A_TARGET);
            book.at("2026-12-01T11:01:00Z");
            book.accept(book.wish("k2", "inbox.message", null, "thread"));
            book.plan();
            writer.rollback();
        }
        assertThat(book.targets(older)).containsExactly("apns rejected collapsed");
        assertThat(book.state(older)).isEqualTo("rejected collapsed");
    }

    @Test
    void aWithdrawalThatFailsHoldsUpNothing() {
        book.accept(book.wish("k1", "inbox.message", null, "thread"));
        Plans.Written written = book.plan();
        TransactionOperations failing =
                new TransactionOperations() {
                    @Override
                    public <T> T execute(TransactionCallback<T> action) {
                        throw new CannotAcquireLockException("a deadlock");
                    }
                };
        assertThatCode(() -> new Collapsing(book.database, failing).withdraw(written))
                .doesNotThrowAnyException();
    }

    @Test
    void aNewerOneWithdrawsWhatIsHeld() {
        book.at("2026-12-01T23:00:00Z");
        UUID held = book.accept(book.wish("k1", "inbox.message", null, "thread"));
        book.plan();
        assertThat(book.state(held)).isEqualTo("held quiet-hours");
        book.at("2026-12-01T23:01:00Z");
        UUID newer = book.accept(book.wish("k2", "inbox.message", Urgency.high, "thread"));
        book.plan();
        assertThat(book.state(held)).isEqualTo("rejected collapsed");
        assertThat(book.state(newer)).isEqualTo("planned");
    }

    @Test
    void urgentOnesComeBeforeAnyNumberOfOthers() {
        List<Wish> wishes = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            wishes.add(book.wish("k" + i));
        }
        book.ledger.write(wishes);
        book.at("2026-12-01T11:00:05Z");
        UUID urgent = book.accept(book.wish("u", "inbox.message", Urgency.high, null));
        book.plan();
        assertThat(book.state(urgent)).isEqualTo("planned");
    }

    @Test
    void whatIsPutAsideIsNotTakenUntilThen() {
        UUID id = book.accept(book.wish("k1"));
        book.due.postpone(id, Duration.ofMinutes(5));
        assertThat(book.plan().decisions()).isEmpty();
        book.at("2026-12-01T11:05:00Z");
        assertThat(book.plan().decisions()).hasSize(1);
    }
}
