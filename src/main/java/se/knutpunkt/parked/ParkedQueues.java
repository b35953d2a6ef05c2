package se.knutpunkt.parked;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
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
 * Hawtio some seconds later, also after a crash between the two. Of very many it is not done: each
 * replica would hold them all in memory, again and again, and the ledger knows them anyway.
 */
@Component
class ParkedQueues {

    private static final Logger LOG = LoggerFactory.getLogger(ParkedQueues.class);

    /** More are put right in the next rounds. */
    private static final int MOST = 1_000;

    /** Of more targets of a channel the queue does not follow; a round then costs 2 MB at most. */
    private static final int FOLLOWED = 20_000;

    /** So that what has to go is seen also behind as many as may stay. */
    private static final int BROWSED = FOLLOWED + MOST;

    private static final String PARKED =
            """
            select id, changed_at < now() - interval '30 seconds' as settled
              from target where parked and channel = ? limit ?
            """;

    private static final String MISSING =
            """
            select t.id, n.kind, n.region, t.attempt, t.code, cast(extract(epoch from t.changed_at) * 1000 as bigint) as since
              from target t join notification n on n.id = t.notification_id
             where t.parked and t.id = any(cast(? as uuid[]))
            """;

    private final JdbcClient database;
    private final BrokerConnections connections;
    private final ChannelCatalogue channels;
    private final Set<String> unfollowed = ConcurrentHashMap.newKeySet();

    /** A parked target whose message is missing. */
    private record Parked(TargetMessage message, String code, long since) {}

    ParkedQueues(
            JdbcClient database,
            BrokerConnections connections,
            ChannelCatalogue channels,
            MeterRegistry meters) {
        this.database = database;
        this.connections = connections;
        this.channels = channels;
        for (String channel : channels.names()) {
            Gauge.builder(
                            "knutpunkt.notifications.parked.unfollowed",
                            () -> unfollowed.contains(channel) ? 1 : 0)
                    .tag("channel", channel)
                    .register(meters);
        }
    }

    /** Channels with so many parked targets that their queues do not show them now. */
    Set<String> unfollowed() {
        return new TreeSet<>(unfollowed);
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
        if (isTooMany(channel, parked(channel).size())) {
            return;
        }
        Queue queue = session.createQueue(TargetMessage.parkedQueue(channel));
        // in this order: what is parked meanwhile is in the ledger before it is in the queue
        Map<UUID, Integer> there = there(session, queue);
        Map<UUID, Boolean> parked = parked(channel);
        if (parked.size() > FOLLOWED) {
            return;
        }
        int removed = removeSurplus(session, queue, there, parked.keySet());
        int sent = 0;
        if (seen(there) < BROWSED) {
            sent = sendMissing(connection, session, queue, missing(channel, there, parked));
        }
        session.commit();
        if (removed + sent > 0) {
            LOG.atInfo()
                    .addKeyValue("queue", queue.getQueueName())
                    .addKeyValue("count", removed + sent)
                    .log("a parked queue follows the ledger");
        }
    }

    /** Said once, and once more when it has ended. */
    private boolean isTooMany(String channel, int count) {
        if (count <= FOLLOWED) {
            if (unfollowed.remove(channel)) {
                LOG.atInfo()
                        .addKeyValue("channel", channel)
                        .log("a parked queue follows the ledger again");
            }
            return false;
        }
        if (unfollowed.add(channel)) {
            LOG.atWarn()
                    .addKeyValue("channel", channel)
                    .addKeyValue("count", FOLLOWED)
                    .log("more than so many targets are parked; their queue does not follow");
        }
        return true;
    }

    private static int removeSurplus(
            Session session, Queue queue, Map<UUID, Integer> there, Set<UUID> parked)
            throws JMSException {
        int removed = 0;
        for (Map.Entry<UUID, Integer> one : there.entrySet()) {
            int surplus = parked.contains(one.getKey()) ? one.getValue() - 1 : one.getValue();
            for (int i = 0; i < surplus && removed < MOST; i++) {
                remove(session, queue, one.getKey());
                removed++;
            }
        }
        return removed;
    }

    private int sendMissing(
            Connection connection, Session session, Queue queue, List<Parked> missing)
            throws JMSException {
        try (MessageProducer producer = session.createProducer(queue)) {
            producer.setDeliveryMode(DeliveryMode.PERSISTENT);
            for (Parked one : missing) {
                Message message = message(session, one);
                connections.within(connection, () -> producer.send(message));
            }
        }
        return missing.size();
    }

    /**
     * How many messages there are of each target, of the first so many messages. What cannot be
     * read names none and stays. Only ids are kept, one message at a time is.
     */
    private static Map<UUID, Integer> there(Session session, Queue queue) throws JMSException {
        Map<UUID, Integer> there = new HashMap<>();
        try (QueueBrowser browser = session.createBrowser(queue)) {
            Enumeration<?> messages = browser.getEnumeration();
            for (int i = 0; i < BROWSED && messages.hasMoreElements(); i++) {
                UUID target = target((Message) messages.nextElement());
                if (target != null) {
                    there.merge(target, 1, Integer::sum);
                }
            }
        }
        return there;
    }

    private static UUID target(Message message) throws JMSException {
        String target = message.getStringProperty("target");
        try {
            return target == null ? null : UUID.fromString(target);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static int seen(Map<UUID, Integer> there) {
        return there.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Whether each has been parked so long that its own message must be there. */
    private Map<UUID, Boolean> parked(String channel) {
        Map<UUID, Boolean> parked = new HashMap<>();
        database.sql(PARKED)
                .params(channel, FOLLOWED + 1)
                .query(
                        row -> {
                            parked.put(row.getObject("id", UUID.class), row.getBoolean("settled"));
                        });
        return parked;
    }

    private List<Parked> missing(
            String channel, Map<UUID, Integer> there, Map<UUID, Boolean> parked) {
        List<UUID> missing =
                parked.entrySet().stream()
                        .filter(one -> one.getValue() && !there.containsKey(one.getKey()))
                        .map(Map.Entry::getKey)
                        .limit(MOST)
                        .toList();
        if (missing.isEmpty()) {
            return List.of();
        }
        return database.sql(MISSING)
                .param(ParkedTargets.array(missing))
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
                                        row.getLong("since")))
                .list();
    }

    private static void remove(Session session, Queue queue, UUID target) throws JMSException {
        String of = "target = '" + target + "'";
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
