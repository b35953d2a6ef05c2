package se.knutpunkt.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FakePartnerTest {
    private static final String LONG = "svar ".repeat(2000);

    private final HttpClient http = HttpClient.newHttpClient();
    private Counter partner;

    @BeforeEach
    void start() {
        partner = new Counter(0);
    }

    @AfterEach
    void stop() {
        partner.close();
    }

    @Test
    void remembersWhatItReceived() throws Exception {
        post("/count", "1 å");
        post("/other", "2");
        assertThat(partner.seen()).extracting(Seen::operation).containsExactly("count", "other");
        assertThat(partner.seen("count").get(0).body()).isEqualTo("1 å");
        assertThat(partner.seen("count").get(0).header("USER-AGENT")).isPresent();
        assertThat(control("GET", "/_seen?last=1", "").body()).contains("\"other\"");
        assertThat(partner.callsOf("count")).isEqualTo(1);
        control("POST", "/_reset", "");
        assertThat(partner.seen()).isEmpty();
    }

    @Test
    void slowAnswersLateAndHasDoneItByThen() throws Exception {
        setMood("{\"mood\":\"slow\",\"ms\":60000,\"operation\":\"count\"}");
        HttpRequest impatient =
                HttpRequest.newBuilder(URI.create(partner.url() + "/count"))
                        .timeout(Duration.ofMillis(1500))
                        .POST(BodyPublishers.noBody())
                        .build();
        assertThatThrownBy(() -> http.send(impatient, BodyHandlers.ofString()))
                .isInstanceOf(HttpTimeoutException.class);
        assertThat(partner.counted.get()).isEqualTo(1);
        partner.mood(Mood.slow(Duration.ofMinutes(1)).on("count").withoutEffect());
        assertThatThrownBy(() -> http.send(impatient, BodyHandlers.ofString()))
                .isInstanceOf(HttpTimeoutException.class);
        assertThat(partner.counted.get()).isEqualTo(1);
        assertThat(post("/other", "").body()).isEqualTo(LONG);
    }

    @Test
    void drippingAnswersAtOnceAndNeverEnds() throws Exception {
        setMood("{\"mood\":\"drip\",\"ms\":20}");
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(partner.url() + "/other"))
                        .POST(BodyPublishers.noBody())
                        .build();
        try (InputStream body = http.send(request, BodyHandlers.ofInputStream()).body()) {
            assertThat(body.read()).isEqualTo(LONG.charAt(0));
            assertThat(body.read()).isEqualTo(LONG.charAt(1));
            assertThat(body.available()).isLessThan(LONG.length() / 10);
        }
    }

    @Test
    void slowAnswersCorrectlyInTheEnd() throws Exception {
        partner.mood(Mood.slow(Duration.ofMillis(150)).withoutEffect());
        long before = System.nanoTime();
        assertThat(post("/other", "").body()).isEqualTo(LONG);
        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isGreaterThan(Duration.ofMillis(140));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"mood\":\"reset\"}|1",
                "{\"mood\":\"reset\",\"effect\":false}|0",
                "{\"mood\":\"half\"}|1",
                "{\"mood\":\"down\",\"operation\":\"count\"}|0",
            })
    void brokenConnections(String mood, int counted) throws Exception {
        setMood(mood);
        assertThatThrownBy(() -> post("/count", "x"))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(HttpTimeoutException.class);
        assertThat(partner.counted.get() > 0).isEqualTo(counted > 0);
        partner.calm();
        assertThat(post("/count", "x").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"mood\":\"garbage\"}|200|<html>|1",
                "{\"mood\":\"empty\"}|200||1",
                "{\"mood\":\"fault\",\"code\":\"E7\"}|500|E7|0",
                "{\"mood\":\"fault\",\"effect\":true}|500||1",
                "{\"mood\":\"status\",\"status\":403}|403||0",
            })
    void wrongAnswers(String mood, int status, String body, int counted) throws Exception {
        setMood(mood);
        HttpResponse<String> answer = post("/count", "x");
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains(body == null ? "" : body);
        assertThat(partner.counted.get()).isEqualTo(counted);
    }

    @Test
    void downRefusesConnectionsUntilCalmed() throws Exception {
        post("/count", "x");
        partner.mood(Mood.down());
        assertThatThrownBy(() -> post("/count", "x")).isInstanceOf(ConnectException.class);
        partner.calm();
        assertThat(post("/count", "x").statusCode()).isEqualTo(200);
    }

    @Test
    void onAGivenPortItIsCalmedThroughTheNextPort() throws Exception {
        partner.close();
        partner = new Counter(freePair());
        setMood("{\"mood\":\"down\"}");
        HttpRequest calm =
                HttpRequest.newBuilder(
                                URI.create("http://localhost:" + (partner.port() + 1) + "/_mood"))
                        .DELETE()
                        .build();
        assertThat(http.send(calm, BodyHandlers.ofString()).body()).contains("[");
        assertThat(post("/count", "x").statusCode()).isEqualTo(200);
    }

    @Test
    void moodsLastForSomeRequestsAndTheNarrowestWins() throws Exception {
        partner.mood(Mood.status(503).times(2));
        partner.mood(Mood.status(429).on("other"));
        assertThat(post("/other", "").statusCode()).isEqualTo(429);
        assertThat(post("/count", "").statusCode()).isEqualTo(503);
        assertThat(post("/count", "").statusCode()).isEqualTo(503);
        assertThat(post("/count", "").statusCode()).isEqualTo(200);
        setMood("{\"mood\":\"ok\",\"operation\":\"other\"}");
        assertThat(post("/other", "").statusCode()).isEqualTo(200);
    }

    @Test
    void aMisspeltMoodIsRefused() throws Exception {
        assertThat(control("PUT", "/_mood", "{\"mood\":\"sloww\"}").statusCode()).isEqualTo(400);
        assertThat(control("PUT", "/_mood", "{\"moood\":1}").statusCode()).isEqualTo(400);
    }

    private void setMood(String json) throws Exception {
        assertThat(control("PUT", "/_mood", json).statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> control(String method, String path, String body) throws Exception {
        return send(method, path, body);
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return send("POST", path, body);
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(partner.url() + path))
                        .method(method, BodyPublishers.ofString(body))
                        .build();
        return http.send(request, BodyHandlers.ofString());
    }

    /** A port that is free with the next one. */
    private static int freePair() throws IOException {
        while (true) {
            try (ServerSocket first = new ServerSocket(0);
                    ServerSocket second = new ServerSocket(first.getLocalPort() + 1)) {
                return second.getLocalPort() - 1;
            } catch (IOException taken) {
                // another pair
            }
        }
    }

    /** The smallest partner: counts. */
    private static final class Counter extends FakePartner {
        private final AtomicInteger counted = new AtomicInteger();

        private Counter(int port) {
            listen(port);
        }

        @Override
        protected Call understand(Request request) {
            return new Call() {
                @Override
                public String operation() {
                    return request.path().substring(1);
                }

                @Override
                public boolean changesState() {
                    return operation().equals("count");
                }

                @Override
                public Answer answer() {
                    if (changesState()) {
                        counted.incrementAndGet();
                    }
                    return Answer.of(200, "text/plain", LONG);
                }

                @Override
                public Answer fault(Mood mood) {
                    return Answer.of(500, "text/plain", "fel " + mood.code());
                }
            };
        }
    }
}
