package se.knutpunkt.flow;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.activemq.artemis.api.core.management.QueueControl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.springframework.jdbc.core.simple.JdbcClient;
import se.knutpunkt.channel.ChannelGates;
import se.knutpunkt.channel.MailRelay;
import se.knutpunkt.fake.RawServer;
import se.knutpunkt.fake.Shown;
import se.knutpunkt.fake.apns.PushService;
import se.knutpunkt.notification.Queues;
import se.knutpunkt.notification.TargetMessage;
import se.knutpunkt.sandbox.Surroundings;
import se.knutpunkt.store.PersonKey;

/**
 * A hub whose channels have a provider each that answers as a test wants, with short time limits;
 * started once for the tests of senders.
 */
final class SenderHub {

    static final String CALLBACK_SECRET = "callback-secret-0123456789";
    static final String PHONE = "+46701740605";

    private static final String WANTS_ALL =
            "{\"kinds\": {\"inbox.message\": {\"push\": true, \"sms\": true, \"email\": true}}, \"quietHours\": {}}";

    private static SenderHub running;
    private static boolean tried;

    private final RawServer fcm = new RawServer((request, out) -> {});
    private final RawServer tokens = new RawServer((request, out) -> {});
    private final RawServer sms = new RawServer((request, out) -> {});
    private final MailServer mail = new MailServer();
    private final KeyPair accountKey = keyPair();
    private final RunningHub hub;

    /** A target as the ledger has it. */
    record Told(String state, String code, String reference, int attempt, boolean parked) {}

    private SenderHub() {
        Map<String, Object> settings = new LinkedHashMap<>();
        // the other hub of this JVM has the usual names
        settings.put("spring.jmx.unique-names", "true");
        settings.put("KNUTPUNKT_APNS_TIME_LIMIT", "4s");
        settings.put("KNUTPUNKT_FCM_PROJECT", "app1177");
        settings.put("KNUTPUNKT_FCM_CLIENT_EMAIL", "hub@app1177.example");
        settings.put("KNUTPUNKT_FCM_URL", "http://localhost:" + fcm.port());
        settings.put("KNUTPUNKT_FCM_TOKEN_URL", "http://localhost:" + tokens.port() + "/token");
        settings.put("KNUTPUNKT_FCM_TIME_LIMIT", "4s");
        settings.put("knutpunkt.secrets.fcm-key", pem(accountKey));
        settings.put("KNUTPUNKT_SMS_URL", "http://localhost:" + sms.port());
        settings.put("KNUTPUNKT_SMS_CALLBACK_URL", "https://hub.example.se/callbacks/sms");
        settings.put("KNUTPUNKT_SMS_TIME_LIMIT", "4s");
        settings.put("KNUTPUNKT_SMS_USER", "u1");
        settings.put("knutpunkt.secrets.sms-password", "p1");
        settings.put("knutpunkt.secrets.sms-callback", CALLBACK_SECRET);
        settings.put("KNUTPUNKT_SMTP_HOST", "localhost");
        settings.put("KNUTPUNKT_SMTP_PORT", Integer.toString(mail.port()));
        settings.put("KNUTPUNKT_SMTP_FROM", "1177 <no-reply@1177.example>");
        settings.put("KNUTPUNKT_SMTP_TIME_LIMIT", "8s");
        settings.put("KNUTPUNKT_SMTP_TLS_BUNDLE", "mail");
        settings.put("spring.ssl.bundle.pem.mail.truststore.certificate", mail.authorityPem());
        settings.put("KNUTPUNKT_SMTP_USER", "hub");
        settings.put("knutpunkt.secrets.smtp-password", "secret");
        hub = new RunningHub(Surroundings.onFreePorts(Clock.systemDefaultZone()), settings);
    }

