package se.knutpunkt.flow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/**
 * A real Keycloak, unpacked by the Maven profile {@code keycloak}, with the realms of {@code
 * src/test/resources/keycloak}: {@code knutpunkt} for citizens and {@code machines}. Ends with the
 * JVM at the latest, and leaves no process.
 */
final class Keycloak implements AutoCloseable {

    /** The test citizen's password, and every client's secret. */
    static final String SECRET = "only-for-tests";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LONGEST_START = Duration.ofMinutes(5);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Process process;
    private final Path log;
    private final String url;

    Keycloak() {
        Path home = Path.of(System.getProperty("keycloak.home", "")).toAbsolutePath();
        int port = freePort();
        this.url = "http://127.0.0.1:" + port;
        this.log = home.resolve("knutpunkt-test.log");
        try {
            FileSystemUtils.deleteRecursively(home.resolve("data"));
            Path realms = Files.createDirectories(home.resolve("data/import"));
            for (String realm : List.of("knutpunkt", "machines")) {
                Path file = Path.of("src/test/resources/keycloak", realm + "-realm.json");
                Files.copy(file, realms.resolve(realm + "-realm.json"));
            }
            this.process = start(home, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        awaitReady();
    }

    String issuer(String realm) {
        return url + "/realms/" + realm;
    }

    String endpoint(String realm, String name) {
        return issuer(realm) + "/protocol/openid-connect/" + name;
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(
                    request.timeout(Duration.ofSeconds(60)).build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A request to a token endpoint. */
    HttpResponse<String> token(String realm, Map<String, String> form, String... headers) {
        HttpRequest.Builder request = form(endpoint(realm, "token"), form);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    /** Changes a realm as its administrator; fails when Keycloak does not do it. */
    JsonNode administer(String method, String path, JsonNode body) {
        String login =
                json(token(
                                "master",
                                Map.of(
                                        "grant_type", "password",
                                        "client_id", "admin-cli",
                                        "username", "admin",
                                        "password", SECRET)))
                        .path("access_token")
                        .asText();
        HttpResponse<String> answer =
                send(
                        HttpRequest.newBuilder(URI.create(url + "/admin/realms/" + path))
                                .header("Authorization", "Bearer " + login)
                                .header("Content-Type", "application/json")
                                .method(
                                        method,
                                        body == null
                                                ? HttpRequest.BodyPublishers.noBody()
                                                : HttpRequest.BodyPublishers.ofString(
                                                        body.toString())));
        if (answer.statusCode() / 100 != 2) {
            throw new AssertionError(method + " " + path + ": " + answer.statusCode());
        }
        return answer.body().isEmpty() ? JSON.nullNode() : json(answer);
    }

    static HttpRequest.Builder form(String address, Map<String, String> form) {
        String body =
                form.entrySet().stream()
                        .map(e -> encode(e.getKey()) + "=" + encode(e.getValue()))
                        .collect(Collectors.joining("&"));
        return HttpRequest.newBuilder(URI.create(address))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> all =
                Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
        all.forEach(ProcessHandle::destroy);
        for (ProcessHandle one : all) {
            try {
                one.onExit().get(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                one.destroyForcibly();
            } catch (java.util.concurrent.ExecutionException
                    | java.util.concurrent.TimeoutException e) {
                one.destroyForcibly();
            }
        }
    }

    private Process start(Path home, int port) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(
                        home.resolve("bin/kc.sh").toString(),
                        "start-dev",
                        "--import-realm",
                        "--http-host=127.0.0.1",
                        "--http-port=" + port);
        Map<String, String> environment = builder.environment();
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx512m");
        environment.put("KC_BOOTSTRAP_ADMIN_USERNAME", "admin");
        environment.put("KC_BOOTSTRAP_ADMIN_PASSWORD", SECRET);
        return builder.directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private void awaitReady() {
        long end = System.nanoTime() + LONGEST_START.toNanos();
        while (System.nanoTime() < end && process.isAlive()) {
            if (answers("knutpunkt") && answers("machines")) {
                return;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(500);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        close();
        throw new IllegalStateException("Keycloak did not start, see " + log);
    }

    private boolean answers(String realm) {
        try {
            URI metadata = URI.create(issuer(realm) + "/.well-known/openid-configuration");
            return send(HttpRequest.newBuilder(metadata)).statusCode() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
