package se.knutpunkt.fault;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import se.knutpunkt.fake.events.EventSource;

/**
 * A system that tells of what happened and means it: each event is sent, with its own id, until
 * Kafka has acknowledged it, and every seventh once more, as systems do that were restarted.
 */
final class EventFeeder implements AutoCloseable {

    private static final int PRODUCERS = 4;
    private static final int TWICE = 7;

    private final ExecutorService workers = Executors.newFixedThreadPool(PRODUCERS);
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger released = new AtomicInteger();
    private final AtomicInteger repeats = new AtomicInteger();
    private final Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
    private final Citizens citizens;
    private final KafkaProducer<String, String> producer;

    EventFeeder(String brokers, Citizens citizens) {
        this.citizens = citizens;
        this.producer =
                new KafkaProducer<>(
                        Map.of(
                                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers,
                                ProducerConfig.ACKS_CONFIG, "all",
                                // given up soon, so that this class repeats too, as a new record
                                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "1000",
                                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "2000",
                                ProducerConfig.MAX_BLOCK_MS_CONFIG, "2000",
                                ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, "200"),
                        new StringSerializer(),
                        new StringSerializer());
    }

    /** What the hub calls the subject of the n-th event. */
    static String ref(int number) {
        return "event-" + number;
    }

    /** Sends so many more, as fast as Kafka takes them. */
    void release(int count) {
        int end = released.addAndGet(count);
        for (int i = 0; i < PRODUCERS; i++) {
            workers.execute(() -> work(end));
        }
    }

    /** Numbers of the events that Kafka has taken. */
    Set<Integer> acknowledged() {
        return acknowledged;
    }

    /** How often something had to be sent again. */
    int repeats() {
        return repeats.get();
    }

    private void work(int end) {
        while (!ended.get()) {
            int own = next.get();
            if (own >= end) {
                return;
            }
            if (next.compareAndSet(own, own + 1)) {
                send(own);
                if (own % TWICE == 0) {
                    send(own);
                }
            }
        }
    }

    private void send(int number) {
        while (!ended.get()) {
            try {
                producer.send(new ProducerRecord<>(EventSource.TOPIC, ref(number), event(number)))
                        .get();
                acknowledged.add(number);
                return;
            } catch (ExecutionException | KafkaException e) {
                repeats.incrementAndGet();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private String event(int number) {
        return "{\"id\":\"%1$s\",\"source\":\"care-system\",\"citizen\":\"%2$s\",\"kind\":\"inbox.message\",\"urgency\":\"high\",\"subject\":{\"ref\":\"%1$s\"}}"
                .formatted(ref(number), citizens.of(number));
    }

    @Override
    public void close() {
        ended.set(true);
        workers.shutdownNow();
        producer.close(Duration.ZERO);
    }
}
