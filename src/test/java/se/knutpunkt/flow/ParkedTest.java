package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.Message;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jms.core.JmsTemplate;
import se.knutpunkt.recipient.RegionSwitches;
import se.knutpunkt.store.PersonKey;

/** What operations do with notices that are stuck, on the management port. */
class ParkedTest {

    private static final String TOLVAN = RunningHub.TOLVAN;
    private static final String CHILD = "201701012393";
    private static final String PHONE = "+46701740605";
    private static final String MAIL = "tolvan@example.se";
    private static final Duration LONG = Duration.ofSeconds(60);

    private final RunningHub hub = RunningHub.fresh();
    private final OperationsDesk operations = new OperationsDesk(hub);
    private final NoticeDesk desk = new NoticeDesk(hub);
    private final JdbcClient database = hub.bean(JdbcClient.class);

    @BeforeAll
    static void holdTheQueue() throws Exception {
        RunningHub.fresh().camel().getRouteController().stopRoute("channel.apns");
    }

    @BeforeEach
    void clean() {
        desk.forgetAll();
        for (String table : List.of("operations_audit", "replay", "parked_event")) {
            database.sql("delete from " + table).update();
        }
        while (jms().receive("notify.apns.parked") != null) {
            // of another test
        }
        hub.clock().set("2026-12-01T11:00:00Z");
        desk.register(TOLVAN, "ios", "phone");
    }

    @AfterEach
    void forget() {
        desk.forgetAll();
    }

    @AfterAll
    static void goOn() throws Exception {
        RunningHub.fresh().camel().getRouteController().startRoute("channel.apns");
    }

    @Test
    void whatIsParkedIsCountedAndListedByWhatItIs() {
        UUID first = parked("inbox.message", "01", "400");
        parked("booking.made", "14", "400");
        parked("inbox.message", "01", "413");
        JsonNode all = operations.get("parked?channel=apns");
        assertThat(all.path("parked")).hasSize(3);
        assertThat(all.path("counts").findValuesAsText("count")).hasSize(3);
        assertThat(operations.get("parked").has("parked")).isFalse();
        JsonNode some =
                operations
                        .get("parked?channel=apns&region=01&kind=inbox.message&code=400")
                        .path("parked");
        assertThat(some).hasSize(1);
        assertThat(some.at("/0/target").asText()).isEqualTo(first.toString());
        assertThat(some.at("/0/attempts").asInt()).isEqualTo(3);
        assertThat(operations.get("parked?channel=apns&olderThan=1h").path("parked")).isEmpty();
        assertThat(operations.get("parked?channel=apns&olderThan=1ms").path("parked")).hasSize(3);
        assertThat(audited()).contains("parked.list");
    }

    @Test
    void aLookAndADryRunShowNoPerson() {
        UUID target = parked("inbox.message", "01", "400");
        String look = operations.get("parked/" + target).toString();
        JsonNode dryRun = operations.get("parked/" + target + "/dry-run");
        assertThat(dryRun.path("wouldBeSent").asBoolean()).isTrue();
        assertThat(dryRun.path("body").asText()).startsWith("Du har ett nytt meddelande");
        assertThat(dryRun.at("/payloads").toString()).contains("channels/apns", "nytt meddelande");
        assertThat(look + dryRun).doesNotContain(TOLVAN, "secret-token", "Elsa", "thread-1");
        assertThat(state(target)).as("nothing was sent").isEqualTo("rejected");
        assertThat(audited()).contains("parked.look", "parked.dry-run");
    }

