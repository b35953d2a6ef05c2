package se.knutpunkt.parked;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The first messages of a parked queue: how many there are of each target. Only ids are kept; of
 * the messages themselves one at a time is.
 *
 * @param areAll whether there are no more behind them
 */
record ParkedMessages(Map<UUID, Integer> byTarget, boolean areAll) {

    /** What cannot be read names no target and stays. */
    static ParkedMessages browse(Session session, Queue queue, int most) throws JMSException {
        Map<UUID, Integer> byTarget = new HashMap<>();
        try (QueueBrowser browser = session.createBrowser(queue)) {
            Enumeration<?> messages = browser.getEnumeration();
            for (int i = 0; i < most && messages.hasMoreElements(); i++) {
                UUID target = target((Message) messages.nextElement());
                if (target != null) {
                    byTarget.merge(target, 1, Integer::sum);
                }
            }
            return new ParkedMessages(byTarget, !messages.hasMoreElements());
        }
    }

    private static UUID target(Message message) throws JMSException {
        String target = message.getStringProperty("target");
        try {
            return target == null ? null : UUID.fromString(target);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    boolean has(UUID target) {
        return byTarget.containsKey(target);
    }

    /**
     * Leaves one of each parked target, and none of the others.
     *
     * @return how many were removed, at most so many
     */
    int removeSurplus(Session session, Queue queue, Set<UUID> parked, int most)
            throws JMSException {
        int removed = 0;
        for (Map.Entry<UUID, Integer> one : byTarget.entrySet()) {
            int surplus = parked.contains(one.getKey()) ? one.getValue() - 1 : one.getValue();
            for (int i = 0; i < surplus && removed < most; i++) {
                remove(session, queue, one.getKey());
                removed++;
            }
        }
        return removed;
    }

    private static void remove(Session session, Queue queue, UUID target) throws JMSException {
        String of = "target = '" + target + "'";
        try (MessageConsumer consumer = session.createConsumer(queue, of)) {
            consumer.receive(100);
        }
    }
}
