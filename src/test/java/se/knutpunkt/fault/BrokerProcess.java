package se.knutpunkt.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * Apache Artemis from its own distribution, in a process of its own, on loopback. The profile
 * {@code broker} unpacks it and says where in {@code artemis.home}.
 */
final class BrokerProcess implements AutoCloseable {

    static final String USER = "knutpunkt";
    static final String PASSWORD = "only-for-tests";

    private final int port = freePort();
    private final Path instance;
    private Process process;

    BrokerProcess() {
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
        start();
    }

    String url() {
        return "tcp://127.0.0.1:" + port;
    }

    /** Begins to listen again with all that its journal has. */
    void start() {
        try {
            process =
                    new ProcessBuilder(instance.resolve("bin/artemis").toString(), "run")
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

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }
}