    /** Whatever the channel, it is the whole message, and says neither to whom nor about whom. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    apns  | /payloads/channels~1apns.request.jsonata/aps/alert/body
                    fcm   | /payloads/channels~1fcm.request.jsonata/message/notification/body
                    sms   | /payloads/channels~1sms.request.jsonata/message
                    email | /payloads/channels~1email.text.request.ftl
                    email | /payloads/channels~1email.html.request.ftlh
                    """)
    void aDryRunOfEveryChannelIsMasked(String channel, String text) {
        reachable();
        UUID target = parked(channel);
        JsonNode dryRun = operations.get("parked/" + target + "/dry-run");
        assertThat(dryRun.path("wouldBeSent").asBoolean()).as(dryRun.toString()).isTrue();
        assertThat(dryRun.path("channel").asText()).isEqualTo(channel);
        assertThat(dryRun.path("title").asText()).isEqualTo("1177");
        assertThat(dryRun.path("language").asText()).isEqualTo("sv");
        assertThat(dryRun.at(text).asText())
                .contains("Du har ett nytt meddelande. Logga in på 1177", "Gäller: ***");
        assertThat(dryRun.toString())
                .doesNotContain(TOLVAN, PHONE, PHONE.substring(1), "0701740605", "46701740605")
                .doesNotContain(MAIL, "tolvan", "android-token", "ios-token", "Elsa", "thread-1");
        assertThat(state(target)).as("nothing was sent").isEqualTo("rejected");
        assertThat(hub.surroundings().sms().seen()).isEmpty();
        assertThat(hub.surroundings().fcm().seen()).isEmpty();
        assertThat(hub.surroundings().mail().seen()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "sms,update recipient set phone = null",
        "email,update recipient set email = null",
        "fcm,delete from device where platform = 'android'"
    })
    void aDryRunOfEveryChannelSaysThatNobodyIsReached(String channel, String since) {
        reachable();
        UUID target = parked(channel);
        database.sql(since).update();
        JsonNode dryRun = operations.get("parked/" + target + "/dry-run");
        assertThat(dryRun.path("wouldBeSent").asBoolean()).isFalse();
        assertThat(dryRun.path("because").asText()).isEqualTo("no-address");
    }

    /** Tolvan in every way there is, and told in each. */
    private void reachable() {
        PersonKey keys = hub.bean(PersonKey.class);
        desk.register(TOLVAN, "android", "tablet");
        database.sql(
                        "update device set token = case platform when 'ios' then cast(? as bytea) else cast(? as bytea) end")
                .params(keys.seal("ios-token"), keys.seal("android-token"))
                .update();
        database.sql("update recipient set phone = ?, email = ?, preferences = ?")
                .params(
                        keys.seal(PHONE),
                        keys.seal(MAIL),
                        "{\"kinds\": {\"inbox.message\": {\"push\": true, \"sms\": true, \"email\": true}}}")
                .update();
    }

    /** The same of another channel. */
    private UUID parked(String channel) {
        UUID target = parked("inbox.message", "01", "400");
        String device = channel.equals("apns") ? "phone" : channel.equals("fcm") ? "tablet" : null;
        database.sql("update target set channel = ?, device_id = ? where id = ?")
                .params(channel, device, target)
                .update();
        return target;
    }

    @Test
    void aDryRunSaysWhyNothingWouldBeSent() {
        UUID target = parked("inbox.message", "01", "400");
        database.sql("delete from device").update();
        assertThat(operations.get("parked/" + target + "/dry-run").path("because").asText())
                .isEqualTo("no-address");
        database.sql("update notification set expires_at = '2026-12-01T10:00:00Z'").update();
        assertThat(operations.get("parked/" + target + "/dry-run").path("because").asText())
                .isEqualTo("expired");
    }

    @Test
    void aReplayGoesThroughTheQueueWithTheAttemptsItHasHad() {
        UUID target = parked("inbox.message", "01", "400");
        UUID other = parked("booking.made", "01", "400");
        JsonNode replay = operations.post("parked/replay", "channel=apns&kind=inbox.message");
        assertThat(replay.path("state").asText()).isEqualTo("running");
        await().atMost(LONG).until(() -> messages("notify.apns").size() == 1);
        assertThat(state(target)).isEqualTo("queued");
        assertThat(messages("notify.apns")).containsExactly(target + " 3");
        assertThat(state(other)).isEqualTo("rejected");
        await().atMost(LONG)
                .untilAsserted(
                        () ->
                                assertThat(operations.get("replays").at("/replays/0/state"))
                                        .hasToString("\"done\""));
        assertThat(operations.get("replays").at("/replays/0/replayed").asInt()).isEqualTo(1);
        assertThat(desk.outbox()).isZero();
        assertThat(audited()).contains("parked.replay");
    }

