package se.knutpunkt.notification;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import java.util.UUID;

/**
 * The message of one target in {@code notify.<channel>}: which row of the ledger it stands for, and
 * what operations may sort by. It holds nothing about a person; who is reached, and in which words,
 * is read when the target is claimed.
 *
 * @param target id of the row of {@code target}
 * @param channel apns, fcm, sms or email
 * @param attempt 0 for the first; part of the duplicate id, so that a repeat is not taken for a
 *     duplicate
 */
public record TargetMessage(UUID target, String channel, String kind, String region, int attempt) {

    private static final String TARGET = "target";
    private static final String CHANNEL = "channel";
    private static final String KIND = "kind";
    private static final String REGION = "region";
    private static final String ATTEMPT = "attempt";

    /**
     * By which Artemis drops a message that was sent twice; the ledger's claim does not rely on it.
     */
    private static final String DUPLICATE_ID = "_AMQ_DUPL_ID";

    /** The queue of single notices, or of campaigns, which must not delay them. */
    public static String queue(String channel, boolean bulk) {
        return "notify." + channel + (bulk ? ".bulk" : "");
    }

    /** Where messages wait for operations. */
    public static String parkedQueue(String channel) {
        return "notify." + channel + ".parked";
    }

    public Message write(Session session) throws JMSException {
        Message message = session.createMessage();
        message.setStringProperty(TARGET, target.toString());
        message.setStringProperty(CHANNEL, channel);
        message.setStringProperty(KIND, kind);
        if (region != null) {
            message.setStringProperty(REGION, region);
        }
        message.setIntProperty(ATTEMPT, attempt);
        message.setStringProperty(DUPLICATE_ID, target + ":" + attempt);
        return message;
    }

    /**
     * @throws IllegalArgumentException when it is no message of a target
     */
    public static TargetMessage read(Message message) throws JMSException {
        String target = message.getStringProperty(TARGET);
        String channel = message.getStringProperty(CHANNEL);
        if (target == null || channel == null) {
            throw new IllegalArgumentException("no target is named");
        }
        return new TargetMessage(
                UUID.fromString(target),
                channel,
                message.getStringProperty(KIND),
                message.getStringProperty(REGION),
                message.propertyExists(ATTEMPT) ? message.getIntProperty(ATTEMPT) : 0);
    }
}
