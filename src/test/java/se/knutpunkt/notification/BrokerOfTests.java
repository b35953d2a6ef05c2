package se.knutpunkt.notification;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.invm.InVMAcceptorFactory;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/** A durable broker in this JVM with the queues of notifications, that can be stopped. */
public final class BrokerOfTests implements AutoCloseable {

    private static final Duration TIME_LIMIT = Duration.ofSeconds(5);

    private final int number;
    private final Path folder;
    private EmbeddedActiveMQ server;

    /** Writes a message of the session. */
    public interface Writing {
        Message write(Session session) throws JMSException;
    }

    /**
     * @param number of the broker in this JVM
     */
    public BrokerOfTests(int number, Path folder) {
        this.number = number;
        this.folder = folder;
    }

    public void start() throws Exception {
        Configuration settings =
                new ConfigurationImpl()
                        .setSecurityEnabled(false)
                        .setJournalDirectory(folder.resolve("journal").toString())
                        .setBindingsDirectory(folder.resolve("bindings").toString())
                        .setPagingDirectory(folder.resolve("paging").toString())
                        .setLargeMessagesDirectory(folder.resolve("large").toString())
                        .addAcceptorConfiguration(
                                new TransportConfiguration(
                                        InVMAcceptorFactory.class.getName(),
                                        Map.of("serverId", number)));
        new BrokerAddresses().customize(settings);
        server = new EmbeddedActiveMQ();
        server.setConfiguration(settings);
        server.start();
    }

    public void stop() throws Exception {
        server.stop();
    }

    @Override
    public void close() throws Exception {
        stop();
    }

    public BrokerConnections connections() {
        return new BrokerConnections(factory(), TIME_LIMIT);
    }

    private ActiveMQConnectionFactory factory() {
        return new ActiveMQConnectionFactory("vm://" + number);
    }

    public void send(String queue, Writing message) throws JMSException {
        try (Connection connection = factory().createConnection();
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue(queue))) {
            producer.send(message.write(session));
        }
    }

    /** Messages that wait and that nobody has taken; without those whose time has not come. */
    public List<Message> waiting(String queue) throws JMSException {
        try (Connection connection = factory().createConnection();
                Session session = connection.createSession()) {
            connection.start();
            try (QueueBrowser browser = session.createBrowser(session.createQueue(queue))) {
                return Collections.list(browser.getEnumeration()).stream()
                        .map(Message.class::cast)
                        .toList();
            }
        }
    }

    /** Messages whose time has not come. */
    public int scheduled(String queue) {
        return server.getActiveMQServer().locateQueue(SimpleString.of(queue)).getScheduledCount();
    }

    /** How many take from a queue. */
    public int consumers(String queue) {
        return server.getActiveMQServer().locateQueue(SimpleString.of(queue)).getConsumerCount();
    }

    /** All that the broker holds of a queue, with what was given to a consumer. */
    public long held(String queue) {
        return server.getActiveMQServer().locateQueue(SimpleString.of(queue)).getMessageCount();
    }
}
