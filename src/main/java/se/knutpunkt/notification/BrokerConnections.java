package se.knutpunkt.notification;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import java.time.Duration;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jms.connection.CachingConnectionFactory;
import org.springframework.stereotype.Component;

/**
 * Connections to the broker that are kept, and none of whose exchanges lasts for ever: a broker
 * that hangs must not hang the hub.
 */
@Component
public final class BrokerConnections {

    private final ConnectionFactory connections;
    private final Duration timeLimit;

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

    /** Longest time of one exchange. */
    public Duration timeLimit() {
        return timeLimit;
    }
}
