package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static se.knutpunkt.flow.AppUser.SODER;
import static se.knutpunkt.flow.AppUser.newKey;
import static se.knutpunkt.flow.AppUser.wish;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import se.knutpunkt.fake.Mood;

/** One effect for each Idempotency-Key, whatever happens on the way. */
class IdempotencyTest {

    private static final String DEADLINE = "8000";

    private final RunningHub hub = RunningHub.fresh();
    private final AppUser tolvan = new AppUser(hub, RunningHub.TOLVAN);
    private final AppUser neighbour = new AppUser(hub, "198804202383");
    private final String key = newKey();
    private final ObjectNode wish =
            wish(tolvan.freeTime(SODER, "LAK30")).put("reason", "Hemlig åkomma");

    @Test
    void theSameKeyGetsTheSameAnswer() {
        ApiAnswer first = book();
        ApiAnswer second = book();
        Expect.good(first, 201);
        assertThat(second.status()).isEqualTo(201);
        assertThat(second.text()).isEqualTo(first.text());
        assertThat(second.header("Content-Type")).isEqualTo("application/json");
        assertThat(second.header("Cache-Control")).isEqualTo("no-store");
        assertThat(bookingsMade()).isEqualTo(1);
    }

    @Test
    void theOrderOfFieldsDoesNotMakeAnotherRequest() {
        Expect.good(book(), 201);
        String turned =
                "{\"reason\": \"Hemlig åkomma\", \"slotId\": \"%s\"}"
                        .formatted(wish.path("slotId").asText());
        Expect.good(tolvan.call("POST", "/v1/bookings").key(key).json(turned).send(), 201);
        assertThat(bookingsMade()).isEqualTo(1);
    }

    @Test
    void theSameKeyForAnotherRequestIsRefused() {
        Expect.good(book(), 201);
        ApiAnswer other = tolvan.book(wish.deepCopy().put("reason", "Annat")).key(key).send();
        Expect.problem(other, 422, "idempotency-key-reused");
        String id = tolvan.bookingId(SODER, "700101");
        Expect.problem(tolvan.cancel(id).key(key).send(), 422, "idempotency-key-reused");
        assertThat(bookingsMade()).isEqualTo(1);
        assertThat(hub.rivta().callsOf("CancelBooking")).isZero();
    }

    @Test
    void keysOfDifferentCitizensHaveNothingToDoWithEachOther() {
        String other = neighbour.freeTime(SODER, "SSK30");
        Expect.good(book(), 201);
        Expect.good(neighbour.book(other).key(key).send(), 201);
        assertThat(bookingsMade()).isEqualTo(2);
    }

    @Test
    void twoCallsAtOnceMakeOneBooking() {
        hub.rivta().mood(Mood.slow(Duration.ofMillis(500)).on("MakeBooking"));
        List<ApiAnswer> answers =
                Stream.generate(() -> CompletableFuture.supplyAsync(this::book))
                        .limit(4)
                        .toList()
                        .stream()
                        .map(CompletableFuture::join)
                        .toList();
        assertThat(answers).filteredOn(one -> one.status() == 201).isNotEmpty();
        for (ApiAnswer answer : answers) {
            if (answer.status() != 201) {
                Expect.problem(answer, 409, "idempotency-in-progress");
                assertThat(answer.header("Retry-After")).isNotNull();
            }
        }
        assertThat(bookingsMade()).isEqualTo(1);
        Expect.good(book(), 201);
        assertThat(bookingsMade()).isEqualTo(1);
    }

    @Test
    void aBookingNeedsAKey() {
        Expect.problem(
                tolvan.book(wish).with("Idempotency-Key", null).send(), 400, "missing-header");
        assertThat(bookingsMade()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"short", "has spaces in it all over", "aaaaaaaaaaaaaaaa'; drop table x"})
    void aMalformedKeyIsRefused(String malformed) {
        ApiAnswer answer = tolvan.book(wish).key(malformed).send();
        Expect.problem(answer, 400, "invalid-header");
        assertThat(answer.text()).doesNotContain(malformed);
        assertThat(bookingsMade()).isZero();
    }

