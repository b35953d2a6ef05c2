package se.knutpunkt.channel;

import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import se.knutpunkt.notification.TargetMessage;

/** Messages of one transacted session. */
final class TakenBatch implements Batch {

    private static final Logger LOG = LoggerFactory.getLogger(TakenBatch.class);

    private static final String DUPLICATE_ID = "_AMQ_DUPL_ID";

    private final Session session;
    private final QueueEndpoint.Taking taking;
    private final Sending sending;
    private final List<TargetMessage> messages = new ArrayList<>();
    private final UUID claim = UUID.randomUUID();
    private final BooleanSupplier stopping;
    private final AtomicBoolean reported = new AtomicBoolean();

    /** How a message is sent; it may not wait for the broker for ever. */
    interface Sending {
        void send(MessageProducer producer, Message message) throws JMSException;
    }

    private TakenBatch(
            Session session,
            QueueEndpoint.Taking taking,
            Sending sending,
            BooleanSupplier stopping) {
        this.session = session;
        this.taking = taking;
        this.sending = sending;
        this.stopping = stopping;
    }

    /** What is no message of a target is parked, so that it holds up nobody. */
    static TakenBatch of(
            Session session,
            QueueEndpoint.Taking taking,
            List<Message> taken,
            Sending sending,
            BooleanSupplier stopping)
            throws JMSException {
        TakenBatch batch = new TakenBatch(session, taking, sending, stopping);
        for (Message message : taken) {
            try {
                batch.messages.add(read(message, taking.channel()));
            } catch (IllegalArgumentException | MessageFormatException e) {
                LOG.atError()
                        .addKeyValue("queue", taking.queue())
                        .log("a message cannot be read; it is parked");
                Message copy = session.createMessage();
                copy.setStringProperty("code", "unreadable");
                batch.send(copy, TargetMessage.parkedQueue(taking.channel()), Duration.ZERO);
            }
        }
        return batch;
    }

    /** A target of another channel is none of this one's: its address would go astray. */
    private static TargetMessage read(Message message, String channel) throws JMSException {
        TargetMessage read = TargetMessage.read(message);
        if (!channel.equals(read.channel())) {
            throw new IllegalArgumentException("a target of another channel");
        }
        return read;
    }

    @Override
    public List<TargetMessage> messages() {
        return messages;
    }

    @Override
    public UUID claim() {
        return claim;
    }

    @Override
    public void again(TargetMessage message, Duration pause) throws JMSException {
        TargetMessage next =
                new TargetMessage(
                        message.target(),
                        message.channel(),
                        message.kind(),
                        message.region(),
                        message.attempt() + 1);
        Message repeat = next.write(session);
        // unique: two messages of one target may both be repeated, and the broker would refuse the
        // second one's whole transaction, again and again
        repeat.setStringProperty(DUPLICATE_ID, message.target() + ":again:" + claim);
        send(repeat, taking.queue(), pause);
    }

    @Override
    public void park(TargetMessage message, String code) throws JMSException {
        Message parked = message.write(session);
        // parked again after a replay it is no duplicate
        parked.setStringProperty(DUPLICATE_ID, message.target() + ":parked:" + claim);
        parked.setStringProperty("code", code);
        send(parked, TargetMessage.parkedQueue(taking.channel()), Duration.ZERO);
    }

    private void send(Message message, String name, Duration pause) throws JMSException {
        try (MessageProducer producer = session.createProducer(session.createQueue(name))) {
            producer.setDeliveryMode(DeliveryMode.PERSISTENT);
            producer.setDeliveryDelay(pause.toMillis());
            sending.send(producer, message);
        }
    }

    @Override
    public boolean isStopping() {
        return stopping.getAsBoolean();
    }

    /** The gate has been told. */
    void report() {
        reported.set(true);
    }

    boolean isReported() {
        return reported.get();
    }
}
