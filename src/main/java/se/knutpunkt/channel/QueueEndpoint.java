package se.knutpunkt.channel;

import java.util.Set;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;
import se.knutpunkt.notification.BrokerConnections;

/** A queue of notices; it can only be taken from. */
final class QueueEndpoint extends DefaultEndpoint {

    private final Taking taking;
    private final BrokerConnections connections;
    private final ChannelGate gate;
    private final Set<QueueConsumer> running;

    /**
     * @param consumers threads that take
     */
    record Taking(String queue, String channel, int consumers) {}

    QueueEndpoint(
            String uri,
            QueueComponent component,
            Taking taking,
            BrokerConnections connections,
            ChannelGate gate,
            Set<QueueConsumer> running) {
        super(uri, component);
        this.taking = taking;
        this.connections = connections;
        this.gate = gate;
        this.running = running;
    }

    @Override
    public Producer createProducer() {
        throw new IllegalArgumentException("notices are sent to a queue by the planner only");
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        Consumer consumer = new QueueConsumer(this, processor, taking, connections, gate, running);
        configureConsumer(consumer);
        return consumer;
    }
}
