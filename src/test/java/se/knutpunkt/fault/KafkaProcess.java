package se.knutpunkt.fault;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.awaitility.Awaitility;
import org.slf4j.LoggerFactory;
import se.knutpunkt.fake.events.EventSource;
import se.knutpunkt.flow.HubProcess;

/**
 * One Kafka, broker and controller, in a process of its own on loopback, with the topic of events
 * about citizens.
 */
final class KafkaProcess implements AutoCloseable {

    static {
        // who waits for it tries again and again, and says so each time
        ((Logger) LoggerFactory.getLogger("org.apache.kafka")).setLevel(Level.OFF);
    }

    private final int port = HubProcess.freePort();
    private final Path folder = temporary().toAbsolutePath();
    private Process process;

    KafkaProcess() {
        write("server.properties", settings());
        write("logback.xml", "<configuration/>");
        String id = Uuid.randomUuid().toString();
        Process format = java("kafka.tools.StorageTool", "format", "-t", id, "-c", properties());
        try {
            if (format.waitFor() != 0) {
                throw new IllegalStateException("Kafka's storage could not be formatted");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        start();
        createTopic();
    }

    /** For KNUTPUNKT_KAFKA_BROKERS. */
    String brokers() {
        return "127.0.0.1:" + port;
    }

    /** Begins to answer again with all that its log has. */
    void start() {
        process = java("kafka.Kafka", properties());
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        Awaitility.await("Kafka answers")
                .atMost(2, TimeUnit.MINUTES)
                .ignoreExceptions()
                .until(this::answers);
    }

    /** SIGKILL: nothing is flushed, nobody is told. */
    void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The offsets of one group need no fifty partitions here, and no other broker to copy them. */
    private String settings() {
        int controller = HubProcess.freePort();
        return """
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@127.0.0.1:%2$d
        listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
        advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
        controller.listener.names=CONTROLLER
        log.dirs=%3$s
        auto.create.topics.enable=false
        offsets.topic.num.partitions=1
        offsets.topic.replication.factor=1
        transaction.state.log.num.partitions=1
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        group.initial.rebalance.delay.ms=0
        """
                .formatted(port, controller, folder.resolve("data"));
    }

    private String properties() {
        return folder.resolve("server.properties").toString();
    }

    private Process java(String main, String... arguments) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx256m",
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-Dlogback.configurationFile=" + folder.resolve("logback.xml"),
                                "-cp",
                                System.getProperty("java.class.path"),
                                main));
        command.addAll(List.of(arguments));
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(folder.resolve("kafka.log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean answers() throws ExecutionException, InterruptedException {
        try (Admin admin = admin()) {
            return !admin.describeCluster().nodes().get().isEmpty();
        }
    }

    private void createTopic() {
        try (Admin admin = admin()) {
            NewTopic topic = new NewTopic(EventSource.TOPIC, EventSource.PARTITIONS, (short) 1);
            admin.createTopics(List.of(topic)).all().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Admin admin() {
        return Admin.create(
                Map.of(
                        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                        brokers(),
                        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        "2000",
                        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        "5000"));
    }

    private void write(String name, String text) {
        try {
            Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory(Path.of("target"), "kafka");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            kill();
        }
    }
}
