package se.knutpunkt.channel;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import se.knutpunkt.notification.BrokerConnections;

/**
 * The threads that take notices from one queue. Each has a connection and a session of its own;
 * stopping the route lets each finish what it has taken.
 */
final class QueueConsumer extends DefaultConsumer {

    private static final int STOP_SECONDS = 30;

    private final QueueEndpoint.Taking taking;
    private final BrokerConnections connections;
    private final ChannelGate gate;
    private final Set<QueueConsumer> running;
    private final List<QueueWorker> workers = new CopyOnWriteArrayList<>();
    private final AtomicReference<ExecutorService> threads = new AtomicReference<>();

    /**
     * @param running where it stands while it has threads
     */
    QueueConsumer(
            QueueEndpoint endpoint,
            Processor processor,
            QueueEndpoint.Taking taking,
            BrokerConnections connections,
            ChannelGate gate,
            Set<QueueConsumer> running) {
        super(endpoint, processor);
        this.taking = taking;
        this.connections = connections;
        this.gate = gate;
        this.running = running;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        AtomicInteger number = new AtomicInteger();
        ExecutorService pool =
                Executors.newFixedThreadPool(
                        taking.consumers(),
                        work -> {
                            String name = taking.queue() + "-" + number.incrementAndGet();
                            Thread thread = new Thread(work, name);
                            thread.setDaemon(true);
                            return thread;
                        });
        threads.set(pool);
        for (int i = 0; i < taking.consumers(); i++) {
            QueueWorker worker = new QueueWorker(taking, connections, gate, this::handle);
            workers.add(worker);
            pool.execute(worker);
        }
        running.add(this);
    }

    /** Its threads take nothing more, and end when they have finished what they have. */
    void end() {
        workers.forEach(QueueWorker::stop);
    }

    @Override
    protected void doStop() throws Exception {
        running.remove(this);
        end();
        ExecutorService pool = threads.getAndSet(null);
        if (pool != null) {
            pool.shutdown();
            if (!pool.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                pool.shutdownNow();
            }
        }
        workers.clear();
        super.doStop();
    }

    @Override
    protected void doSuspend() throws Exception {
        doStop();
    }

    @Override
    protected void doResume() throws Exception {
        doStart();
    }

    /** Runs the route; what it failed with is thrown. */
    private void handle(Batch batch) throws Exception {
        Exchange exchange = createExchange(true);
        exchange.getMessage().setBody(batch);
        try {
            getProcessor().process(exchange);
            if (exchange.getException() != null) {
                throw exchange.getException();
            }
        } finally {
            releaseExchange(exchange, false);
        }
    }
}