    @Test
    void whoWasToldOtherwiseOrTooLateIsNotToldAgain() {
        UUID told = parked("inbox.message", "01", "400");
        database.sql(
                        """
                        insert into target (id, notification_id, recipient_hash, channel, step, state)
                        select gen_random_uuid(), notification_id, recipient_hash, 'sms', 1, 'sent' from target where id = ?
                        """)
                .param(told)
                .update();
        UUID late = parked("inbox.message", "01", "400");
        database.sql(
                        "update notification set expires_at = now() - interval '1 minute' where id = (select notification_id from target where id = ?)")
                .param(late)
                .update();
        UUID good = parked("inbox.message", "01", "400");
        operations.post("parked/replay", "channel=apns&rate=100");
        await().atMost(LONG).until(() -> state(good).equals("queued"));
        await().atMost(LONG)
                .untilAsserted(
                        () ->
                                assertThat(operations.get("replays").at("/replays/0/state"))
                                        .hasToString("\"done\""));
        assertThat(state(told)).isEqualTo("rejected");
        assertThat(state(late)).isEqualTo("rejected");
        assertThat(operations.get("parked/" + told).path("told").asBoolean()).isTrue();
        assertThat(operations.get("parked/" + late).path("expired").asBoolean()).isTrue();
        assertThat(operations.get("parked/" + late).path("code").asText()).isEqualTo("expired");
    }

    /** What was chosen, switched and removed since it was parked counts, as the ladder has it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    delete from device where device_id = 'phone'                                                | no-address
                    delete from recipient                                                                       | no-address
                    update recipient set preferences = '{"kinds": {"inbox.message": {"push": false}}}'          | not-wanted
                    insert into region_switch values ('01', 'inbox.message', 'push', false, 'somebody')         | switched-off
                    insert into region_switch values ('01', '*', '*', false, 'somebody')                        | switched-off
                    update notification set kind = 'no.longer' where kind = 'inbox.message'                     | unknown-kind
                    update notification set expires_at = now() where kind = 'inbox.message'                     | expired
                    update notification set person_hash = 'child' where kind = 'inbox.message'                  | not-guardian
                    """)
    void whatNobodyWantsAnyMoreIsNotReplayed(String since, String code) {
        UUID target = parked("inbox.message", "01", "400");
        database.sql(since).update();
        hub.bean(RegionSwitches.class).forget();
        JsonNode dryRun = operations.get("parked/" + target + "/dry-run");
        assertThat(dryRun.path("wouldBeSent").asBoolean()).isFalse();
        assertThat(dryRun.path("because").asText()).isEqualTo(code);
        operations.post("parked/replay", "channel=apns&targets=" + target);
        JsonNode replay = awaitReplay();
        assertThat(replay.path("replayed").asInt()).isZero();
        assertThat(replay.path("refused").asInt()).isEqualTo(1);
        JsonNode row = operations.get("parked/" + target);
        assertThat(row.path("state").asText()).isEqualTo("rejected");
        assertThat(row.path("parked").asBoolean()).isFalse();
        assertThat(row.path("code").asText()).isEqualTo(code);
        assertThat(messages("notify.apns")).isEmpty();
        assertThat(desk.outbox()).isZero();
    }

    @Test
    void whatIsWantedByOthersIsReplayedBesideWhatIsNot() {
        UUID unwanted = parked("booking.made", "01", "400");
        List<UUID> wanted =
                List.of(parked("inbox.message", "01", "400"), parked("inbox.message", "01", "400"));
        database.sql(
                        "update recipient set preferences = '{\"kinds\": {\"booking.made\": {\"push\": false}}}'")
                .update();
        operations.post("parked/replay", "channel=apns&rate=100");
        JsonNode replay = awaitReplay();
        assertThat(replay.path("replayed").asInt()).isEqualTo(2);
        assertThat(replay.path("refused").asInt()).isEqualTo(1);
        assertThat(state(unwanted)).isEqualTo("rejected");
        await().atMost(LONG).until(() -> messages("notify.apns").size() == 2);
        assertThat(messages("notify.apns"))
                .containsExactlyInAnyOrderElementsOf(
                        wanted.stream().map(target -> target + " 3").toList());
    }

    /** A guardian who does not want the child named is not shown its name by an old notice. */
    @ParameterizedTest
    @CsvSource({"true,true,queued,", "false,true,queued,", "true,false,rejected,not-wanted"})
    void aGuardiansChoicesOfTodayHold(boolean names, boolean told, String state, String code) {
        UUID target = parked("inbox.message", "01", "400");
        desk.family(TOLVAN, CHILD, "Elsa");
        database.sql("update notification set person_hash = ?, person = ?")
                .params(desk.hash(CHILD), hub.bean(PersonKey.class).seal(CHILD))
                .update();
        database.sql("update recipient set preferences = ?")
                .param(
                        "{\"kinds\": {}, \"namesChildren\": %s, \"guardianNotices\": %s}"
                                .formatted(names, told))
                .update();
        String before = code(target);
        operations.post("parked/replay", "channel=apns&targets=" + target);
        awaitReplay();
        assertThat(state(target)).isEqualTo(state);
        assertThat(code(target)).isEqualTo(code == null ? before : code);
        assertThat(
                        database.sql("select about is not null from target where id = ?")
                                .param(target)
                                .query(Boolean.class)
                                .single())
                .isEqualTo(names);
    }

