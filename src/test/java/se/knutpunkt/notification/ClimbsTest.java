package se.knutpunkt.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import se.knutpunkt.store.ByteKey;

/** What a guardian is told by the later steps, from what is chosen and known by then. */
class ClimbsTest {

    private static final String GUARDIAN = "198804202383";
    private static final String CHILD = "201701012393";
    private static final int HELD = 0;
    private static final int SMS = 1;

    private static LedgerBook book;

    private final Climbs climbs =
            new Climbs(
                    book.database,
                    book.kinds,
                    book.rules,
                    book.addressees,
                    book.plans,
                    book.keys,
                    book.ages);

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
        book.register(GUARDIAN, true);
        prefer("");
    }

    @Test
    void aGuardianIsToldWhichChildItIs() {
        assertThat(climb(SMS, true)).containsExactly("sms Elsa");
        assertThat(climb(HELD, true)).containsExactly("apns Elsa");
    }

    @ParameterizedTest
    @ValueSource(ints = {HELD, SMS})
    void whoWantsNothingAboutChildrenAnyMoreIsToldNoMore(int step) {
        prefer(", \"guardianNotices\": false");
        assertThat(climb(step, true)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {HELD, SMS})
    void whoIsKnownAsAGuardianNoLongerIsToldNoMore(int step) {
        assertThat(climb(step, false)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0,apns null", "1,sms null"})
    void whoDoesNotWantTheChildNamedAnyMoreIsToldWithoutTheName(int step, String told) {
        prefer(", \"namesChildren\": false");
        assertThat(climb(step, true)).containsExactly(told);
    }

    /** Nor does the name wait in the ledger for the steps that follow. */
    @Test
    void theNameThatIsNotWantedIsForgotten() {
        prefer(", \"namesChildren\": false");
        Decision now = decide(HELD, true, CHILD);
        assertThat(now.climbs()).singleElement().matches(later -> later.child() == null);
        book.at("2026-12-01T23:00:00Z");
        Decision held = decide(SMS, true, CHILD);
        assertThat(held.targets()).isEmpty();
        assertThat(held.climbs()).singleElement().matches(later -> later.child() == null);
    }

    @Test
    void whatIsAboutOneselfNeedsNoGuardian() {
        prefer(", \"guardianNotices\": false");
        assertThat(told(decide(SMS, false, GUARDIAN))).containsExactly("sms null");
    }

    private List<String> climb(int step, boolean guardian) {
        Decision decision = decide(step, guardian, CHILD);
        if (decision.targets().isEmpty()) {
            assertThat(decision.climbs()).isEmpty();
        }
        return told(decision);
    }

    private static List<String> told(Decision decision) {
        return decision.targets().stream().map(one -> one.channel() + " " + one.child()).toList();
    }

    /** The guardian's row of the ladder. */
    private Decision decide(int step, boolean guardian, String about) {
        Notice notice =
                new Notice(
                        NotificationIds.next(),
                        hash(about),
                        book.keys.seal(about),
                        "inbox.message",
                        Urgency.normal,
                        null,
                        book.clock.instant().minus(Duration.ofMinutes(10)),
                        book.clock.instant().plus(Duration.ofDays(1)));
        Rung rung =
                new Rung(
                        notice,
                        false,
                        "planned",
                        "01",
                        hash(GUARDIAN),
                        guardian,
                        about.equals(CHILD) ? book.keys.seal("Elsa") : null,
                        step);
        return climbs.decide(new Rung.Taken(book.clock.instant(), List.of(rung)))
                .decisions()
                .get(0);
    }

    private static void prefer(String more) {
        book.database.update(
                "update recipient set preferences = ?",
                "{\"kinds\": {\"inbox.message\": {\"push\": true, \"sms\": true}}" + more + "}");
    }

    private static ByteKey hash(String person) {
        return new ByteKey(book.keys.hash("person", person));
    }
}
