package se.knutpunkt.channel;

import jakarta.jms.JMSException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import se.knutpunkt.notification.TargetMessage;

/**
 * Messages that were taken from a queue in one transaction. What is sent here is sent in the same
 * transaction: either the old message is gone and the new one is there, or neither.
 */
public interface Batch {

    List<TargetMessage> messages();

    /** Name of this taking in the ledger: what was claimed with it, only its owner may record. */
    UUID claim();

    /** Sends a message to its own queue again, to be delivered after a pause. */
    void again(TargetMessage message, Duration pause) throws JMSException;

    /**
     * Puts a message where operations look.
     *
     * @param code why
     */
    void park(TargetMessage message, String code) throws JMSException;

    /** Whether the hub is stopping, so that nobody should wait for long. */
    boolean isStopping();
}
