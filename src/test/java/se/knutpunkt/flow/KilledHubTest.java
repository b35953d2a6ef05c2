package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
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

    /** What one citizen does at a hub in a process of its own. */
    private final class Hub {
        private final String token;
        private final HubProcess process;

        Hub(Surroundings surroundings, String token) {
            this.token = token;
            this.process = HubProcess.start(surroundings, HubProcess.brokerData(), Map.of());
        }

        /** Until readiness would say so: a citizen gets an answer. */
        void awaitStarted() throws Exception {
            long end = System.nanoTime() + LONGEST_START.toNanos();
            while (true) {
                process.demandAlive();
                assertThat(System.nanoTime()).as("the hub did not start").isLessThan(end);
                try {
                    if (send(get("/v1/me")).get().statusCode() == 200) {
                        return;
                    }
                } catch (java.util.concurrent.ExecutionException e) {
                    process.waitABit();
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
        void kill() {
            process.kill();
        }

        private HttpRequest.Builder get(String path) {
            return request(path).GET();
        }

        private HttpRequest.Builder request(String path) {
            return HttpRequest.newBuilder(process.uri(path))
                    .timeout(Duration.ofSeconds(40))
                    .header("Authorization", "Bearer " + token);
        }

        private CompletableFuture<HttpResponse<String>> send(HttpRequest.Builder request) {
            return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
