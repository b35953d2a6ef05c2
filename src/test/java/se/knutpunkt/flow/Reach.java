package se.knutpunkt.flow;

import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import se.knutpunkt.recipient.RegionSwitches;
import se.knutpunkt.store.PersonKey;

/** How citizens are reached, in a test's words; everything about it is forgotten at the start. */
final class Reach {

    /** Printable and long enough for Android. */
    static final String TOKEN = "fcm-token-0123456789:abcdefghijklmnopqrstuvwxyz";

    private final RunningHub hub;

    Reach(RunningHub hub) {
        this.hub = hub;
        database().sql("delete from notification").update();
        database().sql("delete from recipient").update();
        database().sql("delete from region_switch").update();
        database().sql("delete from operations_audit").update();
        hub.bean(RegionSwitches.class).forget();
    }

    JdbcClient database() {
        return hub.bean(JdbcClient.class);
    }

    byte[] hash(String person) {
        return hub.bean(PersonKey.class).hash("person", person);
    }

    /** A token of iOS, another for each number. */
    static String apns(int number) {
        return "%064x".formatted(number);
    }

    static String ios(int number) {
        return device(apns(number), "ios", "sv-SE");
    }

    static String device(String token, String platform, String locale) {
        return """
        {"token": "%s", "platform": "%s", "environment": "production", "appVersion": "1.4.2", "locale": "%s"}
        """
                .formatted(token, platform, locale);
    }

    static ApiAnswer put(AppUser user, String deviceId, String body) {
        return user.call("PUT", "/v1/me/devices/" + deviceId).json(body).send();
    }

    static ApiAnswer prefer(AppUser user, String body) {
        return user.call("PUT", "/v1/me/notification-preferences").json(body).send();
    }

    /** A notification that was planned so many seconds ago. */
    UUID notification(String about, String kind, int secondsAgo) {
        UUID id = UUID.randomUUID();
        database()
                .sql(
                        """
                        insert into notification (id, dedup, request_hash, source, person_hash, person, kind, ref, urgency,
                                                  state, due_at, expires_at, accepted_at)
                        values (?, ?, '', 'api', ?, '', ?, 'r-' || ?, 'normal', 'planned', now(), now() + interval '1 day',
                                now() - make_interval(secs => ?))
                        """)
                .params(id, id.toString().getBytes(), hash(about), kind, kind, secondsAgo)
                .update();
        return id;
    }

    void target(UUID notification, String recipient, String channel, String device, String state) {
        database()
                .sql(
                        "insert into target (id, notification_id, recipient_hash, channel, device_id, step, state) values (?, ?, ?, ?, ?, 0, ?)")
                .params(UUID.randomUUID(), notification, hash(recipient), channel, device, state)
                .update();
    }

    /** What follows when it is not delivered. */
    void ladder(UUID notification, String recipient, int nextStep) {
        database()
                .sql("insert into ladder values (?, ?, null, ?, now() + interval '1 hour')")
                .params(notification, hash(recipient), nextStep)
                .update();
    }

    String state(UUID notification, String device) {
        return database()
                .sql("select state from target where notification_id = ? and device_id = ?")
                .params(notification, device)
                .query(String.class)
                .single();
    }

    int count(String query, Object... parameters) {
        return database().sql(query).params(parameters).query(Integer.class).single();
    }
}
