package se.knutpunkt.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import se.knutpunkt.flow.HubProcess;

/**
 * Apache Artemis from its own distribution, in a process of its own, on loopback, with the queues
 * and settings of {@code deploy/artemis/broker.xml}. The profile {@code broker} unpacks it and says
 * where in {@code artemis.home}.
 */
final class BrokerProcess implements AutoCloseable {

    private static final String USER = "knutpunkt";
    private static final String PASSWORD = "only-for-tests";

    private final int port = HubProcess.freePort();
    private final Path instance;
    private final SmallDisk disk;
    private Process process;

    BrokerProcess() {
        this(delivered -> delivered);
    }

    /**
     * @param settings changes {@code broker.xml} as it would be
     */
    BrokerProcess(UnaryOperator<String> settings) {
        this(settings, 0);
    }

    /**
     * @param megabytes of a disk of its own for its data, see {@link SmallDisk}; 0 = none
     */
    BrokerProcess(UnaryOperator<String> settings, int megabytes) {
        Path home = Path.of(System.getProperty("artemis.home")).toAbsolutePath();
        this.instance = temporary().toAbsolutePath().resolve("broker");
        run(
                List.of(
                        home.resolve("bin/artemis").toString(),
                        "create",
                        instance.toString(),
                        "--silent",
                        "--nio",
                        "--no-web",
                        "--no-autotune",
                        "--host",
                        "127.0.0.1",
                        "--default-port",
                        Integer.toString(port),
                        "--no-amqp-acceptor",
                        "--no-hornetq-acceptor",
                        "--no-mqtt-acceptor",
                        "--no-stomp-acceptor",
                        "--user",
                        USER,
                        "--password",
                        PASSWORD,
                        "--require-login"));
        Path broker = instance.resolve("etc/broker.xml");
        write(broker, settings.apply(withOurs(read(broker))));
        disk = megabytes == 0 ? null : SmallDisk.over(instance.resolve("data"), megabytes);
        start();
    }

    /** As docs/operations.md says: what is delivered goes into the broker's own file. */
    private static String withOurs(String own) {
        String ours = read(Path.of("deploy/artemis/broker.xml"));
        String all = own;
        for (String part : List.of("address-settings", "addresses")) {
            String end = "</" + part + ">";
            String begin = "<" + part + ">";
            String inner = ours.substring(ours.indexOf(begin) + begin.length(), ours.indexOf(end));
            all = all.replace(end, inner + end);
        }
        return all;
    }

    /** Where its data lies, if it was given one. */
    SmallDisk disk() {
        return disk;
    }

    private String url() {
        return "tcp://127.0.0.1:" + port;
    }

    /** For the hub. */
    Map<String, Object> settingsOfTheHub() {
        return Map.of(
                "KNUTPUNKT_BROKER_URL", url(),
                "KNUTPUNKT_BROKER_USER", USER,
                "KNUTPUNKT_BROKER_PASSWORD", PASSWORD);
    }

    /** Begins to listen again with all that its journal has. */
    void start() {
        List<String> run = List.of(instance.resolve("bin/artemis").toString(), "run");
        try {
            process =
                    new ProcessBuilder(disk == null ? run : disk.on(run))
                            .redirectErrorStream(true)
                            .redirectOutput(instance.resolve("broker.log").toFile())
                            .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        Awaitility.await("the broker listens").atMost(2, TimeUnit.MINUTES).until(this::listens);
    }

    /** SIGKILL, of the broker and whatever started it. */
    void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void run(List<String> command) {
        try {
            Process create =
                    new ProcessBuilder(new ArrayList<>(command))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (create.waitFor() != 0) {
                throw new IllegalStateException("the broker could not be created");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory(Path.of("target"), "broker");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
        if (disk != null) {
            disk.close();
        }
    }
}
