package se.knutpunkt.notification;

import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingDeque;
import org.apache.activemq.artemis.api.core.ActiveMQDuplicateIdException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Brings messages to the broker: many in one transaction, over sessions that are kept. A broker
 * that takes nothing, for whatever reason, is given up after the time limit; what was to be sent
 * stands in the outbox still.
 */
@Component
public final class Queues implements DisposableBean {

    /** Where messages wait until a step of some ladder is due. */
    public static final String LADDER = "notify.ladder";

    private static final Logger LOG = LoggerFactory.getLogger(Queues.class);
    private static final int MOST_KEPT = 8;

    private final BrokerConnections connections;
    private final Pressure pressure;
    private final LinkedBlockingDeque<Sender> kept = new LinkedBlockingDeque<>(MOST_KEPT);

    /** A connection with one session; used by one thread at a time. */
    private record Sender(
            Connection connection,
            Session session,
            MessageProducer producer,
            Map<String, Queue> queues) {

        Queue queue(String name) throws JMSException {
            Queue queue = queues.get(name);
            if (queue == null) {
                queue = session.createQueue(name);
                queues.put(name, queue);
            }
            return queue;
        }
    }

    /** Writes messages in a session, which is committed afterwards. */
    private interface Work {
        void send(Sender sender) throws JMSException;
    }

    Queues(BrokerConnections connections, Pressure pressure) {
        this.connections = connections;
        this.pressure = pressure;
    }

    /**
     * Sends all or none. Messages that the broker has already, because it was not known whether it
     * took them, are as good as sent.
     *
     * @param bulk whether they go to the queues of campaigns
     * @return whether the broker has them, durably
     */
    public boolean send(Collection<TargetMessage> messages, boolean bulk) {
        return messages.isEmpty()
                || transacted(
                        sender -> {
                            for (TargetMessage message : messages) {
                                sender.producer.send(
                                        sender.queue(TargetMessage.queue(message.channel(), bulk)),
                                        message.write(sender.session));
                            }
                        });
    }

    /** Messages that say nothing but that it is time to look at what is due. */
    boolean wakeLadderIn(List<Duration> delays) {
        return delays.isEmpty()
                || transacted(
                        sender -> {
                            for (Duration delay : delays) {
                                sender.producer.setDeliveryDelay(Math.max(0, delay.toMillis()));
                                sender.producer.send(
                                        sender.queue(LADDER), sender.session.createMessage());
                            }
                            sender.producer.setDeliveryDelay(0);
                        });
    }

    /** Finds out whether the broker takes messages, by one that wakes the ladder for nothing. */
    void probe() {
        wakeLadderIn(List.of(Duration.ZERO));
    }

    private boolean transacted(Work work) {
        Sender sender = kept.pollFirst();
        if (sender != null && tried(sender, work)) {
            return true;
        }
        try {
            // a kept connection may have been lost unnoticed
            if (tried(open(), work)) {
                return true;
            }
        } catch (JMSException | RuntimeException e) {
            failed(e);
        }
        pressure.brokerFailed();
        return false;
    }

    private boolean tried(Sender sender, Work work) {
        try {
            send(sender, work);
            keep(sender);
        } catch (JMSException | RuntimeException e) {
            BrokerConnections.close(sender.connection);
            if (!isDuplicate(e)) {
                failed(e);
                return false;
            }
        }
        pressure.brokerTook();
        return true;
    }

    private static void failed(Exception e) {
        LOG.atWarn()
                .addKeyValue("failure", e.getClass().getName())
                .log("the broker did not take messages; they are sent again");
    }

    private void send(Sender sender, Work work) throws JMSException {
        connections.within(
                sender.connection,
                () -> {
                    work.send(sender);
                    sender.session.commit();
                });
    }

    /**
     * The transaction of an outbox row holds the same messages each time, so one that was taken
     * before was taken whole.
     */
    private static boolean isDuplicate(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ActiveMQDuplicateIdException) {
                return true;
            }
        }
        return false;
    }

    private Sender open() throws JMSException {
        Connection connection = connections.open();
        try {
            Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
            MessageProducer producer = session.createProducer(null);
            producer.setDeliveryMode(DeliveryMode.PERSISTENT);
            producer.setDisableMessageTimestamp(true);
            return new Sender(connection, session, producer, new HashMap<>());
        } catch (JMSException e) {
            connection.close();
            throw e;
        }
    }

    private void keep(Sender sender) {
        if (!kept.offerFirst(sender)) {
            BrokerConnections.close(sender.connection);
        }
    }

    @Override
    public void destroy() {
        for (Sender one = kept.poll(); one != null; one = kept.poll()) {
            BrokerConnections.close(one.connection);
        }
    }
}