    static synchronized SenderHub fresh() {
        if (running == null) {
            if (tried) {
                throw new IllegalStateException("it did not start the first time");
            }
            tried = true;
            running = new SenderHub();
        }
        running.hub.clock().reset();
        // what is answered when a connection begins is tried on a new one
        running.hub.bean(MailRelay.class).forget();
        running.mail.reset();
        running.hub.surroundings().notices().reset();
        running.apple().knowsAll();
        running.hub.bean(JdbcClient.class).sql("delete from notification").update();
        running.hub.bean(JdbcClient.class).sql("delete from recipient").update();
        running.hub.bean(ChannelGates.class).reset();
        running.hub.closeBreakers();
        return running;
    }

    RunningHub hub() {
        return hub;
    }

    RawServer fcm() {
        return fcm;
    }

    RawServer tokens() {
        return tokens;
    }

    RawServer sms() {
        return sms;
    }

    MailServer mail() {
        return mail;
    }

    /** Apple's push service for the devices of these tests. */
    PushService apple() {
        return hub.surroundings().notices().apnsDevelopment();
    }

    /** What the devices showed. */
    Shown shown() {
        return hub.surroundings().shown();
    }

    KeyPair accountKey() {
        return accountKey;
    }

    /**
     * Puts targets of a channel into the ledger and their messages into its queue.
     *
     * @param about first name of a child, or null
     * @return their ids, in the order of the messages
     */
    List<UUID> send(String channel, int count, String about) {
        return send(write(channel, count, about), false);
    }

    /**
     * Puts messages of targets into their channel's queue.
     *
     * @param bulk into that of campaigns
     */
    List<UUID> send(List<TargetMessage> messages, boolean bulk) {
        hub.bean(Queues.class).send(messages, bulk);
        return messages.stream().map(TargetMessage::target).toList();
    }

