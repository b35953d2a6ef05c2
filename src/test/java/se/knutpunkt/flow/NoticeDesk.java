package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.jms.ConnectionFactory;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.apache.camel.Route;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jms.core.JmsTemplate;
import se.knutpunkt.notification.TargetMessage;
import se.knutpunkt.recipient.RegionSwitches;
import se.knutpunkt.store.PersonKey;

/** A system that sends notifications, and a look at what the hub keeps of them. */
final class NoticeDesk {

    static final String CLIENT = "care-system";

    private final RunningHub hub;
    private final JdbcClient database;
    private final PersonKey keys;

    NoticeDesk(RunningHub hub) {
        this.hub = hub;
        this.database = hub.bean(JdbcClient.class);
        this.keys = hub.bean(PersonKey.class);
    }

    /** Nobody takes from the channels' queues, so that what lies there can be looked at. */
    void holdChannels() {
        channels(hub.camel().getRouteController()::stopRoute);
    }

    void releaseChannels() {
        channels(hub.camel().getRouteController()::startRoute);
    }

    private interface Change {
        void make(String route) throws Exception;
    }

    private void channels(Change change) {
        for (Route route : List.copyOf(hub.camel().getRoutes())) {
            if (route.getEndpoint().getEndpointUri().startsWith("queue:")) {
                try {
                    change.make(route.getRouteId());
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    /** Forgets all that was accepted, and who can be reached. */
    void forgetAll() {
        for (String table :
                List.of(
                        "notification",
                        "recipient",
                        "guardianship",
                        "outbox",
                        "daily_count",
                        "region_switch")) {
            database.sql("delete from " + table).update();
        }
        hub.bean(RegionSwitches.class).forget();
        JmsTemplate queues = jms();
        for (String channel : List.of("apns", "fcm", "sms", "email")) {
            for (boolean bulk : new boolean[] {false, true}) {
                while (queues.receive(TargetMessage.queue(channel, bulk)) != null) {
                    // of another test
                }
            }
        }
    }

    private JmsTemplate jms() {
        JmsTemplate queues = new JmsTemplate(hub.bean(ConnectionFactory.class));
        queues.setReceiveTimeout(JmsTemplate.RECEIVE_TIMEOUT_NO_WAIT);
        return queues;
    }

    ApiCall send(String citizen, String kind) {
        ObjectNode wish = JsonNodeFactory.instance.objectNode();
        wish.put("citizen", citizen);
        wish.put("kind", kind);
        wish.putObject("subject").put("ref", "thread-1");
        return send(wish);
    }

    ApiCall send(ObjectNode wish) {
        return hub.call("POST", "/v1/notifications")
                .withToken(hub.identityProvider().clientToken(CLIENT, "notifications:write"))
                .key("key-" + UUID.randomUUID())
                .json(wish.toString());
    }

    ApiCall ask(String id) {
        return hub.get("/v1/notifications/" + id)
                .withToken(hub.identityProvider().clientToken(CLIENT, "notifications:read"));
    }

    byte[] hash(String person) {
        return keys.hash("person", person);
    }

    void recipient(String person) {
        database.sql(
                        "insert into recipient (person_hash, person, region) values (?, ?, '01') on conflict do nothing")
                .params(hash(person), keys.seal(person))
                .update();
    }

    void register(String person, String platform, String device) {
        recipient(person);
        database.sql(
                        """
                        insert into device (person_hash, device_id, platform, environment, token_hash, token, app_version, locale)
                        values (?, ?, ?, 'sandbox', ?, ?, '1.0', 'sv-SE')
                        """)
                .params(
                        hash(person),
                        device,
                        platform,
                        keys.hash("device-token", person + device),
                        keys.seal("token"))
                .update();
    }

    /** Somebody with a telephone, who wants SMS about this kind. */
    void phone(String person, String kind) {
        recipient(person);
        database.sql("update recipient set phone = ?, preferences = ? where person_hash = ?")
                .params(
                        keys.seal("+46701740605"),
                        "{\"kinds\": {\"" + kind + "\": {\"push\": true, \"sms\": true}}}",
                        hash(person))
                .update();
    }

    /** As the hub learns it when the guardian's app asks. */
    void family(String guardian, String child, String firstName) {
        database.sql("insert into guardianship (child_hash, guardian_hash, child) values (?, ?, ?)")
                .params(hash(child), hash(guardian), keys.seal(child + "\n" + firstName))
                .update();
    }

    /** The first names that are said with a notice. */
    List<String> about(String id) {
        return database
                .sql("select about from target where notification_id = ?")
                .param(UUID.fromString(id))
                .query((row, n) -> row.getBytes(1))
                .list()
                .stream()
                .map(bytes -> keys.open(bytes).orElse("nobody"))
                .toList();
    }

    /** Kind and state of every notification about a person. */
    List<String> notifications(String person) {
        return database.sql(
                        "select kind || ' ' || state from notification where person_hash = ? order by id")
                .param(hash(person))
                .query(String.class)
                .list();
    }

    /** Sends one and returns its id. */
    String accepted(String citizen, String kind) {
        ApiAnswer answer = send(citizen, kind).send();
        Expect.good(answer, 202);
        return answer.json().path("id").asText();
    }

    void awaitState(String id, String state) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(state(id)).isEqualTo(state));
    }

    String state(String id) {
        return database.sql("select state from notification where id = ?")
                .param(UUID.fromString(id))
                .query(String.class)
                .single();
    }

    String reason(String id) {
        return database.sql("select reason from notification where id = ?")
                .param(UUID.fromString(id))
                .query(String.class)
                .single();
    }

    /** Channel, state and step of each. */
    List<String> targets(String id) {
        return database.sql(
                        "select channel || ' ' || state || ' ' || step from target where notification_id = ?")
                .param(UUID.fromString(id))
                .query(String.class)
                .list();
    }

    int inQueue(String queue) {
        return jms().browse(
                        queue,
                        (session, browser) -> Collections.list(browser.getEnumeration()).size());
    }

    long outbox() {
        return database.sql("select count(*) from outbox").query(Long.class).single();
    }
}
