package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import se.knutpunkt.fake.events.EventSource;
import se.knutpunkt.notification.Accepted;
import se.knutpunkt.notification.Intake;
import se.knutpunkt.notification.Wish;
import se.knutpunkt.notification.Wishes;

/** From the topic citizen.events to the ledger, with a real Kafka. */
class EventFlowTest {

    private static final String TOLVAN = RunningHub.TOLVAN;

    private final RunningHub hub = RunningHub.fresh();
    private final EventSource source = hub.surroundings().events();
    private final JdbcClient database = hub.bean(JdbcClient.class);
    private final NoticeDesk desk = new NoticeDesk(hub);

    @BeforeEach
    void clean() {
        desk.forgetAll();
        database.sql("delete from parked_event").update();
        hub.clock().set("2026-12-01T11:00:00Z");
    }

    @Test
    void anEventBecomesANotificationForEachDevice() {
        desk.register(TOLVAN, "ios", "phone");
        send(event(id(), "inbox.message"));
        awaitNotifications(1);
        String id = database.sql("select id from notification").query(String.class).single();
        desk.awaitState(id, "planned");
        assertThat(database.sql("select source from notification").query(String.class).single())
                .isEqualTo("events");
        assertThat(parked()).isZero();
    }

    @Test
    void theSameEventTellsOnce() {
        String id = id();
        for (int i = 0; i < 5; i++) {
            send(event(id, "inbox.message"));
        }
        String last = id();
        send(event(last, "booking.made"));
        awaitNotifications(2);
        assertThat(parked()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    no json at all                                                                        | not-json
                    {"id":"x","source":"care-system"}                                                     | schema
                    {"id":"x","source":"care-system","citizen":"191212121212","kind":"no.such"}           | notification-kind-unknown
                    {"id":"x","source":"care-system","citizen":"191212121213","kind":"inbox.message"}     | notification-citizen-invalid
                    {"id":"x","source":"care-system","citizen":"191212121212","kind":"inbox.message","expiresAt":"2020-01-01T00:00:00Z"} | notification-expired
                    {"id":"x","source":"care-system","citizen":"191212121212","kind":"inbox.message","expiresAt":"2036-11-31T10:00:00Z"} | invalid-body
                    {"id":"x","source":"care-system","citizen":"191212121212","kind":"inbox.message","expiresAt":"2036-11-30T10:00:00+25:00"} | invalid-body
                    {"id":"x","source":"care-system","citizen":"191212121212","kind":"inbox.message","name":"Tolvan"} | schema
                    """)
    void whatIsWrongIsParkedWithItsReasonAndTheNextGoesOn(String event, String reason) {
        send(event);
        send(event(id(), "inbox.message"));
        awaitNotifications(1);
        await().atMost(Duration.ofSeconds(30)).until(() -> parked() == 1);
        assertThat(database.sql("select reason from parked_event").query(String.class).single())
                .isEqualTo(reason);
        byte[] stored =
                database.sql("select event from parked_event")
                        .query((row, n) -> row.getBytes(1))
                        .single();
        assertThat(new String(stored, StandardCharsets.ISO_8859_1)).doesNotContain("1912");
    }

    @Test
    void oneThatIsTooLargeAndOneThatIsEmptyAreParked() {
        send(event(id(), "inbox.message").replace("}", " ".repeat(20_000) + "}"));
        send("");
        await().atMost(Duration.ofSeconds(30)).until(() -> parked() == 2);
        assertThat(
                        database.sql("select reason from parked_event order by reason")
                                .query(String.class)
                                .list())
                .containsExactly("empty", "too-large");
    }

    @Test
    void anIdThatComesWithOtherContentIsParked() {
        String id = id();
        send(event(id, "inbox.message"));
        awaitNotifications(1);
        send(event(id, "booking.soon"));
        await().atMost(Duration.ofSeconds(30)).until(() -> parked() == 1);
        assertThat(database.sql("select reason from parked_event").query(String.class).single())
                .isEqualTo("event-id-reused");
        assertThat(notifications()).isEqualTo(1);
    }

    /** As long as the ledger cannot be written nothing is lost and nothing is passed over. */
    @Test
    void aLedgerThatCannotBeWrittenIsWaitedFor() {
        database.sql("alter table notification rename to notification_away").update();
        try {
            for (int i = 0; i < 20; i++) {
                send(event(id(), "inbox.message"));
            }
            send("poison");
            assertThat(parked()).isZero();
        } finally {
            database.sql("alter table notification_away rename to notification").update();
        }
        awaitNotifications(20);
        await().atMost(Duration.ofSeconds(60)).until(() -> parked() == 1);
    }

    /** What is forbidden today may be allowed tomorrow, without a restart. */
    @Test
    void aRightThatIsRefusedIsAskedForAgain() {
        source.forbidReading();
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> refused() == 1);
            assertThat(health()).isEqualTo(503);
            send(event(id(), "inbox.message"));
            assertThat(notifications()).isZero();
        } finally {
            source.allowReading();
        }
        awaitNotifications(1);
        await().atMost(Duration.ofSeconds(60)).until(() -> refused() == 0);
        assertThat(health()).isEqualTo(200);
        send(event(id(), "inbox.message"));
        awaitNotifications(2);
        assertThat(parked()).isZero();
    }

    private double refused() {
        return hub.bean(MeterRegistry.class).get("knutpunkt.events.refused").gauge().value();
    }

    private int health() {
        String address = "http://localhost:" + hub.managementPort() + "/actuator/health/events";
        return hub.send(HttpRequest.newBuilder(URI.create(address)).build()).statusCode();
    }

    @Test
    void manyAtOnceAreAllAcceptedOnce() {
        int count = 3_000;
        for (int i = 0; i < count; i++) {
            String event = event("many-" + hub.hashCode() + "-" + i, "inbox.message");
            source.send("k" + i, event.getBytes(StandardCharsets.UTF_8));
            if (i % 3 == 0) {
                source.send("again" + i, event.getBytes(StandardCharsets.UTF_8));
            }
        }
        awaitNotifications(count);
        send(event(id(), "booking.made"));
        awaitNotifications(count + 1);
        assertThat(parked()).isZero();
    }

    /** The broker's memory of duplicates holds 20 000; the ledger's holds all. */
    @Test
    void anIdIsKnownAfterMoreOthersThanABrokerRemembers() {
        Intake intake = hub.bean(Intake.class);
        int rounds = 50;
        for (int round = 0; round < rounds; round++) {
            assertThat(intake.acceptAll(wishes(round)))
                    .allMatch(one -> one.result() == Accepted.Result.NEW);
        }
        assertThat(notifications()).isEqualTo(rounds * 500L);
        for (int round : new int[] {0, rounds / 2, rounds - 1}) {
            assertThat(intake.acceptAll(wishes(round)))
                    .allMatch(one -> one.result() == Accepted.Result.REPEATED);
        }
        assertThat(notifications()).isEqualTo(rounds * 500L);
    }

    private List<Wish> wishes(int round) {
        Wishes wishes = hub.bean(Wishes.class);
        return IntStream.range(0, 500)
                .mapToObj(
                        i ->
                                wishes.of(
                                        new Wishes.Sender(
                                                "events", null, "care-system/" + round + "-" + i),
                                        new Wishes.Subject(
                                                TOLVAN, "inbox.message", null, null, null, null)))
                .toList();
    }

    private static String id() {
        return "event-" + UUID.randomUUID();
    }

    private static String event(String id, String kind) {
        return "{\"id\":\"%s\",\"source\":\"care-system\",\"citizen\":\"%s\",\"kind\":\"%s\"}"
                .formatted(id, TOLVAN, kind);
    }

    private void send(String event) {
        try {
            Future<?> sent = source.send("one", event.getBytes(StandardCharsets.UTF_8));
            sent.get();
        } catch (java.util.concurrent.ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitNotifications(long count) {
        await().atMost(Duration.ofSeconds(90)).until(() -> notifications() == count);
    }

    private long notifications() {
        return database.sql("select count(*) from notification").query(Long.class).single();
    }

    private long parked() {
        return database.sql("select count(*) from parked_event").query(Long.class).single();
    }
}
