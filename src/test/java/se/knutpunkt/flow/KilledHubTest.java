package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import se.knutpunkt.Knutpunkt;
import se.knutpunkt.fake.Mood;
import se.knutpunkt.sandbox.Surroundings;

/**
 * A hub in a process of its own is killed while the clinic books. The next one finds the key in the
 * database, asks the clinic what became of it, and books nothing again.
 */
class KilledHubTest {

    private static final Duration LONGEST_START = Duration.ofSeconds(120);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String key = AppUser.newKey();

    @Test
    void whatWasUnderWayWhenTheHubWasKilledIsSettledByTheNext() throws Exception {
        try (Surroundings surroundings = Surroundings.onFreePorts(Clock.systemDefaultZone())) {
            String token = surroundings.identityProvider().citizenToken(RunningHub.TOLVAN);
            Hub first = new Hub(surroundings, token);
            String wish;
            try {
                first.awaitStarted();
                wish = AppUser.wish(first.freeTime()).toString();
                surroundings
                        .rivta()
                        .mood(Mood.slow(Duration.ofSeconds(30)).on("MakeBooking").withEffect());
                CompletableFuture<HttpResponse<String>> lost = first.book(wish);
                awaitBooking(surroundings);
                first.kill();
                assertThat(lost.handle((answer, failure) -> failure).get()).isNotNull();
            } finally {
                first.kill();
            }
            surroundings.rivta().mood(Mood.ok());
            makeOlder(surroundings);
            Hub next = new Hub(surroundings, token);
            try {
                next.awaitStarted();
                HttpResponse<String> settled = next.book(wish).get();
                assertThat(settled.statusCode()).as(settled.body()).isEqualTo(201);
                assertThat(next.bookingsWith(JSON.readTree(settled.body()).path("id").asText()))
                        .isEqualTo(1);
                assertThat(surroundings.rivta().callsOf("MakeBooking")).isEqualTo(1);
            } finally {
                next.kill();
            }
        }
    }

    private static void awaitBooking(Surroundings surroundings) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (surroundings.rivta().callsOf("MakeBooking") == 0) {
            assertThat(System.nanoTime()).as("no MakeBooking was sent").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    /** As if the caller came back when no call that took the key can still be under way. */
    private static void makeOlder(Surroundings surroundings) throws Exception {
        try (Connection database = surroundings.database().getPostgresDatabase().getConnection();
                Statement statement = database.createStatement()) {
            int keys =
                    statement.executeUpdate(
                            "update idempotency set attempted_at = attempted_at - interval '2 minutes'"
                                    + " where state = 'started'");
            assertThat(keys).as("keys that the killed hub had taken").isEqualTo(1);
        }
    }

    /** A hub in a process of its own. */
    private final class Hub {
        private final int port = freePort();
        private final String token;
        private final Process process;

        Hub(Surroundings surroundings, String token) throws IOException {
            this.token = token;
            ProcessBuilder builder =
                    new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                            "-Xmx256m",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Knutpunkt.class.getName());
            Map<String, String> environment = builder.environment();
            surroundings
                    .settings(Files.createTempDirectory(Path.of("target"), "artemis"))
                    .forEach((name, value) -> environment.put(variable(name), value.toString()));
            environment.put("KNUTPUNKT_PORT", Integer.toString(port));
            environment.put("KNUTPUNKT_MANAGEMENT_PORT", Integer.toString(freePort()));
            Path log = Path.of("target", "killed-hub-" + port + ".log");
            this.process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        }

        /** {@code spring.ssl.bundle} as a variable is {@code SPRING_SSL_BUNDLE}. */
        private static String variable(String name) {
            return name.contains(".")
                    ? name.replace('.', '_').replace("-", "").toUpperCase(java.util.Locale.ROOT)
                    : name;
        }

        /** Until readiness would say so: a citizen gets an answer. */
        void awaitStarted() throws Exception {
            long end = System.nanoTime() + LONGEST_START.toNanos();
            while (true) {
                assertThat(process.isAlive()).as("the hub has ended").isTrue();
                assertThat(System.nanoTime()).as("the hub did not start").isLessThan(end);
                try {
                    if (send(get("/v1/me")).get().statusCode() == 200) {
                        return;
                    }
                } catch (java.util.concurrent.ExecutionException e) {
                    process.waitFor(200, java.util.concurrent.TimeUnit.MILLISECONDS);
                }
            }
        }

        String freeTime() throws Exception {
            String path =
                    AppUser.slotsPath(
                            "01." + AppUser.SODER,
                            AppUser.today().plusDays(1),
                            AppUser.today().plusDays(7));
            HttpResponse<String> slots = send(get(path + "&timeTypeId=LAK30")).get();
            return JSON.readTree(slots.body()).path("slots").path(0).path("id").asText();
        }

        CompletableFuture<HttpResponse<String>> book(String wish) {
            return send(
                    request("/v1/bookings")
                            .header("Idempotency-Key", key)
                            .header("Deadline-Ms", "30000")
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(wish)));
        }

        long bookingsWith(String id) throws Exception {
            JsonNode list = JSON.readTree(send(get("/v1/bookings")).get().body());
            return AppUser.each(list.path("bookings"))
                    .filter(booking -> id.equals(booking.path("id").asText()))
                    .count();
        }

        /** SIGKILL: no shutdown hook runs, nothing is flushed. */
        void kill() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }

        private HttpRequest.Builder get(String path) {
            return request(path).GET();
        }

        private HttpRequest.Builder request(String path) {
            return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                    .timeout(Duration.ofSeconds(40))
                    .header("Authorization", "Bearer " + token);
        }

        private CompletableFuture<HttpResponse<String>> send(HttpRequest.Builder request) {
            return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
