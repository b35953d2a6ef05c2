package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import se.knutpunkt.fake.Mood;
import se.knutpunkt.notification.Wakes;

/** From a machine's wish to the messages in the channels' queues. */
class NotificationFlowTest {

    private static final String GUARDIAN = OmbudFlowTest.GUARDIAN;
    private static final String CHILD = OmbudFlowTest.CHILD;
    private static final String NOON = "2026-12-01T11:00:00Z";

    private final RunningHub hub = RunningHub.fresh();
    private final JdbcClient database = hub.bean(JdbcClient.class);
    private final NoticeDesk desk = new NoticeDesk(hub);

    @BeforeEach
    void clean() {
        desk.holdChannels();
        desk.forgetAll();
        hub.clock().set(NOON);
    }

    @AfterEach
    void release() {
        desk.releaseChannels();
    }

    @Test
    void aNoticeIsAcceptedAndPlannedForEachDevice() {
        desk.register(RunningHub.TOLVAN, "ios", "phone");
        desk.register(RunningHub.TOLVAN, "android", "tablet");
        ApiAnswer accepted = desk.send(RunningHub.TOLVAN, "inbox.message").send();
        Expect.good(accepted, 202);
        assertThat(accepted.json().path("status").asText()).isEqualTo("accepted");
        String id = accepted.json().path("id").asText();
        desk.awaitState(id, "planned");
        assertThat(desk.targets(id)).containsExactlyInAnyOrder("apns queued 0", "fcm queued 0");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> desk.inQueue("notify.apns") + desk.inQueue("notify.fcm") == 2);
        assertThat(desk.outbox()).isZero();
    }

    @Test
    void theSameKeyIsOneNotification() {
        String key = "key-" + UUID.randomUUID();
        ApiAnswer first = desk.send(RunningHub.TOLVAN, "inbox.message").key(key).send();
        ApiAnswer again = desk.send(RunningHub.TOLVAN, "inbox.message").key(key).send();
        Expect.good(first, 202);
        Expect.good(again, 202);
        assertThat(again.json().path("id")).isEqualTo(first.json().path("id"));
        Expect.problem(
                desk.send(RunningHub.TOLVAN, "booking.soon").key(key).send(),
                422,
                "idempotency-key-reused");
        assertThat(database.sql("select count(*) from notification").query(Long.class).single())
                .isEqualTo(1);
    }

    @Test
    void onlyWhoSentItMayAsk() {
        desk.register(RunningHub.TOLVAN, "ios", "phone");
        String id = desk.accepted(RunningHub.TOLVAN, "inbox.message");
        desk.awaitState(id, "planned");
        ApiAnswer shown = desk.ask(id).send();
        Expect.good(shown, 200);
        assertThat(shown.json().path("status").asText()).isEqualTo("accepted");
        assertThat(shown.json().at("/targets/0/channel").asText()).isEqualTo("apns");
        assertThat(shown.text()).doesNotContain(RunningHub.TOLVAN, "inbox", "reason");
        String other = hub.identityProvider().clientToken("other", "notifications:read");
        Expect.problem(desk.ask(id).withToken(other).send(), 404, "notification-not-found");
        Expect.problem(
                desk.ask(UUID.randomUUID().toString()).send(), 404, "notification-not-found");
        Expect.problem(desk.ask("not-an-id").send(), 400, "invalid-identifier");
    }

    @Test
    void aMachineNeedsTheScopeAndACitizenHasNone() {
        ApiCall call = desk.send(RunningHub.TOLVAN, "inbox.message");
        String reader = hub.identityProvider().clientToken("care", "notifications:read");
        Expect.problem(call.withToken(reader).send(), 403, "scope-missing");
        Expect.problem(call.as(RunningHub.TOLVAN).send(), 403, "token-kind-wrong");
        assertThat(desk.notifications(RunningHub.TOLVAN)).isEmpty();
    }

    @Test
    void whatCannotBeSentIsRefused() {
        Expect.problem(
                desk.send(RunningHub.TOLVAN, "no.kind").send(), 422, "notification-kind-unknown");
        Expect.problem(
                desk.send("191212121213", "inbox.message").send(),
                422,
                "notification-citizen-invalid");
        Expect.problem(
                desk.send(
                                JsonNodeFactory.instance
                                        .objectNode()
                                        .put("citizen", RunningHub.TOLVAN)
                                        .put("kind", "inbox.message")
                                        .put("expiresAt", "2026-12-01T12:00:00+01:00"))
                        .send(),
                422,
                "notification-expired");
        for (String impossible : List.of("2036-11-31T10:00:00Z", "2036-11-30T24:00:00Z")) {
            Expect.problem(
                    desk.send(
                                    JsonNodeFactory.instance
                                            .objectNode()
                                            .put("citizen", RunningHub.TOLVAN)
                                            .put("kind", "inbox.message")
                                            .put("expiresAt", impossible))
                            .send(),
                    400,
                    "invalid-body");
        }
        Expect.problem(
                desk.send(RunningHub.TOLVAN, "inbox.message").key(null).send(),
                400,
                "missing-header");
        assertThat(desk.notifications(RunningHub.TOLVAN)).isEmpty();
    }

    @Test
    void whoCannotBeReachedIsRejectedAndTheSenderLearnsNoMore() {
        String id = desk.accepted(RunningHub.TOLVAN, "inbox.message");
        desk.awaitState(id, "rejected");
        assertThat(desk.reason(id)).isEqualTo("no-channel");
        ApiAnswer shown = desk.ask(id).send();
        assertThat(shown.json().path("status").asText()).isEqualTo("rejected");
        assertThat(shown.text()).doesNotContain("no-channel");
    }

    @Test
    void quietHoursHoldANoticeUntilTheMorning() {
        desk.register(RunningHub.TOLVAN, "ios", "phone");
        hub.clock().set("2026-12-01T22:00:00Z");
        String id = desk.accepted(RunningHub.TOLVAN, "inbox.message");
        String urgent = desk.accepted(RunningHub.TOLVAN, "booking.soon");
        desk.awaitState(id, "held");
        desk.awaitState(urgent, "planned");
        assertThat(desk.targets(id)).isEmpty();
        assertThat(desk.ask(id).send().json().path("status").asText()).isEqualTo("accepted");
        hub.clock().set("2026-12-02T06:00:00Z");
        desk.awaitState(id, "planned");
    }

    @Test
    void aChildsNoticeGoesToTheGuardianAndSaysWhoseItIs() {
        desk.register(GUARDIAN, "ios", "phone");
        desk.family(GUARDIAN, CHILD, "Ärla");
        String id = desk.accepted(CHILD, "inbox.message");
        desk.awaitState(id, "planned");
        assertThat(desk.targets(id)).containsExactly("apns queued 0");
        assertThat(desk.about(id)).containsExactly("Ärla");
        assertThat(hub.rivta().callsOf("GetUserProfile")).isEqualTo(1);
    }

    @Test
    void whoIsNoGuardianAnyMoreIsNotTold() {
        desk.register(RunningHub.TOLVAN, "ios", "phone");
        desk.family(RunningHub.TOLVAN, CHILD, "Ärla");
        String id = desk.accepted(CHILD, "inbox.message");
        desk.awaitState(id, "rejected");
        assertThat(desk.targets(id)).isEmpty();
    }

    @Test
    void whileTheRegisterIsAwayOnlyTheChildsNoticeWaits() {
        desk.register(GUARDIAN, "ios", "phone");
        desk.family(GUARDIAN, CHILD, "Ärla");
        hub.rivta().mood(Mood.status(503).on("GetUserProfile"));
        String waiting = desk.accepted(CHILD, "inbox.message");
        String other = desk.accepted(GUARDIAN, "inbox.message");
        desk.awaitState(other, "planned");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> hub.rivta().callsOf("GetUserProfile") > 0);
        assertThat(desk.state(waiting)).isEqualTo("accepted");
        assertThat(desk.targets(waiting)).isEmpty();
        hub.rivta().reset();
        hub.closeBreakers();
        hub.clock().set("2026-12-01T12:00:00Z");
        desk.awaitState(waiting, "planned");
    }

    @Test
    void anSmsFollowsAPushThatWasNotDelivered() {
        desk.register(RunningHub.TOLVAN, "ios", "phone");
        desk.phone(RunningHub.TOLVAN, "inbox.message");
        String id = desk.accepted(RunningHub.TOLVAN, "inbox.message");
        desk.awaitState(id, "planned");
        look();
        assertThat(desk.targets(id)).containsExactly("apns queued 0");
        hub.clock().set("2026-12-01T11:10:01Z");
        look();
        await().atMost(Duration.ofSeconds(30)).until(() -> desk.inQueue("notify.sms") == 1);
        assertThat(desk.targets(id)).containsExactlyInAnyOrder("apns queued 0", "sms queued 1");
        look();
        assertThat(desk.targets(id)).hasSize(2);
    }

    /** A guardian's later steps count what is chosen, and known of the family, by then. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    select 1                                                                                      | Ärla
                    update recipient set preferences = replace(preferences, '}}', '}}, "namesChildren": false')   | nobody
                    update recipient set preferences = replace(preferences, '}}', '}}, "guardianNotices": false') |
                    delete from guardianship                                                                      |
                    """)
    void aGuardianIsToldByTheLadderAsTheFamilyIsThen(String since, String named) {
        desk.register(GUARDIAN, "ios", "phone");
        desk.phone(GUARDIAN, "inbox.message");
        desk.family(GUARDIAN, CHILD, "Ärla");
        String id = desk.accepted(CHILD, "inbox.message");
        desk.awaitState(id, "planned");
        assertThat(desk.about(id)).containsExactly("Ärla");
        database.sql("delete from target").update();
        change(since);
        hub.clock().set("2026-12-01T11:10:01Z");
        await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> {
                            look();
                            return database.sql("select count(*) from ladder where next_step = 1")
                                            .query(Long.class)
                                            .single()
                                    == 0;
                        });
        assertThat(desk.targets(id)).isEqualTo(named == null ? List.of() : List.of("sms queued 1"));
        assertThat(desk.about(id)).isEqualTo(named == null ? List.of() : List.of(named));
    }

    private void change(String since) {
        if (since.startsWith("select")) {
            return;
        }
        assertThat(database.sql(since).update()).as(since).isEqualTo(1);
    }

    private void look() {
        hub.bean(Wakes.class).wake(Wakes.What.LADDER);
    }

    @Test
    void aBookingMadeHereIsToldOnceHoweverOftenItIsAskedFor() {
        hub.clock().reset();
        AppUser tolvan = new AppUser(hub, RunningHub.TOLVAN);
        String slot = tolvan.freeTimes(AppUser.SODER, "").path(0).path("id").asText();
        ApiCall booking = tolvan.book(slot).key("once-" + UUID.randomUUID());
        ApiAnswer made = booking.send();
        Expect.good(made, 201);
        assertThat(booking.send().json()).isEqualTo(made.json());
        assertThat(kinds()).containsExactly("booking.made");
        Expect.good(tolvan.cancel(made.json().path("id").asText()).send(), 200);
        assertThat(kinds()).containsExactly("booking.made", "booking.cancelled");
        assertThat(
                        database.sql("select count(*) from notification where ref is not null")
                                .query(Long.class)
                                .single())
                .isZero();
    }

    private List<String> kinds() {
        return desk.notifications(RunningHub.TOLVAN).stream()
                .map(one -> one.replaceFirst(" .*", ""))
                .toList();
    }
}
