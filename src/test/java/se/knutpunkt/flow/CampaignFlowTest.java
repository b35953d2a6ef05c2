package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import se.knutpunkt.notification.Wakes;
import se.knutpunkt.store.PersonKey;

/** Campaigns through the running hub, from the request to the channels' queues. */
class CampaignFlowTest {

    private static final Duration LONG = Duration.ofSeconds(90);
    private static final String INFORMATION = "general.information";

    private final RunningHub hub = RunningHub.fresh();
    private final OperationsDesk operations = new OperationsDesk(hub);
    private final NoticeDesk desk = new NoticeDesk(hub);
    private final JdbcClient database = hub.bean(JdbcClient.class);

    @BeforeAll
    static void holdTheQueue() throws Exception {
        RunningHub.fresh().camel().getRouteController().stopRoute("channel.apns.bulk");
    }

    @BeforeEach
    void clean() {
        desk.forgetAll();
        database.sql("delete from campaign").update();
        hub.clock().set("2026-12-01T11:00:00Z");
    }

    @AfterAll
    static void goOn() throws Exception {
        RunningHub.fresh().camel().getRouteController().startRoute("channel.apns.bulk");
    }

    @AfterEach
    void forget() {
        database.sql("update campaign set state = 'cancelled', open = false").update();
        desk.forgetAll();
        database.sql("delete from campaign").update();
    }

    @Test
    void everybodyOfTheRegionIsToldOnce() {
        recipients(300, "14");
        recipients(50, "01");
        ApiAnswer begun = begin("\"region\":\"14\",\"rate\":2000").send();
        Expect.good(begun, 202);
        assertThat(begun.json().path("state").asText()).isEqualTo("running");
        String id = begun.json().path("id").asText();
        await().atMost(LONG).until(() -> shown(id).path("state").asText().equals("done"));
        await().atMost(LONG).until(() -> count("target") == 300);
        JsonNode done = shown(id);
        assertThat(done.path("audience").asInt()).isEqualTo(300);
        assertThat(done.path("taken").asInt()).isEqualTo(300);
        assertThat(done.path("progress").asInt()).isEqualTo(100);
        assertThat(done.at("/counts/queued").asInt()).isEqualTo(300);
        assertThat(count("notification")).isEqualTo(300);
        // what other tests' campaigns withdrew may lie there too
        await().atMost(LONG).until(() -> desk.inQueue("notify.apns.bulk") >= 300);
        assertThat(desk.inQueue("notify.apns")).as("nobody else waits behind it").isZero();
    }

    @Test
    void theSameKeyIsTheSameCampaign() {
        String key = "campaign-" + UUID.randomUUID();
        ApiAnswer first = begin("\"all\":true").key(key).send();
        ApiAnswer again = begin("\"all\":true").key(key).send();
        Expect.good(first, 202);
        assertThat(again.json().path("id")).isEqualTo(first.json().path("id"));
        Expect.problem(begin("\"region\":\"14\"").key(key).send(), 422, "idempotency-key-reused");
        assertThat(count("campaign")).isEqualTo(1);
    }

    @Test
    void itIsPausedResumedMadeFasterAndCancelled() {
        recipients(400, "01");
        String id = begin("\"all\":true,\"rate\":10").send().json().path("id").asText();
        await().atMost(LONG).until(() -> shown(id).path("taken").asInt() > 0);
        ApiAnswer paused = change(id, "{\"state\":\"paused\"}").send();
        Expect.good(paused, 200);
        int taken = paused.json().path("taken").asInt();
        assertThat(taken).isBetween(1, 300);
        await().pollDelay(Duration.ofSeconds(1))
                .atMost(LONG)
                .untilAsserted(() -> assertThat(shown(id).path("taken").asInt()).isEqualTo(taken));
        Expect.good(change(id, "{\"state\":\"running\",\"rate\":300}").send(), 200);
        await().atMost(LONG).until(() -> shown(id).path("taken").asInt() > taken);
        Expect.good(change(id, "{\"state\":\"cancelled\"}").send(), 200);
        await().atMost(LONG)
                .until(
                        () -> {
                            JsonNode counts = shown(id).path("counts");
                            return counts.path("waiting").asInt() + counts.path("queued").asInt()
                                    == 0;
                        });
        Expect.problem(change(id, "{\"state\":\"running\"}").send(), 409, "campaign-ended");
        Expect.good(change(id, "{\"state\":\"cancelled\"}").send(), 200);
        assertThat(
                        database.sql("select count(*) from operations_audit where subject = ?")
                                .param(id)
                                .query(Integer.class)
                                .single())
                .isGreaterThanOrEqualTo(3);
    }

    @Test
    void operationsMaySteerEverybodys() {
        recipients(100, "01");
        String id = begin("\"all\":true,\"rate\":10").send().json().path("id").asText();
        JsonNode paused = operations.post("campaigns/" + id, "state=paused&reason=too+loud");
        assertThat(paused.path("state").asText()).isEqualTo("paused");
        assertThat(operations.get("campaigns").path("campaigns").findValuesAsText("id"))
                .containsExactly(id);
        assertThat(operations.get("audit").path("audit").toString())
                .contains("campaign.paused", "too loud", id);
    }

