package se.knutpunkt.parked;

import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import se.knutpunkt.channel.ChannelCatalogue;
import se.knutpunkt.notification.BrokerConnections;
import se.knutpunkt.notification.TargetMessage;

/**
 * Keeps {@code notify.<channel>.parked} as the ledger says: a message whose target is parked no
 * more is removed, a parked target without a message gets one. So the queues tell the truth in
 * Hawtio some seconds later, also after a crash between the two.
 */
@Component
class ParkedQueues {

    private static final Logger LOG = LoggerFactory.getLogger(ParkedQueues.class);

    /** More are put right in the next rounds. */
    private static final int MOST = 1_000;

    private static final String PARKED =
            """
            select t.id, n.kind, n.region, t.attempt, t.code, cast(extract(epoch from t.changed_at) * 1000 as bigint) as since,
                   t.changed_at < now() - interval '30 seconds' as settled
              from target t join notification n on n.id = t.notification_id
             where t.parked and t.channel = ?
            """;

    private final JdbcClient database;
    private final BrokerConnections connections;
    private final ChannelCatalogue channels;

    /**
     * A parked target.
     *
     * @param settled parked so long ago that its own message must be there
     */
    private record Parked(TargetMessage message, String code, long since, boolean settled) {}

    ParkedQueues(JdbcClient database, BrokerConnections connections, ChannelCatalogue channels) {
        this.database = database;
        this.connections = connections;
        this.channels = channels;
    }

    @Scheduled(fixedDelay = 15_000, initialDelay = 15_000)
    void follow() {
        try (Connection connection = connections.open();
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED)) {
            for (String channel : channels.names()) {
                follow(connection, session, channel);
            }
        } catch (JMSException | DataAccessException | TransactionException e) {
            LOG.atWarn()
                    .addKeyValue("failure", e.getClass().getName())
                    .log("the parked queues are put right later");
        }
    }

    private void follow(Connection connection, Session session, String channel)
            throws JMSException {
        Queue queue = session.createQueue(TargetMessage.parkedQueue(channel));
        // in this order: what is parked meanwhile is in the ledger before it is in the queue
        Map<String, Integer> there = there(session, queue);
        Map<String, Parked> parked = parked(channel);
        int changes = 0;
        for (Map.Entry<String, Integer> one : there.entrySet()) {
            int surplus = parked.containsKey(one.getKey()) ? one.getValue() - 1 : one.getValue();
            for (int i = 0; i < surplus && changes < MOST; i++) {
                remove(session, queue, one.getKey());
                changes++;
            }
        }
        try (MessageProducer producer = session.createProducer(queue)) {
            producer.setDeliveryMode(DeliveryMode.PERSISTENT);
            for (Parked one : parked.values()) {
                if (one.settled
                        && !there.containsKey(one.message.target().toString())
                        && changes < MOST) {
                    Message message = message(session, one);
                    connections.within(connection, () -> producer.send(message));
                    changes++;
                }
            }
        }
        session.commit();
        if (changes > 0) {
            LOG.atInfo()
                    .addKeyValue("queue", queue.getQueueName())
                    .addKeyValue("count", changes)
                    .log("a parked queue follows the ledger");
        }
    }

    /** How many messages there are of each target. What cannot be read names none and stays. */
    private static Map<String, Integer> there(Session session, Queue queue) throws JMSException {
        Map<String, Integer> there = new HashMap<>();
        try (QueueBrowser browser = session.createBrowser(queue)) {
            List<?> messages = Collections.list(browser.getEnumeration());
            for (Object one : messages) {
                String target = ((Message) one).getStringProperty("target");
                if (target != null) {
                    there.merge(target, 1, Integer::sum);
                }
            }
        }
        return there;
    }

    private Map<String, Parked> parked(String channel) {
        Map<String, Parked> parked = new HashMap<>();
        database.sql(PARKED)
                .param(channel)
                .query(
                        (row, n) ->
                                new Parked(
                                        new TargetMessage(
                                                row.getObject("id", UUID.class),
                                                channel,
                                                row.getString("kind"),
                                                row.getString("region"),
                                                row.getInt("attempt")),
                                        row.getString("code"),
                                        row.getLong("since"),
                                        row.getBoolean("settled")))
                .list()
                .forEach(one -> parked.put(one.message.target().toString(), one));
        return parked;
    }

    private static void remove(Session session, Queue queue, String target) throws JMSException {
        String of = "target = '" + UUID.fromString(target) + "'";
        try (MessageConsumer consumer = session.createConsumer(queue, of)) {
            consumer.receive(100);
        }
    }

    private static Message message(Session session, Parked one) throws JMSException {
        Message message = one.message.write(session);
        message.setStringProperty("_AMQ_DUPL_ID", one.message.target() + ":followed:" + one.since);
        message.setStringProperty("code", one.code);
        return message;
    }
}
