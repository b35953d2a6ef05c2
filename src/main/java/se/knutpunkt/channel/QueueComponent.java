package se.knutpunkt.channel;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.OnCamelContextStopping;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.LifecycleStrategySupport;
import org.springframework.stereotype.Component;
import se.knutpunkt.notification.BrokerConnections;

/**
 * {@code queue:notify.apns?channel=apns}: takes messages from a queue, as many as are there up to a
 * bound, in one transaction, and runs the route once for all of them. The body is the {@link
 * Batch}. When the route has ended well the transaction is committed; else it is rolled back and
 * the broker delivers the messages again after a pause.
 */
@Component("queue")
public final class QueueComponent extends DefaultComponent {

    private final BrokerConnections connections;
    private final ChannelCatalogue channels;
    private final ChannelGates gates;
    private final Set<QueueConsumer> running = ConcurrentHashMap.newKeySet();

    QueueComponent(BrokerConnections connections, ChannelCatalogue channels, ChannelGates gates) {
        this.connections = connections;
        this.channels = channels;
        this.gates = gates;
    }

    /**
     * Camel stops one route after the other, and each waits for its threads. All are told when the
     * first begins, so that they end beside each other.
     */
    @Override
    protected void doInit() throws Exception {
        super.doInit();
        getCamelContext()
                .addLifecycleStrategy(
                        LifecycleStrategySupport.adapt(
                                (OnCamelContextStopping)
                                        context -> running.forEach(QueueConsumer::end)));
    }

    @Override
    protected Endpoint createEndpoint(String uri, String path, Map<String, Object> parameters) {
        String name = (String) parameters.remove("channel");
        boolean bulk = "true".equals(parameters.remove("bulk"));
        Channel channel = channels.get(name);
        return new QueueEndpoint(
                uri,
                this,
                new QueueEndpoint.Taking(
                        path, name, bulk ? channel.bulkConsumers() : channel.consumers()),
                connections,
                gates.of(name),
                running);
    }
}
