package se.knutpunkt.notification;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jms.connection.CachingConnectionFactory;
import org.springframework.stereotype.Component;

/**
 * Connections to the broker that are kept, and none of whose exchanges lasts for ever: a broker
 * that hangs must not hang the hub.
 */
@Component
public final class BrokerConnections implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerConnections.class);

    private final ConnectionFactory connections;
    private final Duration timeLimit;
    private final ScheduledExecutorService watch =
            Executors.newSingleThreadScheduledExecutor(
                    work -> {
                        Thread thread = new Thread(work, "broker-watch");
                        thread.setDaemon(true);
                        return thread;
                    });

    /** What is said over a connection. */
    @FunctionalInterface
    public interface Words {
        void say() throws JMSException;
    }

    BrokerConnections(
            ConnectionFactory connections,
            @Value("${knutpunkt.notifications.broker-time-limit}") Duration timeLimit) {
        this.timeLimit = timeLimit;
        this.connections =
                connections instanceof CachingConnectionFactory caching
                        ? caching.getTargetConnectionFactory()
                        : connections;
        if (this.connections instanceof ActiveMQConnectionFactory artemis) {
            artemis.setCallTimeout(timeLimit.toMillis());
            artemis.setCallFailoverTimeout(timeLimit.toMillis());
            // a lost connection is made anew by who uses it, who also knows what was under way
            artemis.setReconnectAttempts(0);
            artemis.setInitialConnectAttempts(1);
        }
    }

    /** A new connection, started; the caller keeps it and closes it. */
    public Connection open() throws JMSException {
        Connection connection = connections.createConnection();
        try {
            connection.start();
            return connection;
        } catch (JMSException e) {
            connection.close();
            throw e;
        }
    }

    /**
     * One exchange. When it lasts longer than the time limit its connection is closed from outside,
     * which frees a thread that waits for the broker's leave to send: of that no time limit of
     * Artemis' own knows.
     */
    public void within(Connection connection, Words words) throws JMSException {
        ScheduledFuture<?> limit =
                watch.schedule(
                        () -> close(connection), timeLimit.toMillis(), TimeUnit.MILLISECONDS);
        try {
            words.say();
        } finally {
            limit.cancel(false);
        }
    }

    /** Whatever becomes of it, nobody uses it any more. */
    public static void close(Connection connection) {
        try {
            connection.close();
        } catch (JMSException | RuntimeException e) {
            LOG.atDebug()
                    .addKeyValue("failure", e.getClass().getName())
                    .log("a connection to the broker could not be closed");
        }
    }

    @Override
    public void destroy() {
        watch.shutdownNow();
    }
}
