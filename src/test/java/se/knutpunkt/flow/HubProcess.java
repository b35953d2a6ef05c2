package se.knutpunkt.flow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import se.knutpunkt.Knutpunkt;
import se.knutpunkt.sandbox.Surroundings;

/** A hub in a process of its own, so that it can be killed; what it prints is below target. */
public final class HubProcess {

    private final int port = freePort();
    private final Process process;

    private HubProcess(Map<String, Object> settings, List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), Knutpunkt.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        settings.forEach((name, value) -> environment.put(variable(name), value.toString()));
        environment.put("KNUTPUNKT_PORT", Integer.toString(port));
        environment.put("KNUTPUNKT_MANAGEMENT_PORT", Integer.toString(freePort()));
        Path log = Path.of("target", "hub-process-" + port + ".log");
        try {
            this.process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    /**
     * Starts a hub; it needs some seconds until it answers.
     *
     * @param brokerData where its broker keeps its messages: the same for the hub that comes after
     *     it
     * @param more settings beside those of the surroundings
     */
    public static HubProcess start(
            Surroundings surroundings, Path brokerData, Map<String, Object> more) {
        Map<String, Object> settings = surroundings.settings(brokerData);
        settings.putAll(more);
        return new HubProcess(
                settings, List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    }

    /** A folder that no other hub has used. */
    public static Path brokerData() {
        try {
            return Files.createTempDirectory(Path.of("target"), "artemis");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI uri(String path) {
        return URI.create("http://localhost:" + port + path);
    }

    public void demandAlive() {
        if (!process.isAlive()) {
            throw new AssertionError("the hub has ended, see target/hub-process-" + port + ".log");
        }
    }

    public void waitABit() throws InterruptedException {
        process.waitFor(200, TimeUnit.MILLISECONDS);
    }

    /** SIGKILL: no shutdown hook runs, nothing is flushed. */
    public void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** {@code spring.ssl.bundle} as a variable is {@code SPRING_SSL_BUNDLE}. */
    private static String variable(String name) {
        return name.contains(".")
                ? name.replace('.', '_').replace("-", "").toUpperCase(Locale.ROOT)
                : name;
    }

    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
