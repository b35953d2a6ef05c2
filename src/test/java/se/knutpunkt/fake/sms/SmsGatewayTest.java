package se.knutpunkt.fake.sms;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import se.knutpunkt.fake.Mood;

class SmsGatewayTest {
    private static final SmsGateway SMS = new SmsGateway(0);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String PHONE = "+46701740605";
    private static final List<String> REPORTS = new CopyOnWriteArrayList<>();
    private static final AtomicInteger REFUSALS = new AtomicInteger();
    private static HttpServer sender;

    /** Where this test's reports go; those of the one before may still come. */
    private static volatile String current;

    private final Map<String, String> form = new TreeMap<>();
    private final String address = "/callbacks/sms/" + UUID.randomUUID();
    private String password = SMS.password();

    @BeforeAll
    static void listen() throws IOException {
        sender = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        sender.createContext(
                "/callbacks/sms/",
                http -> {
                    String report = new String(http.getRequestBody().readAllBytes(), UTF_8);
                    boolean refused = REFUSALS.getAndDecrement() > 0;
                    if (!refused && http.getRequestURI().getPath().equals(current)) {
                        REPORTS.add(report.replaceFirst(".*status=(\\w+).*", "$1"));
                    }
                    http.sendResponseHeaders(refused ? 503 : 204, -1);
                    http.close();
                });
        sender.start();
    }

    @BeforeEach
    void fresh() {
        SMS.reset();
        REPORTS.clear();
        REFUSALS.set(0);
        form.putAll(Map.of("from", "1177", "to", PHONE, "message", "Nytt på 1177"));
        form.put("whendelivered", "http://localhost:" + sender.getAddress().getPort() + address);
        current = address;
    }

    @AfterAll
    static void close() {
        SMS.close();
        sender.stop(0);
    }

    @Test
    void aTextIsTakenAndReported() throws Exception {
        HttpResponse<String> answer = send();
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("\"status\":\"created\"", "\"cost\":3500", "\"to\":\"" + PHONE + "\"");
        assertThat(SMS.count(PHONE)).isEqualTo(1);
        await().untilAsserted(() -> assertThat(REPORTS).containsExactly("sent", "delivered"));
        String id = answer.body().replaceFirst(".*\"id\":\"([^\"]+)\".*", "$1");
        assertThat(get(id).body()).contains("\"status\":\"delivered\"", "Nytt på 1177");
        assertThat(get("s00").statusCode()).isEqualTo(404);
    }

    @Test
    void aTextIsNotKeptWhenTheSenderSaysSo() throws Exception {
        form.put("dontlog", "message");
        assertThat(send().body()).doesNotContain("Nytt");
    }

    @ParameterizedTest
    @CsvSource({
        "from, , Missing key from",
        "to, , Missing key to",
        "message, , Missing key message",
        "from, 1177Vardguiden, Invalid from",
        "to, 070-1740605, Invalid to number",
        "whendelivered, callbacks, Invalid whendelivered"
    })
    void aWrongFormIsRefusedInPlainText(String key, String value, String text) throws Exception {
        form.remove(key);
        if (value != null) {
            form.put(key, value);
        }
        HttpResponse<String> answer = send();
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).isEqualTo(text);
        assertThat(SMS.total()).isZero();
    }

    @Test
    void aWrongPasswordIsRefused() throws Exception {
        password = "guessed";
        assertThat(send().statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"delivered,sent", "sent,delivered,delivered", "failed"})
    void reportsComeAsTold(String statuses) throws Exception {
        SMS.mood(Mood.fault(statuses).on("report"));
        send();
        await().untilAsserted(() -> assertThat(REPORTS).containsExactly(statuses.split(",")));
    }

    @Test
    void aReportIsRepeatedUntilItIsTaken() throws Exception {
        REFUSALS.set(2);
        send();
        await().untilAsserted(() -> assertThat(REPORTS).containsExactly("sent", "delivered"));
    }

    @Test
    void reportsMayNeverCome() throws Exception {
        SMS.mood(Mood.empty().on("report").times(1));
        String id = send().body().replaceFirst(".*\"id\":\"([^\"]+)\".*", "$1");
        send();
        await().until(() -> SMS.reportsTaken() == 2);
        assertThat(SMS.text(id).status()).isEqualTo("created");
        SMS.report(id, "failed");
        await().untilAsserted(() -> assertThat(REPORTS).contains("failed"));
    }

    @Test
    void aTextIsTakenThoughTheAnswerIsLate() {
        SMS.mood(Mood.slow(Duration.ofSeconds(5)).on("send"));
        assertThatThrownBy(this::send).isInstanceOf(HttpTimeoutException.class);
        assertThat(SMS.count(PHONE)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503})
    void aStatusIsAnsweredSoManyTimes(int status) throws Exception {
        SMS.mood(Mood.status(status).on("send").times(1));
        assertThat(send().statusCode()).isEqualTo(status);
        assertThat(SMS.total()).isZero();
        assertThat(send().statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> send() throws Exception {
        String body =
                form.entrySet().stream()
                        .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), UTF_8))
                        .collect(joining("&"));
        return CLIENT.send(
                request("/a1/sms")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String id) throws Exception {
        return CLIENT.send(request("/a1/sms/" + id).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        String pair = SMS.user() + ":" + password;
        return HttpRequest.newBuilder(URI.create(SMS.url() + path))
                .timeout(Duration.ofSeconds(3))
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8)));
    }
}
