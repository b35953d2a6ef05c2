package se.knutpunkt.notification;

import java.time.Duration;
import java.util.Properties;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.springframework.stereotype.Component;

/** Makes Camel's clients of Kafka; a consumer of it is not ended by a refusal. */
@Component("eventClients")
final class EventClients extends DefaultKafkaClientFactory {

    private final EventAccess access;

    EventClients(EventAccess access) {
        this.access = access;
    }

    @Override
    public Consumer<Object, Object> getConsumer(Properties settings) {
        return new PatientConsumer(settings, access);
    }

    private static final class PatientConsumer extends KafkaConsumer<Object, Object> {

        private final EventAccess access;

        PatientConsumer(Properties settings, EventAccess access) {
            super(settings);
            this.access = access;
        }

        @Override
        public ConsumerRecords<Object, Object> poll(Duration timeout) {
            return access.poll(() -> super.poll(timeout), timeout);
        }
    }
}
