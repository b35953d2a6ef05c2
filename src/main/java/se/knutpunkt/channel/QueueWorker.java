package se.knutpunkt.channel;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import se.knutpunkt.notification.BrokerConnections;

/** One thread that takes notices, over a connection that it makes anew when it is lost. */
final class QueueWorker implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(QueueWorker.class);

    private static final long WAIT_MS = 1_000;

    /** While the channel is on trial one worker only has leave; it must not keep it for nothing. */
    private static final long TRIAL_WAIT_MS = 50;

    private static final long FIRST_PAUSE_MS = 250;
    private static final long LONGEST_PAUSE_MS = 15_000;

    private final QueueEndpoint.Taking taking;
    private final BrokerConnections connections;
    private final ChannelGate gate;
    private final Handler handler;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** What is done with messages that were taken. */
    interface Handler {
        void handle(Batch batch) throws Exception;
    }

    QueueWorker(
            QueueEndpoint.Taking taking,
            BrokerConnections connections,
            ChannelGate gate,
            Handler handler) {
        this.taking = taking;
        this.connections = connections;
        this.gate = gate;
        this.handler = handler;
    }

    /** It ends when it has finished what it has. */
    void stop() {
        stopped.countDown();
    }

    private boolean isStopping() {
        return stopped.getCount() == 0;
    }

    @Override
    public void run() {
        long pause = FIRST_PAUSE_MS;
        while (!isStopping()) {
            if (!gate.isOpen()) {
                // without a connection: it would hold messages that another replica could send
                rest(FIRST_PAUSE_MS);
                continue;
            }
            try (Connection connection = connections.open();
                    Session session = connection.createSession(true, Session.SESSION_TRANSACTED)) {
                MessageConsumer consumer =
                        session.createConsumer(session.createQueue(taking.queue()));
                while (!isStopping() && gate.isOpen()) {
                    if (takeOnce(connection, session, consumer)) {
                        pause = FIRST_PAUSE_MS;
                    }
                }
            } catch (JMSException | RuntimeException e) {
                LOG.atWarn()
                        .addKeyValue("queue", taking.queue())
                        .addKeyValue("failure", e.getClass().getName())
                        .log("the broker is away; a queue is taken from again later");
                rest(pause);
                pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Whether the broker answered. */
    private boolean takeOnce(Connection connection, Session session, MessageConsumer consumer)
            throws JMSException, InterruptedException {
        if (!gate.enter()) {
            rest(FIRST_PAUSE_MS);
            return false;
        }
        boolean trial = gate.isOnTrial();
        boolean entered = true;
        try {
            List<Message> taken = take(consumer, trial ? TRIAL_WAIT_MS : WAIT_MS);
            if (!taken.isEmpty()) {
                gate.pace(taken.size());
                entered = false; // the route says what became of it
                long began = System.nanoTime();
                if (handle(connection, session, taken)) {
                    gate.took(taken.size(), Duration.ofNanos(System.nanoTime() - began));
                }
            }
        } finally {
            if (entered) {
                gate.nothing();
            }
        }
        if (trial && entered) {
            // now it is the others' turn: this queue may stay empty while theirs are full
            rest(FIRST_PAUSE_MS);
        }
        return true;
    }

    private List<Message> take(MessageConsumer consumer, long wait) throws JMSException {
        List<Message> taken = new ArrayList<>();
        int most = gate.most();
        Message message = consumer.receive(wait);
        while (message != null) {
            taken.add(message);
            message = taken.size() < most ? consumer.receiveNoWait() : null;
        }
        return taken;
    }

    /** Whether it was committed. */
    private boolean handle(Connection connection, Session session, List<Message> taken)
            throws JMSException {
        TakenBatch batch = null;
        try {
            batch =
                    TakenBatch.of(
                            session,
                            taking,
                            taken,
                            (producer, message) ->
                                    connections.within(connection, () -> producer.send(message)),
                            this::isStopping);
            if (!batch.messages().isEmpty()) {
                handler.handle(batch);
            }
            session.commit();
            return true;
        } catch (JMSException e) {
            throw e; // the connection is lost, and with it the transaction
        } catch (Exception e) {
            LOG.atWarn()
                    .addKeyValue("queue", taking.queue())
                    .addKeyValue("failure", e.getClass().getName())
                    .log("notices could not be handled; the broker delivers them again");
            session.rollback();
            return false;
        } finally {
            if (batch == null || !batch.isReported()) {
                gate.interrupted();
            }
        }
    }

    private void rest(long ms) {
        try {
            if (stopped.await(ms, TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