    private String code(UUID target) {
        return operations.get("parked/" + target).path("code").asText();
    }

    /** The newest, when it is done. */
    private JsonNode awaitReplay() {
        return await().atMost(LONG)
                .until(
                        () -> operations.get("replays").at("/replays/0"),
                        one -> one.path("state").asText().equals("done"));
    }

    @Test
    void aReplayKeepsItsRateAndCanBeStopped() {
        for (int i = 0; i < 30; i++) {
            parked("inbox.message", "01", "400");
        }
        String id = operations.post("parked/replay", "channel=apns&rate=1").path("id").asText();
        await().atMost(LONG)
                .until(() -> operations.get("replays").at("/replays/0/replayed").asInt() >= 1);
        JsonNode stopped = operations.post("replays/" + id + "/stop", "");
        assertThat(stopped.path("state").asText()).isEqualTo("stopped");
        int replayed = stopped.path("replayed").asInt();
        assertThat(replayed).isBetween(1, 20);
        assertThat(
                        database.sql("select count(*) from target where parked")
                                .query(Integer.class)
                                .single())
                .isEqualTo(30 - replayed);
    }

    @Test
    void whatIsDiscardedIsGoneWithItsReason() {
        UUID target = parked("inbox.message", "01", "400");
        UUID other = parked("inbox.message", "01", "400");
        assertThat(operations.tryPost("parked/discard", "channel=apns").statusCode())
                .isEqualTo(400);
        JsonNode answer =
                operations.post(
                        "parked/discard", "channel=apns&targets=" + target + "&reason=ticket+17");
        assertThat(answer.path("discarded").asInt()).isEqualTo(1);
        assertThat(operations.get("parked?channel=apns").path("parked").findValuesAsText("target"))
                .containsExactly(other.toString());
        JsonNode row = operations.get("audit?limit=10").path("audit");
        assertThat(row.toString()).contains("parked.discard", "ticket 17", "operator");
    }

    @Test
    void theParkedQueueFollowsTheLedger() {
        UUID target = parked("inbox.message", "01", "400");
        database.sql("update target set changed_at = now() - interval '2 minutes'").update();
        await().atMost(LONG).until(() -> messages("notify.apns.parked").size() == 1);
        operations.post("parked/discard", "channel=apns&reason=test&targets=" + target);
        await().atMost(LONG).until(() -> messages("notify.apns.parked").isEmpty());
    }

    /** A message that names no target is nobody's to remove, and stands in nobody's way. */
    @Test
    void whatIsNoMessageOfATargetHoldsUpNothing() {
        for (String target : List.of("no-id", "")) {
            jms().send(
                            "notify.apns.parked",
                            session -> {
                                Message message = session.createMessage();
                                message.setStringProperty("target", target);
                                message.setIntProperty("attempt", 0);
                                return message;
                            });
        }
        UUID target = parked("inbox.message", "01", "400");
        database.sql("update target set changed_at = now() - interval '2 minutes'").update();
        await().atMost(LONG).until(() -> messages("notify.apns.parked").size() == 3);
        assertThat(messages("notify.apns.parked")).contains("no-id 0", " 0", target + " 3");
    }

    /** Nothing may hold all of them, in memory or in a statement. */
    @Test
    void veryManyAreLeftToTheLedgerAndDiscardedInPages() {
        parkMany(20_001);
        await().atMost(LONG)
                .until(
                        () ->
                                operations
                                        .get("parked")
                                        .path("unfollowed")
                                        .toString()
                                        .equals("[\"apns\"]"));
        assertThat(messages("notify.apns.parked")).isEmpty();
        assertThat(
                        hub.bean(MeterRegistry.class)
                                .get("knutpunkt.notifications.parked.unfollowed")
                                .tag("channel", "apns")
                                .gauge()
                                .value())
                .isEqualTo(1);
        JsonNode answer = operations.post("parked/discard", "channel=apns&reason=mistake");
        assertThat(answer.path("discarded").asInt()).isEqualTo(20_001);
        assertThat(
                        database.sql(
                                        "select count from operations_audit where action = 'parked.discard'")
                                .query(Long.class)
                                .list())
                .containsExactly(20_001L);
        assertThat(
                        database.sql("select count(distinct changed_at) from target")
                                .query(Integer.class)
                                .single())
                .as("transactions")
                .isGreaterThan(5);
        await().atMost(LONG).until(() -> operations.get("parked").path("unfollowed").isEmpty());
    }

