package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.activemq.artemis.api.core.management.QueueControl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import se.knutpunkt.notification.TargetMessage;
import se.knutpunkt.recipient.RegionSwitches;
import se.knutpunkt.store.PersonKey;

/** Notices that reach their channel long after they were decided about. */
class LateNoticesTest {

    private static final String QUEUE = "notify.sms";
    private static final String NOON = "2029-12-01T11:00:00Z";
    private static final String NIGHT = "2029-12-02T01:00:00Z";
    private static final String NEARLY_SEVEN = "2029-12-02T05:59:56Z";
    private static final String SEVEN = "2029-12-02T06:00:00Z";
    private static final String CHILD = OmbudFlowTest.CHILD;

    private final SenderHub senders = SenderHub.fresh();
    private final JdbcClient database = senders.hub().bean(JdbcClient.class);
    private final List<String> requests = new CopyOnWriteArrayList<>();

    @BeforeEach
    void theGatewayTakesAll() {
        answers(200, "{\"id\":\"s1\"}");
        senders.hub().clock().set(NOON);
    }

    @AfterEach
    void forget() throws Exception {
        database.sql("delete from region_switch").update();
        database.sql("delete from guardianship").update();
        senders.hub().bean(RegionSwitches.class).forget();
        queue(QUEUE).removeAllMessages();
        queue(QUEUE + ".bulk").removeAllMessages();
        senders.hub().clock().reset();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void inQuietHoursItWaitsUntilTheyEnd(boolean bulk) throws Exception {
        String queue = TargetMessage.queue("sms", bulk);
        senders.hub().clock().set(NIGHT);
        List<TargetMessage> late = late(3);
        List<UUID> targets = senders.send(late, bulk);
        for (UUID target : targets) {
            waits(target);
        }
        soon().until(() -> queue(queue).getScheduledCount() == 3);
        // five hours are five hours; as if they had passed but for some seconds
        queue(queue).removeAllMessages();
        senders.hub().clock().set(NEARLY_SEVEN);
        senders.send(late.stream().map(LateNoticesTest::another).toList(), bulk);
        soon().until(() -> queue(queue).getScheduledCount() == 3);
        senders.hub().clock().set(SEVEN);
        for (UUID target : targets) {
            soon().until(() -> senders.told(target).state().equals("sent"));
            assertThat(senders.told(target).attempt()).as("waiting is no attempt").isOne();
        }
        assertThat(requests).hasSize(3);
    }

    private void waits(UUID target) {
        SenderHub.Told told = senders.awaitCode(target);
        assertThat(told.state()).isEqualTo("failed");
        assertThat(told.code()).isEqualTo("quiet-hours");
        assertThat(told.parked()).isFalse();
        assertThat(told.attempt()).isZero();
        assertThat(requests).isEmpty();
    }

    @Test
    void whatIsUrgentDoesNotWait() {
        senders.hub().clock().set(NIGHT);
        List<TargetMessage> late = late(1);
        database.sql("update notification set urgency = 'high'").update();
        assertThat(sent(late)).isEqualTo("sent");
    }

    /** It was decided about a moment ago, and is not asked about again. */
    @Test
    void whatComesInTimeIsSentAtOnce() {
        senders.hub().clock().set(NIGHT);
        List<TargetMessage> fresh = late(1);
        acceptedAt(senders.hub().clock().instant().minusSeconds(59));
        assertThat(sent(fresh)).isEqualTo("sent");
    }

    @Test
    void whatWouldExpireInTheNightIsNotKept() {
        senders.hub().clock().set(NIGHT);
        List<TargetMessage> late = late(1);
        database.sql("update notification set expires_at = ?")
                .param(Timestamp.from(Instant.parse("2029-12-02T04:00:00Z")))
                .update();
        assertThat(sent(late)).isEqualTo("rejected");
        assertThat(senders.told(late.get(0).target()).code()).isEqualTo("expired");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    update recipient set preferences = replace(preferences, '"sms": true', '"sms": false') | not-wanted
                    insert into region_switch values ('01', 'inbox.message', 'sms', false, 'somebody')      | switched-off
                    insert into region_switch values ('01', '*', '*', false, 'somebody')                    | switched-off
                    update notification set person_hash = 'child'                                           | not-guardian
                    """)
    void whatIsNotWantedAnyMoreIsNotSent(String since, String code) {
        List<TargetMessage> late = late(1);
        database.sql(since).update();
        senders.hub().bean(RegionSwitches.class).forget();
        assertThat(sent(late)).isEqualTo("rejected");
        SenderHub.Told told = senders.told(late.get(0).target());
        assertThat(told.code()).isEqualTo(code);
        assertThat(told.parked()).isFalse();
        assertThat(requests).isEmpty();
    }

    /** The second try is late, however soon it comes. */
    @Test
    void whatWasChosenBetweenTwoTriesIsHeeded() {
        answers(429, "slow down");
        List<TargetMessage> some = late(1);
        acceptedAt(senders.hub().clock().instant());
        assertThat(sent(some)).isEqualTo("failed");
        database.sql(
                        "update recipient set preferences = replace(preferences, '\"sms\": true', '\"sms\": false')")
                .update();
        answers(200, "{\"id\":\"s1\"}");
        UUID target = some.get(0).target();
        soon().until(() -> senders.told(target).state().equals("rejected"));
        assertThat(senders.told(target).code()).isEqualTo("not-wanted");
        assertThat(requests).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"kinds": {}}                              | not-wanted
                    {"quietHours": {"from": "x", "to": "y"}}   | unreadable
                    """)
    void theOthersOfTheBatchAreSent(String preferences, String code) {
        List<TargetMessage> late = late(4);
        UUID unwanting = late.get(1).target();
        database.sql(
                        "update recipient set preferences = ? where person_hash = (select recipient_hash from target where id = ?)")
                .params(preferences, unwanting)
                .update();
        senders.send(late, false);
        for (TargetMessage one : late) {
            String state = one.target().equals(unwanting) ? "rejected" : "sent";
            soon().until(() -> senders.told(one.target()).state().equals(state));
        }
        assertThat(senders.told(unwanting).code()).isEqualTo(code);
        assertThat(requests).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aChildIsNamedOnlyIfItIsWantedStill(boolean named) {
        List<TargetMessage> late = late(1);
        PersonKey keys = senders.hub().bean(PersonKey.class);
        database.sql("update notification set person_hash = ?, person = ?")
                .params(keys.hash("person", CHILD), keys.seal(CHILD))
                .update();
        database.sql(
                        "insert into guardianship (child_hash, guardian_hash, child) select ?, recipient_hash, ? from target")
                .params(keys.hash("person", CHILD), keys.seal(CHILD + "\nElsa"))
                .update();
        database.sql(
                        "update recipient set preferences = replace(preferences, '}}', '}}, \"namesChildren\": "
                                + named
                                + "')")
                .update();
        assertThat(sent(late)).isEqualTo("sent");
        assertThat(requests.get(0).contains("Elsa")).isEqualTo(named);
    }

    /** An outage of the evening that ends in the night: what waits says nothing of the gateway. */
    @Test
    void whatWaitsLeavesTheGateToTheOthers() {
        answers(503, "away");
        for (int i = 0; i < 4; i++) {
            late(1).forEach(one -> senders.send(List.of(one), false));
        }
        soon().until(() -> requests.size() >= 3);
        senders.hub().clock().set(NIGHT);
        nobodyWantsToBeWoken();
        answers(200, "{\"id\":\"s1\"}");
        soon().until(
                        () ->
                                database.sql(
                                                        "select count(*) from target where code = 'quiet-hours'")
                                                .query(Long.class)
                                                .single()
                                        == 4);
        List<TargetMessage> urgent = late(1);
        database.sql(
                        "update notification set urgency = 'high' where id = (select notification_id from target where id = ?)")
                .param(urgent.get(0).target())
                .update();
        assertThat(sent(urgent)).isEqualTo("sent");
    }

    private String sent(List<TargetMessage> messages) {
        return senders.awaitCode(senders.send(messages, false).get(0)).state();
    }

    /** Targets that were decided about two hours ago, for people who sleep at night. */
    private List<TargetMessage> late(int count) {
        List<TargetMessage> written = senders.write("sms", count, "Elsa");
        Instant now = senders.hub().clock().instant();
        acceptedAt(now.minus(Duration.ofHours(2)));
        database.sql("update notification set expires_at = ?")
                .param(Timestamp.from(now.plus(Duration.ofDays(2))))
                .update();
        nobodyWantsToBeWoken();
        return written;
    }

    /** The hours of the file. */
    private void nobodyWantsToBeWoken() {
        database.sql(
                        "update recipient set preferences = replace(preferences, ', \"quietHours\": {}', '')")
                .update();
    }

    private void acceptedAt(Instant moment) {
        database.sql("update notification set accepted_at = ?")
                .param(Timestamp.from(moment))
                .update();
    }

    private static TargetMessage another(TargetMessage one) {
        return new TargetMessage(one.target(), one.channel(), one.kind(), one.region(), 1);
    }

    private void answers(int status, String body) {
        senders.sms()
                .reply(
                        (request, out) -> {
                            requests.add(request);
                            FcmSenderTest.write(out, status, body);
                        });
    }

    private QueueControl queue(String name) {
        return (QueueControl)
                senders.hub()
                        .bean(EmbeddedActiveMQ.class)
                        .getActiveMQServer()
                        .getManagementService()
                        .getResource("queue." + name);
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(90));
    }
}