    @Test
    void anothersCampaignIsNotThere() {
        String id = begin("\"all\":true").send().json().path("id").asText();
        String other = hub.identityProvider().clientToken("somebody-else", "campaigns:read");
        Expect.problem(
                hub.get("/v1/campaigns/" + id).withToken(other).send(), 404, "campaign-not-found");
        Expect.problem(
                hub.get("/v1/campaigns/00000000-0000-0000-0000-000000000000")
                        .withToken(token("campaigns:read"))
                        .send(),
                404,
                "campaign-not-found");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    "kind":"inbox.message","all":true                  | 403 | campaign-kind-not-allowed
                    "kind":"no.such","all":true                        | 422 | notification-kind-unknown
                    "kind":"general.information"                       | 400 | invalid-body
                    "kind":"general.information","all":true,"region":"14" | 400 | invalid-body
                    "kind":"general.information","region":"02"         | 400 | invalid-body
                    "kind":"general.information","all":true,"rate":0   | 400 | invalid-body
                    "kind":"general.information","all":true,"expiresAt":"2020-01-01T00:00:00Z" | 400 | invalid-body
                    "kind":"general.information","all":true,"expiresAt":"2036-11-31T10:00:00Z" | 400 | invalid-body
                    """)
    void whatMayNotBeACampaignIsRefused(String wish, int status, String code) {
        Expect.problem(create("{" + wish + "}").send(), status, code);
        assertThat(count("campaign")).isZero();
    }

    @Test
    void theScopesAreNeeded() {
        Expect.problem(
                begin("\"all\":true").withToken(token("campaigns:read")).send(),
                403,
                "scope-missing");
        Expect.problem(begin("\"all\":true").as(RunningHub.TOLVAN).send(), 403, "token-kind-wrong");
    }

    private ApiCall begin(String more) {
        return create("{\"kind\":\"" + INFORMATION + "\"," + more + "}");
    }

    private ApiCall create(String wish) {
        return hub.call("POST", "/v1/campaigns")
                .withToken(token("campaigns:write"))
                .key("campaign-" + UUID.randomUUID())
                .json(wish);
    }

    private ApiCall change(String id, String change) {
        return hub.call("PUT", "/v1/campaigns/" + id)
                .withToken(token("campaigns:write"))
                .json(change);
    }

    private JsonNode shown(String id) {
        ApiAnswer answer = hub.get("/v1/campaigns/" + id).withToken(token("campaigns:read")).send();
        Expect.good(answer, 200);
        return answer.json();
    }

    private String token(String scope) {
        return hub.identityProvider().clientToken("region-it", scope);
    }

    /** Each with a telephone. */
    /** With the setting by which a campaign's kind may have an SMS as its second step. */
    @ParameterizedTest
    @CsvSource({"done,apns sms", "cancelled,apns"})
    void aCancelledCampaignSendsNoLaterSteps(String state, String channels) {
        desk.register(RunningHub.TOLVAN, "ios", "phone");
        desk.phone(RunningHub.TOLVAN, "inbox.message");
        sentByACampaign(state);
        hub.bean(Wakes.class).wake(Wakes.What.LADDER);
        await().atMost(LONG)
                .until(
                        () ->
                                database.sql("select count(*) from ladder where next_step = 1")
                                        .query(Integer.class)
                                        .single(),
                        left -> left == 0);
        assertThat(
                        database.sql("select string_agg(channel, ' ' order by step) from target")
                                .query(String.class)
                                .single())
                .isEqualTo(channels);
    }

    /** One notice, whose push was sent and whose next step is due. */
    private void sentByACampaign(String state) {
        database.sql(
                        """
                        with c as (
                            insert into campaign (id, dedup, request_hash, client, kind, state, rate, audience, expires_at, open)
                            values (gen_random_uuid(), 'own', '', 'region-it', 'inbox.message', ?, 10, 1, timestamptz '2026-12-03T11:00:00Z', false)
                            returning id),
                        n as (
                            insert into notification (id, dedup, request_hash, source, person_hash, person, kind, urgency, state, campaign_id,
                                                      due_at, expires_at)
                            select gen_random_uuid(), 'own', '', 'campaign', r.person_hash, r.person, 'inbox.message', 'normal', 'planned', c.id,
                                   now(), timestamptz '2026-12-03T11:00:00Z'
                              from c, recipient r returning id, person_hash),
                        t as (
                            insert into target (id, notification_id, recipient_hash, channel, device_id, step, state)
                            select gen_random_uuid(), id, person_hash, 'apns', 'phone', 0, 'sent' from n)
                        insert into ladder (notification_id, recipient_hash, next_step, due_at)
                        select id, person_hash, 1, timestamptz '2026-12-01T10:00:00Z' from n
                        """)
                .param(state)
                .update();
    }

    private void recipients(int count, String region) {
        byte[] sealed = hub.bean(PersonKey.class).seal(RunningHub.TOLVAN);
        database.sql(
                        """
                        with those as (
                            insert into recipient (person_hash, person, region)
                            select sha256(convert_to(? || n, 'UTF8')), ?, ? from generate_series(1, ?) n returning person_hash)
                        insert into device (person_hash, device_id, platform, environment, token_hash, token, app_version, locale)
                        select person_hash, 'phone', 'ios', 'sandbox', person_hash, ?, '1.0', 'sv-SE' from those
                        """)
                .params(region, sealed, region, count, sealed)
                .update();
    }

    private long count(String table) {
        return database.sql("select count(*) from " + table).query(Long.class).single();
    }
}