    /** As a channel leaves them whose provider refuses all. */
    private void parkMany(int count) {
        UUID first = parked("inbox.message", "01", "400");
        database.sql(
                        """
                        insert into target (id, notification_id, recipient_hash, channel, device_id, step, state, parked, attempt, code)
                        select gen_random_uuid(), notification_id, recipient_hash, channel, device_id || n, step, state, parked, attempt, code
                          from target, generate_series(2, ?) n where id = ?
                        """)
                .params(count, first)
                .update();
        database.sql("update target set changed_at = now() - interval '2 minutes'").update();
    }

    @Test
    void whatIsUnsureIsListed() {
        UUID target = parked("inbox.message", "01", "no-answer");
        database.sql("update target set parked = false, state = 'unsure'").update();
        JsonNode rows = operations.get("unsure").path("unsure");
        assertThat(rows.at("/0/target").asText()).isEqualTo(target.toString());
        assertThat(operations.get("unsure?channel=apns").path("unsure")).hasSize(1);
    }

    @Test
    void aParkedEventIsTakenInAgainWhenItsReasonIsGone() {
        String event =
                "{\"id\":\"e-%s\",\"source\":\"care-system\",\"citizen\":\"%s\",\"kind\":\"inbox.message\",\"expiresAt\":\"2026-12-01T10:00:00Z\"}"
                        .formatted(UUID.randomUUID(), TOLVAN);
        hub.surroundings().events().send("k", event.getBytes(StandardCharsets.UTF_8));
        hub.surroundings().events().send("k", "poison".getBytes(StandardCharsets.UTF_8));
        await().atMost(LONG).until(() -> operations.get("events").path("events").size() == 2);
        JsonNode listed = operations.get("events?parkedFor=notification-expired");
        assertThat(listed.path("events")).hasSize(1);
        assertThat(listed.toString()).doesNotContain(TOLVAN, "care-system");
        String id = listed.at("/events/0/id").asText();
        assertThat(operations.post("events/replay", "ids=" + id).at("/outcomes").toString())
                .isEqualTo("{\"notification-expired\":1}");
        hub.clock().set("2026-12-01T09:00:00Z");
        assertThat(operations.post("events/replay", "ids=" + id).at("/outcomes").toString())
                .isEqualTo("{\"accepted\":1}");
        assertThat(operations.post("events/discard", "parkedFor=not-json&reason=noise"))
                .hasToString("{\"discarded\":1}");
        assertThat(operations.get("events").path("events")).isEmpty();
        assertThat(audited()).contains("events.replay", "events.discard");
    }

    @Test
    void whatPushSavesIsCountedInKronor() {
        database.sql(
                        """
                        insert into notification (id, dedup, request_hash, source, person_hash, person, kind, urgency, region, state, due_at,
                                                  expires_at, accepted_at, sms_avoided)
                        select gen_random_uuid(), decode(md5('saved' || n), 'hex'), '', 'api', '', '', 'inbox.message', 'normal',
                               case when n <= 7 then '01' when n <= 10 then '14' end, 'planned', now(), now(),
                               timestamptz '2026-03-31 23:59:59+02' + (n % 2) * interval '1 second', n % 2 = 0
                          from generate_series(1, 12) n
                        """)
                .update();
        database.sql(
                        """
                        insert into target (id, notification_id, recipient_hash, channel, step, state)
                        select gen_random_uuid(), id, '', 'sms', 1, 'delivered' from notification where not sms_avoided
                        """)
                .update();
        JsonNode march = operations.get("savings?from=2026-03-01&to=2026-03-31");
        assertThat(march.path("regions").findValuesAsText("region"))
                .containsExactly("01", "14", "unknown");
        assertThat(march.at("/regions/0/smsAvoided").asInt()).isEqualTo(3);
        assertThat(march.at("/regions/0/saved").asDouble()).isEqualTo(1.05);
        assertThat(march.at("/total/saved").asDouble()).isEqualTo(2.1);
        assertThat(march.at("/total/smsSent").asInt()).isZero();
        String csv =
                operations
                        .ask(
                                "GET",
                                "savings?from=2026-04-01&to=2026-04-01&format=csv",
                                "operator:sandbox",
                                null)
                        .body();
        assertThat(csv)
                .isEqualTo(
                        """
                        region,price,smsSent,smsUnsure,smsAvoided,spent,saved
                        01,0.35,4,0,0,1.40,0.00
                        14,0.35,1,0,0,0.35,0.00
                        unknown,0.35,1,0,0,0.35,0.00
                        all,,6,0,0,2.10,0.00
                        """);
    }

