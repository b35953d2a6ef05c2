package se.knutpunkt.template;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import se.knutpunkt.backend.LineBeans;
import se.knutpunkt.catalogue.Declared;
import se.knutpunkt.catalogue.TemporaryHome;
import se.knutpunkt.error.Problem;
import se.knutpunkt.sandbox.RegionalPartners;

/** The template {@code line} with the HTTP client the hub gives it, against a real server. */
class LineTemplateTest extends TemplateSupport {

    private static final String LINE = "direct:line.01.rivta";
    private static final String XML = "text/xml; charset=UTF-8";

    @TempDir Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicInteger requests = new AtomicInteger();
    private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private volatile Partner partner = request -> answer(request, 200, XML, "<ok/>");
    private HttpServer server;
    private LineBeans beans;

    /** What stands at the other end. */
    interface Partner {
        void serve(HttpExchange request) throws IOException;
    }

    @Override
    List<String> files() {
        return List.of("templates/line.camel.yaml");
    }

    @Override
    void prepare(CamelContext context, Registry registry) throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
        String url = "http://localhost:" + server.getAddress().getPort() + "/vp/";
        Map<String, String> settings = new HashMap<>(RegionalPartners.sandboxSettings());
        settings.put("KNUTPUNKT_RIVTA_URL", url);
        settings.put("KNUTPUNKT_RIVTA_TIME_LIMIT", "5s");
        beans = new LineBeans(Declared.reader(smaller(), settings));
        beans.bind(registry);
    }

    /** The back end with limits that a test can reach. */
    private Path smaller() {
        String file = "config/backends/rivta.yaml";
        TemporaryHome home = new TemporaryHome(folder, "config");
        home.replace(file, "window: 50", "window: 4");
        home.replace(file, "minimumCalls: 20", "minimumCalls: 4");
        home.replace(file, "bulkhead: 40", "bulkhead: 2");
        home.replace(file, "answerLimit: 5MB", "answerLimit: 10KB");
        return home.path();
    }

    @Override
    RouteBuilder surroundings() {
        return beans.lines();
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void theBodyIsPostedAndTheAnswerComesBack() {
        partner = request -> answer(request, 200, XML, body(request));
        Exchange exchange = call("<a>Åsa & Öberg</a>", 2000);
        assertThat(exchange.getMessage().getBody(String.class)).isEqualTo("<a>Åsa & Öberg</a>");
        assertThat(exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(200);
    }

    @Test
    void theHeadersOfTheMessageAreSentAndNoCookies() {
        partner =
                request -> {
                    request.getResponseHeaders().add("Set-Cookie", "session=1");
                    answer(request, 200, XML, "<ok/>");
                };
        call("<a/>", 2000);
        call("<a/>", 2000);
        assertThat(headers)
                .containsEntry("SOAPAction", List.of("\"action\""))
                .containsEntry("User-Agent", List.of("Knutpunkt"))
                .doesNotContainKeys("Cookie", "Authorization");
    }

    @ParameterizedTest
    @CsvSource({
        "500, text/html, backend-no-answer",
        "502, text/plain, backend-no-answer",
        "503, , backend-no-answer",
        "429, text/plain, backend-busy"
    })
    void anErrorPageIsAProblem(int status, String type, String expected) {
        partner = request -> answer(request, status, type, "<html>");
        Exchange exchange = call("<a/>", 2000);
        assertThat(code(exchange)).isEqualTo(expected);
        assertThat(exchange.getException(Problem.class).extras().source()).isEqualTo("01");
    }

    @ParameterizedTest
    @CsvSource({"500, text/xml", "404, text/html", "403, text/html", "302, text/html"})
    void otherAnswersAreTheReadersToJudge(int status, String type) {
        partner =
                request -> {
                    request.getResponseHeaders().add("Location", "http://localhost:1/");
                    answer(request, status, type, "<fault/>");
                };
        Exchange exchange = call("<a/>", 2000);
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(status);
        assertThat(requests).hasValue(1);
    }

    @Test
    void aServerThatIsNotThereIsUnreachable() {
        server.stop(0);
        assertThat(code(call("<a/>", 2000))).isEqualTo("backend-unreachable");
    }

    @Test
    void aServerThatHangsUpGivesNoAnswer() {
        partner = HttpExchange::close;
        assertThat(code(call("<a/>", 2000))).isEqualTo("backend-no-answer");
        assertThat(requests).as("nothing is sent again by the client").hasValue(1);
    }

    @Test
    void aServerThatIsSlowIsEndedByTheCallsOwnDeadline() {
        partner = request -> await();
        long quickest = Long.MAX_VALUE;
        // the machine may have much else to do, but hardly three times
        for (int i = 0; i < 3; i++) {
            long start = System.nanoTime();
            assertThat(code(call("<a/>", 200))).isEqualTo("backend-timeout");
            quickest = Math.min(quickest, System.nanoTime() - start);
        }
        assertThat(TimeUnit.NANOSECONDS.toMillis(quickest)).isLessThan(2000);
    }

    @Test
    void anAnswerThatDripsIsEndedToo() {
        partner =
                request -> {
                    request.getResponseHeaders().add("Content-Type", XML);
                    request.sendResponseHeaders(200, 1000);
                    request.getResponseBody().write('<');
                    request.getResponseBody().flush();
                    await();
                };
        assertThat(code(call("<a/>", 300))).isEqualTo("backend-timeout");
    }

    @Test
    void anAnswerThatIsTooLargeIsBroken() {
        partner = request -> answer(request, 200, XML, "<a>" + "x".repeat(11_000) + "</a>");
        assertThat(code(call("<a/>", 2000))).isEqualTo("backend-broken");
    }

    @Test
    void aLineThatFailsTooOftenRests() {
        partner = request -> answer(request, 502, "text/plain", "");
        for (int i = 0; i < 4; i++) {
            assertThat(code(call("<a/>", 2000))).isEqualTo("backend-no-answer");
        }
        Exchange exchange = call("<a/>", 2000);
        assertThat(code(exchange)).isEqualTo("backend-paused");
        assertThat(exchange.getException(Problem.class).extras().retryAfterSeconds()).isEqualTo(10);
        assertThat(requests).hasValue(4);
    }

    @Test
    void oneRegionsBreakerIsItsOwn() {
        partner = request -> answer(request, 502, "text/plain", "");
        for (int i = 0; i < 5; i++) {
            call("<a/>", 2000);
        }
        partner = request -> answer(request, 200, XML, "<ok/>");
        variables.put("line", "03.rivta");
        assertThat(call("direct:line.03.rivta", "<a/>", 2000).getException()).isNull();
    }

    @Test
    void faultsOfAClinicDoNotOpenTheBreaker() {
        partner = request -> answer(request, 500, XML, "<fault/>");
        for (int i = 0; i < 6; i++) {
            assertThat(call("<a/>", 2000).getException()).isNull();
        }
        assertThat(requests).hasValue(6);
    }

    @Test
    void moreCallsThanTheBulkheadHoldsAreTurnedAway() throws Exception {
        CountDownLatch inside = new CountDownLatch(2);
        partner =
                request -> {
                    inside.countDown();
                    await();
                    answer(request, 200, XML, "<ok/>");
                };
        List<Future<Exchange>> held = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            held.add(threads.submit(() -> call("<a/>", 20_000)));
        }
        assertThat(inside.await(15, TimeUnit.SECONDS)).isTrue();
        assertThat(code(call("<a/>", 2000))).isEqualTo("backend-busy");
        end.countDown();
        for (Future<Exchange> call : held) {
            assertThat(call.get(30, TimeUnit.SECONDS).getException()).isNull();
        }
    }

    private Exchange call(String body, long millis) {
        return call(LINE, body, millis);
    }

    private Exchange call(String line, String body, long millis) {
        return template.send(
                line,
                exchange -> {
                    variables.forEach(exchange::setVariable);
                    exchange.getMessage().setHeader("Content-Type", XML);
                    exchange.getMessage().setHeader("SOAPAction", "\"action\"");
                    exchange.getMessage().setHeader("Deadline-Ms", Long.toString(millis));
                    exchange.getMessage().setBody(body);
                });
    }

    private void serve(HttpExchange request) throws IOException {
        requests.incrementAndGet();
        headers.putAll(request.getRequestHeaders());
        partner.serve(request);
    }

    /** Until the test ends. */
    private void await() {
        try {
            end.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String body(HttpExchange request) throws IOException {
        return new String(request.getRequestBody().readAllBytes(), UTF_8);
    }

    private static void answer(HttpExchange request, int status, String type, String body)
            throws IOException {
        if (type != null) {
            request.getResponseHeaders().add("Content-Type", type);
        }
        byte[] bytes = body.getBytes(UTF_8);
        request.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        request.getResponseBody().write(bytes);
        request.close();
    }
}
