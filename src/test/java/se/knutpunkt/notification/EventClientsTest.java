package se.knutpunkt.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.health.Status;
import se.knutpunkt.fake.events.EventSource;

/** Clients of a real Kafka, which refuses a login. */
class EventClientsTest {

    private static final EventSource SOURCE = new EventSource(0, 0);
    private static final Duration WAIT = Duration.ofMillis(100);

    private final EventAccess access = new EventAccess(new SimpleMeterRegistry());
    private final EventClients clients = new EventClients(access);

    @AfterAll
    static void close() {
        SOURCE.close();
    }

    @Test
    void aRefusedLoginEndsNoConsumer() {
        Properties settings = settings();
        settings.put("security.protocol", "SASL_PLAINTEXT");
        settings.put("sasl.mechanism", "PLAIN");
        settings.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"hub\" password=\"wrong\";");
        try (Consumer<Object, Object> consumer = clients.getConsumer(settings)) {
            consumer.subscribe(List.of(EventSource.TOPIC));
            await().atMost(Duration.ofSeconds(60))
                    .until(
                            () ->
                                    consumer.poll(WAIT).isEmpty()
                                            && access.health().getStatus().equals(Status.DOWN));
            assertThat(consumer.poll(WAIT).isEmpty()).as("it can be asked again").isTrue();
        }
    }

    private static Properties settings() {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", SOURCE.brokers());
        settings.put("group.id", "refused");
        settings.put("key.deserializer", ByteArrayDeserializer.class.getName());
        settings.put("value.deserializer", ByteArrayDeserializer.class.getName());
        return settings;
    }
}
