package se.knutpunkt.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import se.knutpunkt.error.Problem;
import se.knutpunkt.store.GroupCommit;

/** Wishes become rows of the ledger, each once. */
class LedgerTest {

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
    }

    @Test
    void theSameWishTwiceIsOneNotification() {
        Accepted first = book.ledger.write(List.of(book.wish("k1"))).get(0);
        assertThat(first.result()).isEqualTo(Accepted.Result.NEW);
        Accepted again = book.ledger.write(List.of(book.wish("k1"))).get(0);
        assertThat(again).isEqualTo(new Accepted(first.id(), Accepted.Result.REPEATED));
        assertThat(book.count("notification")).isEqualTo(1);
    }

    @Test
    void anotherWishWithTheKeyIsNotAccepted() {
        UUID id = book.accept(book.wish("k1"));
        Accepted other =
                book.ledger.write(List.of(book.wish("k1", "booking.made", null, null))).get(0);
        assertThat(other).isEqualTo(new Accepted(id, Accepted.Result.KEY_REUSED));
        assertThat(book.count("notification")).isEqualTo(1);
    }

    @Test
    void ofTheSameWishInOneTransactionOneIsNew() {
        List<Accepted> all =
                book.ledger.write(
                        List.of(
                                book.wish("a"),
                                book.wish("b"),
                                book.wish("a"),
                                book.wish("b", "booking.made", null, null)));
        assertThat(all.stream().map(Accepted::result))
                .containsExactly(
                        Accepted.Result.NEW,
                        Accepted.Result.NEW,
                        Accepted.Result.REPEATED,
                        Accepted.Result.KEY_REUSED);
        assertThat(all.get(2).id()).isEqualTo(all.get(0).id());
    }

    @Test
    void anothersKeyIsAnotherKey() {
        book.accept(book.wish("k1"));
        Wish other =
                book.wishes.of(
                        new Wishes.Sender("api", "other", "k1"),
                        new Wishes.Subject(
                                LedgerBook.TOLVAN, "inbox.message", "ref", null, null, null));
        assertThat(book.ledger.write(List.of(other)).get(0).result())
                .isEqualTo(Accepted.Result.NEW);
    }

    @Test
    void manyAtOnceWithTheSameKeysAreEachOneNotification() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(20);
        try (GroupCommit<Wish, Accepted> commits =
                new GroupCommit<>("test", 4, 50, book.ledger::write)) {
            List<Future<UUID>> asked = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                Wish wish = book.wish("k" + i % 100);
                asked.add(callers.submit(() -> commits.submit(wish).id()));
            }
            Set<UUID> ids = new HashSet<>();
            for (Future<UUID> one : asked) {
                ids.add(one.get(60, TimeUnit.SECONDS));
            }
            assertThat(ids).hasSize(100);
        } finally {
            callers.shutdownNow();
        }
        assertThat(book.count("notification")).isEqualTo(100);
    }

    @Test
    void nothingPersonalIsReadable() {
        book.accept(book.wish("k1", "inbox.message", null, "thread-" + 1));
        String row =
                book.database.queryForObject(
                        "select n::text || encode(person, 'escape') from notification n",
                        String.class);
        assertThat(row)
                .doesNotContain(LedgerBook.TOLVAN, LedgerBook.TOLVAN.substring(2), "thread-1");
        assertThat(new String(book.wish("k").person(), StandardCharsets.ISO_8859_1))
                .doesNotContain("1212");
        assertThat(book.wish("k").toString()).doesNotContain("1212");
    }

    @Test
    void whatIsWishedIsChecked() {
        refused("notification-kind-unknown", LedgerBook.TOLVAN, "no.kind", null);
        refused("notification-citizen-invalid", "191212121213", "inbox.message", null);
        refused("notification-expired", LedgerBook.TOLVAN, "inbox.message", book.clock.instant());
    }

    private static void refused(String code, String citizen, String kind, Instant expiresAt) {
        assertThatThrownBy(
                        () ->
                                book.wishes.of(
                                        new Wishes.Sender("api", "care", "k"),
                                        new Wishes.Subject(
                                                citizen, kind, null, null, null, expiresAt)))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(code));
    }

    @Test
    void anExpiryFarAwayIsBroughtNearer() {
        Wish wish =
                book.wishes.of(
                        new Wishes.Sender("api", "care", "k"),
                        new Wishes.Subject(
                                LedgerBook.TOLVAN,
                                "inbox.message",
                                null,
                                null,
                                null,
                                Instant.parse("2099-01-01T00:00:00Z")));
        assertThat(wish.expiresAt()).isEqualTo("2026-12-31T11:00:00Z");
    }

    @Test
    void oldOnesAreRemovedAndTheRestStays() {
        book.register(LedgerBook.TOLVAN, false);
        List<UUID> old =
                IntStream.range(0, 5).mapToObj(i -> book.accept(book.wish("k" + i))).toList();
        book.plan();
        book.at("2027-03-02T11:00:00Z");
        UUID fresh = book.accept(book.wish("fresh"));
        UUID undecided = book.accept(book.wish("undecided"));
        book.database.update(
                "update notification set accepted_at = accepted_at - interval '200 days' where id = ?",
                undecided);
        new LedgerPurge(book.database, book.kinds, book.clock).purge();
        assertThat(book.database.queryForList("select id from notification", UUID.class))
                .containsExactlyInAnyOrder(fresh, undecided)
                .doesNotContainAnyElementsOf(old);
        assertThat(book.count("target")).isZero();
        assertThat(book.count("daily_count")).isZero();
    }
}
