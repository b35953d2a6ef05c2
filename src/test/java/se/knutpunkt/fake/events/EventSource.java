package se.knutpunkt.fake.events;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/**
 * A real Kafka with the topic {@code citizen.events}, and a system that tells of what happened:
 * whatever is POSTed to {@code /events} becomes an event.
 */
public final class EventSource implements AutoCloseable {

    public static final String TOPIC = "citizen.events";
    public static final int PARTITIONS = 3;

    static {
        // hundreds of lines of the broker's own, before the hub says how to log
        for (String chatty : List.of("kafka", "org.apache.kafka", "state.change.logger")) {
            ((Logger) LoggerFactory.getLogger(chatty)).setLevel(Level.OFF);
        }
    }

    private final EmbeddedKafkaKraftBroker broker;
    private final KafkaProducer<byte[], byte[]> producer;
    private final HttpServer http;

    /** On these ports (0 = free ones), loopback only. */
    public EventSource(int kafkaPort, int httpPort) {
        this.broker = new EmbeddedKafkaKraftBroker(1, PARTITIONS, TOPIC);
        broker.kafkaPorts(kafkaPort);
        // rights count where a test takes one away
        broker.brokerProperty(
                "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        broker.brokerProperty("allow.everyone.if.no.acl.found", "true");
        broker.afterPropertiesSet();
        this.producer =
                new KafkaProducer<>(
                        Map.of(
                                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                brokers(),
                                ProducerConfig.LINGER_MS_CONFIG,
                                "2"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        try {
            this.http =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), httpPort), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        http.createContext("/events", this::take);
        http.start();
    }

    /** For KNUTPUNKT_KAFKA_BROKERS. */
    public String brokers() {
        return broker.getBrokersAsString();
    }

    /** Nobody may read the topic, until it is allowed again. */
    public void forbidReading() {
        administer(
                admin ->
                        admin.createAcls(
                                        List.of(
                                                rule(AclOperation.ALL, AclPermissionType.ALLOW),
                                                rule(AclOperation.READ, AclPermissionType.DENY)))
                                .all());
    }

    public void allowReading() {
        administer(admin -> admin.deleteAcls(List.of(AclBindingFilter.ANY)).all());
    }

    private static AclBinding rule(AclOperation operation, AclPermissionType permission) {
        return new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, TOPIC, PatternType.LITERAL),
                new AccessControlEntry("User:*", "*", operation, permission));
    }

    private void administer(Function<Admin, KafkaFuture<?>> change) {
        try (Admin admin =
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, brokers()))) {
            change.apply(admin).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public EmbeddedKafkaKraftBroker broker() {
        return broker;
    }

    /** The same key goes to the same partition. */
    public Future<RecordMetadata> send(String key, byte[] event) {
        return producer.send(
                new ProducerRecord<>(TOPIC, key.getBytes(StandardCharsets.UTF_8), event));
    }

    private void take(HttpExchange call) throws IOException {
        byte[] event = call.getRequestBody().readAllBytes();
        String answer;
        int status = 202;
        try {
            RecordMetadata at = send("curl", event).get();
            answer = "{\"partition\":" + at.partition() + ",\"position\":" + at.offset() + "}\n";
        } catch (ExecutionException e) {
            status = 503;
            answer = "{\"failed\":\"" + e.getCause().getClass().getSimpleName() + "\"}\n";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        call.getResponseHeaders().set("Content-Type", "application/json");
        call.sendResponseHeaders(status, bytes.length);
        call.getResponseBody().write(bytes);
        call.close();
    }

    @Override
    public void close() {
        http.stop(0);
        producer.close(java.time.Duration.ofSeconds(2));
        broker.destroy();
    }
}