    @Test
    void aKeyIsOptionalForCancelling() {
        String id = tolvan.bookingId(SODER, "700101");
        Expect.good(tolvan.cancel(id).with("Idempotency-Key", null).send(), 200);
    }

    @Test
    void aLateBookingIsSettledWithinTheCall() {
        hub.rivta().mood(Mood.slow(Expect.TOO_LATE).on("MakeBooking").times(1));
        ApiAnswer answer = bookInTime();
        Expect.good(answer, 201);
        assertThat(answer.json().path("start")).isNotNull();
        assertThat(book().text()).isEqualTo(answer.text());
        assertThat(bookingsMade()).isEqualTo(1);
    }

    @Test
    void aCutConnectionIsSettledWithinTheCall() {
        hub.rivta().mood(Mood.reset().on("MakeBooking").times(1));
        Expect.good(book(), 201);
        assertThat(bookingsMade()).isEqualTo(1);
    }

    @Test
    void whatCannotBeSettledNowIsSettledByTheNextCall() {
        hub.rivta().mood(Mood.slow(Expect.TOO_LATE).on("MakeBooking").times(1));
        hub.rivta().mood(Mood.down().on("GetSubjectOfCareSchedule"));
        ApiAnswer unknown = bookInTime();
        Expect.problem(unknown, 504, "outcome-unknown");
        assertThat(unknown.json().path("retryable").asBoolean()).isTrue();
        hub.rivta().calm();
        Expect.good(book(), 201);
        assertThat(bookingsMade()).isEqualTo(1);
    }

    @Test
    void aBookingThatWasNeverMadeIsNotSentAgain() throws SQLException {
        hub.rivta().mood(Mood.slow(Expect.TOO_LATE).on("MakeBooking").times(1).withoutEffect());
        Expect.problem(bookInTime(), 504, "outcome-unknown");
        Expect.problem(book(), 504, "outcome-unknown");
        makeOlder();
        Expect.problem(book(), 502, "booking-not-made");
        assertThat(bookingsMade()).isEqualTo(1);
    }

    @Test
    void whatWasSettledStaysSettled() throws SQLException {
        hub.rivta().mood(Mood.reset().on("MakeBooking").times(1).withoutEffect());
        Expect.problem(book(), 504, "outcome-unknown");
        makeOlder();
        ApiAnswer notMade = book();
        Expect.problem(notMade, 502, "booking-not-made");
        Expect.good(tolvan.book(wish).send(), 201);
        ApiAnswer later = book();
        Expect.problem(later, 502, "booking-not-made");
    }

    @Test
    void aHubThatDiedLeavesAKeyThatIsSettled() throws SQLException {
        Expect.good(book(), 201);
        sql("update idempotency set state = 'started', status = null, answer = null");
        Expect.problem(book(), 409, "idempotency-in-progress");
        makeOlder();
        Expect.good(book(), 201);
        assertThat(bookingsMade()).isEqualTo(1);
    }

    @Test
    void aMoveThatGaveANewIdIsSettledToo() {
        String id = tolvan.bookingId(AppUser.SJOSTADEN, "700103");
        String other = tolvan.freeTimeFor(AppUser.SJOSTADEN, id);
        String booked = tolvan.move(id, other).send().json().path("id").asText();
        String slot = tolvan.freeTimeFor(AppUser.SJOSTADEN, booked);
        hub.rivta().mood(Mood.reset().on("UpdateBooking").times(1));
        ApiAnswer moved = tolvan.move(booked, slot).send();
        Expect.good(moved, 200);
        assertThat(moved.json().path("id").asText()).isNotEqualTo(booked);
        assertThat(tolvan.booking(moved.json().path("id").asText()).path("start"))
                .isEqualTo(moved.json().path("start"));
    }

    @Test
    void aBookingIsCancelledOnceForAKey() {
        String id = tolvan.bookingId(SODER, "700101");
        ApiAnswer first = tolvan.cancel(id).key(key).send();
        ApiAnswer second = tolvan.cancel(id).key(key).send();
        Expect.good(second, 200);
        assertThat(second.text()).isEqualTo(first.text());
        assertThat(hub.rivta().callsOf("CancelBooking")).isEqualTo(1);
    }

