package se.knutpunkt.channel;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;
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

    QueueComponent(BrokerConnections connections, ChannelCatalogue channels, ChannelGates gates) {
        this.connections = connections;
        this.channels = channels;
        this.gates = gates;
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
                gates.of(name));
    }
}