    /** Puts targets of a channel into the ledger; nobody has their messages yet. */
    List<TargetMessage> write(String channel, int count, String about) {
        JdbcClient database = hub.bean(JdbcClient.class);
        PersonKey keys = hub.bean(PersonKey.class);
        List<TargetMessage> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            UUID id = UUID.randomUUID();
            byte[] hash = keys.hash("person", id.toString());
            recipient(database, keys, id, hash, channel.equals("fcm") ? "android" : "ios");
            UUID notification = UUID.randomUUID();
            database.sql(
                            """
                            insert into notification (id, dedup, request_hash, source, person_hash, person, kind, urgency, state, due_at, expires_at)
                            values (?, ?, ?, 'api', ?, ?, 'inbox.message', 'normal', 'planned', now(), ?)
                            """)
                    .params(
                            notification,
                            hash,
                            hash,
                            hash,
                            keys.seal("191212121212"),
                            Timestamp.from(Instant.now().plus(Duration.ofDays(1))))
                    .update();
            database.sql(
                            """
                            insert into target (id, notification_id, recipient_hash, about, channel, device_id, step, state)
                            values (?, ?, ?, ?, ?, ?, 0, 'queued')
                            """)
                    .params(
                            id,
                            notification,
                            hash,
                            about == null ? null : keys.seal(about),
                            channel,
                            channel.equals("fcm") || channel.equals("apns") ? "phone" : null)
                    .update();
            messages.add(new TargetMessage(id, channel, "inbox.message", null, 0));
        }
        return messages;
    }

    /** Somebody who wants everything, at any time. */
    private static void recipient(
            JdbcClient database, PersonKey keys, UUID id, byte[] hash, String platform) {
        database.sql(
                        "insert into recipient (person_hash, person, region, phone, email, preferences) values (?, ?, '01', ?, ?, ?)")
                .params(
                        hash,
                        keys.seal("191212121212"),
                        keys.seal(PHONE),
                        keys.seal("tolvan+" + id + "@example.se"),
                        WANTS_ALL)
                .update();
        database.sql(
                        """
                        insert into device (person_hash, device_id, platform, environment, token_hash, token, app_version, locale, registered_at)
                        values (?, 'phone', ?, 'sandbox', ?, ?, '1.0', 'sv-SE', now() - interval '1 day')
                        """)
                .params(
                        hash,
                        platform,
                        keys.hash("device-token", token(platform, id)),
                        keys.seal(token(platform, id)))
                .update();
    }

    /** Apple's are hexadecimal. */
    private static String token(String platform, UUID target) {
        return platform.equals("ios") ? appleToken(target) : "token-" + target;
    }

    /** Of the device that a push to Apple's is for. */
    static String appleToken(UUID target) {
        return target.toString().replace("-", "").repeat(2);
    }

    /** Another message about the same target, as the broker or the outbox may deliver one. */
    void again(String channel, UUID target) {
        TargetMessage message = new TargetMessage(target, channel, "inbox.message", null, 1);
        hub.bean(Queues.class).send(List.of(message), false);
    }

    /** The app registers the device of this target with the same token once more, after a while. */
    void registered(UUID target, Instant when) {
        hub.bean(JdbcClient.class)
                .sql(
                        "update device set registered_at = ? where person_hash = (select recipient_hash from target where id = ?)")
                .params(Timestamp.from(when), target)
                .update();
    }

    /** How many recipients of a target, none or one, are so. */
    long recipients(String condition, UUID target) {
        return hub.bean(JdbcClient.class)
                .sql(
                        "select count(*) from recipient r join target t on t.recipient_hash = r.person_hash where t.id = ? and "
                                + condition)
                .param(target)
                .query(Long.class)
                .single();
    }

    /** It is to be sent once more, as if it had never been. */
    void queueAgain(String channel, UUID target) {
        hub.bean(JdbcClient.class)
                .sql("update target set state = 'queued', code = null, claim = null where id = ?")
                .param(target)
                .update();
        again(channel, target);
    }

    UUID notification(UUID target) {
        return hub.bean(JdbcClient.class)
                .sql("select notification_id from target where id = ?")
                .param(target)
                .query(UUID.class)
                .single();
    }

    /** How often a channel was found to be set up wrongly, with this answer. */
    double misconfigured(String channel, String code) {
        Counter counter =
                hub.bean(MeterRegistry.class)
                        .find("notifications.misconfigured")
                        .tags("channel", channel, "code", code)
                        .counter();
        return counter == null ? 0 : counter.count();
    }

    UUID send(String channel) {
        return send(channel, 1, null).get(0);
    }

    /** A message of a target that has one, as after a crash; returns when the channel had both. */
    void sendMessageAgain(String channel, UUID target) {
        int noDuplicateToTheBroker = 7;
        hub.bean(Queues.class)
                .send(
                        List.of(
                                new TargetMessage(
                                        target,
                                        channel,
                                        "inbox.message",
                                        null,
                                        noDuplicateToTheBroker)),
                        false);
        QueueControl queue =
                (QueueControl)
                        hub.bean(EmbeddedActiveMQ.class)
                                .getActiveMQServer()
                                .getManagementService()
                                .getResource("queue." + TargetMessage.queue(channel, false));
        await().atMost(Duration.ofSeconds(40)).until(() -> queue.getMessageCount() == 0);
    }

    /** Whether operations see it among those of which nobody knows. */
    boolean isListedAsUnsure(String channel, UUID target) {
        JsonNode rows = new OperationsDesk(hub).get("unsure?channel=" + channel).path("unsure");
        return rows.findValuesAsText("target").contains(target.toString());
    }

    Told told(UUID target) {
        return hub.bean(JdbcClient.class)
                .sql("select state, code, reference, attempt, parked from target where id = ?")
                .param(target)
                .query(Told.class)
                .single();
    }

    /** Waits until the provider's answer, or that there was none, stands in the ledger. */
    Told awaitCode(UUID target) {
        return await().atMost(Duration.ofSeconds(40))
                .until(
                        () -> told(target),
                        one -> one.code() != null && !one.state().equals("sending"));
    }

    long devices() {
        return hub.bean(JdbcClient.class)
                .sql("select count(*) from device")
                .query(Long.class)
                .single();
    }

    private static KeyPair keyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(KeyPair key) {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(key.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }
}
