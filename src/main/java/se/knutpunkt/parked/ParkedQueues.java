package se.knutpunkt.parked;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
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
        ParkedMessages there = ParkedMessages.browse(session, queue, BROWSED);
        Map<UUID, Boolean> parked = parked(channel);
        if (parked.size() > FOLLOWED) {
            return;
        }
        int removed = there.removeSurplus(session, queue, parked.keySet(), MOST);
        int sent = 0;
        if (there.areAll()) {
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

    private List<Parked> missing(String channel, ParkedMessages there, Map<UUID, Boolean> parked) {
        List<UUID> missing =
                parked.entrySet().stream()
                        .filter(one -> one.getValue() && !there.has(one.getKey()))
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

    private static Message message(Session session, Parked one) throws JMSException {
        Message message = one.message.write(session);
        message.setStringProperty("_AMQ_DUPL_ID", one.message.target() + ":followed:" + one.since);
        message.setStringProperty("code", one.code);
        return message;
    }
}