    @ParameterizedTest
    @CsvSource({
        "parked?channel=fax, 400",
        "parked?channel=apns&olderThan=soon, 400",
        "parked?channel=apns&limit=0, 400",
        "parked?colour=blue, 400",
        "parked?channel=apns&channel=sms, 400",
        "parked/7, 400",
        "parked/00000000-0000-0000-0000-000000000000, 404",
        "nothing, 404",
        "parked/replay, 405",
        "savings?from=2026-01-01&to=2025-01-01, 400",
        "savings?from=2026-01-01, 400",
        "events/discard, 405"
    })
    void aQuestionThatCannotBeAnsweredIsAProblem(String path, int status) {
        HttpResponse<String> answer = operations.ask("GET", path, "operator:sandbox", null);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type"))
                .contains("application/problem+json");
    }

    @Test
    void nobodyComesInWithoutTheLoginOrTheTokenAgainstForgery() {
        assertThat(operations.ask("GET", "parked", null, null).statusCode()).isEqualTo(401);
        assertThat(
                        operations
                                .ask(
                                        "POST",
                                        "parked/discard",
                                        "operator:sandbox",
                                        "channel=apns&reason=x")
                                .statusCode())
                .isEqualTo(403);
        Expect.problem(hub.get("/ops/notifications/parked").send(), 404, "not-found");
    }

    /** As the channel leaves one that it parks after three attempts. */
    private UUID parked(String kind, String region, String code) {
        UUID target = UUID.randomUUID();
        UUID notification = UUID.randomUUID();
        PersonKey keys = hub.bean(PersonKey.class);
        database.sql(
                        """
                        insert into notification (id, dedup, request_hash, source, person_hash, person, kind, ref, urgency, region, state, due_at,
                                                  expires_at)
                        values (?, ?, '', 'api', ?, ?, ?, 'thread-1', 'normal', ?, 'planned', now(), timestamptz '2026-12-03T11:00:00Z')
                        """)
                .params(
                        notification,
                        notification.toString().getBytes(StandardCharsets.US_ASCII),
                        desk.hash(TOLVAN),
                        keys.seal(TOLVAN),
                        kind,
                        region)
                .update();
        database.sql(
                        """
                        insert into target (id, notification_id, recipient_hash, about, channel, device_id, step, state, parked, attempt, code)
                        values (?, ?, ?, ?, 'apns', 'phone', 0, 'rejected', true, 3, ?)
                        """)
                .params(target, notification, desk.hash(TOLVAN), keys.seal("Elsa"), code)
                .update();
        return target;
    }

    private String state(UUID target) {
        return database.sql("select state from target where id = ?")
                .param(target)
                .query(String.class)
                .single();
    }

    private List<String> audited() {
        return database.sql("select action from operations_audit").query(String.class).list();
    }

    private JmsTemplate jms() {
        JmsTemplate queues = new JmsTemplate(hub.bean(ConnectionFactory.class));
        queues.setReceiveTimeout(JmsTemplate.RECEIVE_TIMEOUT_NO_WAIT);
        return queues;
    }

    /** Target and attempt of each. */
    private List<String> messages(String queue) {
        return jms().browse(
                        queue,
                        (session, browser) -> {
                            List<String> found = new java.util.ArrayList<>();
                            for (Object one : Collections.list(browser.getEnumeration())) {
                                Message message = (Message) one;
                                found.add(
                                        message.getStringProperty("target")
                                                + " "
                                                + message.getIntProperty("attempt"));
                            }
                            return found;
                        });
    }
}