    @Test
    void aBookingIsMovedOnceForAKey() {
        String id = tolvan.bookingId(SODER, "700101");
        String slot = tolvan.freeTimeFor(SODER, id);
        ApiAnswer first = tolvan.move(id, slot).key(key).send();
        Expect.good(first, 200);
        assertThat(tolvan.move(id, slot).key(key).send().text()).isEqualTo(first.text());
        assertThat(hub.rivta().callsOf("UpdateBooking")).isEqualTo(1);
    }

    @Test
    void aRefusalIsKept() {
        Expect.good(neighbour.book(neighbour.freeTime(SODER, "LAK30")).send(), 201);
        ApiAnswer refused = book();
        Expect.problem(refused, 409, "booking-refused");
        ApiAnswer again = book();
        Expect.problem(again, 409, "booking-refused");
        assertThat(again.json().path("notice")).isEqualTo(refused.json().path("notice"));
        assertThat(bookingsMade()).isEqualTo(2);
    }

    @Test
    void aReplayedRefusalCarriesItsOwnCorrelationId() {
        hub.rivta().mood(Mood.fault("CLIENT").on("MakeBooking"));
        Expect.problem(book(), 502, "backend-refused");
        ApiAnswer again = tolvan.book(wish).key(key).with("Correlation-Id", "second-call").send();
        Expect.problem(again, 502, "backend-refused");
        assertThat(again.header("Correlation-Id")).isEqualTo("second-call");
        assertThat(bookingsMade()).isEqualTo(1);
    }

    @Test
    void aFailureBeforeAnythingWasSentFreesTheKey() {
        hub.loseRivta();
        Expect.problem(book(), 502, "backend-unreachable");
        hub.rivta().calm();
        Expect.good(book(), 201);
        assertThat(bookingsMade()).isEqualTo(1);
    }

    @Test
    void withoutTheStoreNothingIsSent() throws SQLException {
        sql("alter table idempotency rename to elsewhere");
        try {
            Expect.problem(book(), 503, "store-unavailable");
            String id = tolvan.bookingId(SODER, "700101");
            Expect.problem(tolvan.cancel(id).send(), 503, "store-unavailable");
        } finally {
            sql("alter table elsewhere rename to idempotency");
        }
        assertThat(bookingsMade()).isZero();
        assertThat(hub.rivta().callsOf("CancelBooking")).isZero();
        Expect.good(book(), 201);
    }

    @Test
    void theStoreHoldsNothingAnyoneCanRead() throws SQLException {
        sql("delete from idempotency");
        Expect.good(book(), 201);
        String rows = everythingStored();
        assertThat(rows).isNotEmpty();
        assertThat(rows)
                .doesNotContain(RunningHub.TOLVAN, "12121212")
                .doesNotContain("Hemlig", "Tolvan", "Söder", "LAK30", "SE2321000016", "bookings")
                .doesNotContain(key);
    }

    private ApiAnswer book() {
        return tolvan.book(wish).key(key).send();
    }

    private ApiAnswer bookInTime() {
        return tolvan.book(wish).key(key).with("Deadline-Ms", DEADLINE).send();
    }

    private int bookingsMade() {
        return hub.rivta().callsOf("MakeBooking");
    }

    private void makeOlder() throws SQLException {
        sql("update idempotency set attempted_at = attempted_at - interval '2 minutes'");
    }

    private void sql(String statement) throws SQLException {
        try (Connection connection =
                        hub.surroundings().database().getPostgresDatabase().getConnection();
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    /** Every column of every row, as text; bytes once as characters and once as hexadecimals. */
    private String everythingStored() throws SQLException {
        StringBuilder all = new StringBuilder();
        try (Connection connection =
                        hub.surroundings().database().getPostgresDatabase().getConnection();
                Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery("select * from idempotency")) {
            while (rows.next()) {
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    byte[] bytes = rows.getBytes(i);
                    all.append(rows.getString(i)).append('\n');
                    all.append(bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8));
                }
            }
        }
        return all.toString();
    }
}
