package se.knutpunkt.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import se.knutpunkt.backend.LineBeans;
import se.knutpunkt.catalogue.Declared;
import se.knutpunkt.catalogue.DeclaredFiles;
import se.knutpunkt.catalogue.TemporaryHome;
import se.knutpunkt.error.Problem;
import se.knutpunkt.mapping.MappingCatalogue;
import se.knutpunkt.mapping.MappingComponent;
import se.knutpunkt.mapping.Mappings;
import se.knutpunkt.sandbox.RegionalPartners;

/** The template {@code rest} with a back end that is declared by the files of this test alone. */
class RestTemplateTest extends TemplateSupport {

    private static final String ROUTE = "direct:backend.probe.getBooking";
    private static final String CANCEL = "direct:backend.probe.cancelBooking";
    private static final String JSON = "application/json";

    @TempDir static Path folder;

    private static LineBeans beans;
    private static MappingCatalogue mappings;

    private final List<Map<String, Object>> headers = new ArrayList<>();
    private final List<String> sent = new ArrayList<>();
    private final Queue<Object> answers = new LinkedList<>();

    /** What the probe says: a status, a content type, a body and a header Retry-After. */
    private record Said(int status, String type, byte[] body, String retryAfter) {
        Said(int status, String type, String body) {
            this(status, type, body.getBytes(StandardCharsets.UTF_8), null);
        }
    }

    @BeforeAll
    static void declare() {
        TemporaryHome home = new TemporaryHome(folder, "config");
        home.write(
                "config/backends/probe.yaml",
                """
                backend: probe
                product: A probe
                protocol: rest
                holdsPatientData: true
                login: none
                timeLimit: 8s
                connectTimeLimit: 1s
                attempts: 2
                connections: 5
                bulkhead: 5
                breaker: {window: 50, minimumCalls: 20, failurePercent: 50, openSeconds: 10, halfOpenCalls: 5}
                answerLimit: 1MB
                national: {address: "http://localhost:1/"}
                answers:
                  http-404: not-offered
                  getBooking.http-404: booking-not-found
                  error-taken: slot-taken
                  cancelBooking.error-taken: cancel-refused
                  error-late: backend-timeout
                  http-409: booking-changed
                """);
        home.write(
                "mappings/backends/probe/error.response.jsonata",
                "error ? {\"code\": error.code, \"text\": error.text}");
        home.write(
                "mappings/backends/probe/getBooking.request.jsonata",
                """
                {"method": "GET", "path": ["Appointment", $booking.id], "query": {"a": ["1", "å&b"], "gone": $nothing},
                 "headers": {"If-None-Match": "W/\\"1\\""}, "accept": "application/fhir+json"}
                """);
        home.write("mappings/backends/probe/getBooking.response.jsonata", "{\"id\": id}");
        home.write(
                "mappings/backends/probe/cancelBooking.request.jsonata",
                """
                {"method": "POST", "path": ["cancel"], "json": {"person": $citizen, "text": $request.reason}}
                """);
        home.write("mappings/backends/probe/cancelBooking.response.jsonata", "{\"id\": id}");
        home.write(
                "mappings/backends/probe/search.request.jsonata",
                """
                {"method": "POST", "path": ["_search"], "form": {"patient": "urn:oid:1|" & $citizen, "n": 5}}
                """);
        home.write("mappings/backends/probe/search.response.jsonata", "{\"id\": id}");
        home.write(
                "mappings/backends/probe/follow.request.jsonata",
                """
                {"method": "GET", "link": $nextPage}
                """);
        home.write(
                "mappings/backends/probe/follow.response.jsonata",
                "{\"items\": [items], \"next\": next}");
        DeclaredFiles files = Declared.reader(folder, RegionalPartners.sandboxSettings());
        beans = new LineBeans(files);
        mappings = Mappings.of(folder);
    }

    @Override
    List<String> files() {
        return List.of("templates/rest.camel.yaml", "common/rest.camel.yaml");
    }

    @Override
    void prepare(CamelContext context, Registry registry) {
        beans.bind(registry);
        context.addComponent("mapping", new MappingComponent(mappings));
        variables.put("booking", Map.of("facility", "vc", "id", "47/11 ü"));
        variables.put("line", "national.probe");
    }

    @Override
    RouteBuilder surroundings() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:line.national.probe")
                        .routeId("line.national.probe")
                        .errorHandler(noErrorHandler())
                        .process(RestTemplateTest.this::answer)
                        .bean("lineCall", "demandAnswer");
                for (String operation :
                        List.of("getBooking", "cancelBooking", "search", "follow")) {
                    instance(
                            "rest",
                            "backend.probe." + operation,
                            Map.of(
                                    "backend",
                                    "probe",
                                    "operation",
                                    operation,
                                    "request",
                                    operation + ".request.jsonata",
                                    "response",
                                    operation + ".response.jsonata"));
                }
            }
        };
    }

    private void answer(Exchange exchange) {
        headers.add(Map.copyOf(exchange.getMessage().getHeaders()));
        sent.add(exchange.getMessage().getBody(String.class));
        Object answer = answers.size() > 1 ? answers.remove() : answers.element();
        if (answer instanceof RuntimeException failure) {
            throw failure;
        }
        Said said = (Said) answer;
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, said.status);
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, said.type);
        exchange.getMessage().setHeader("Server", "Secret/1.0");
        exchange.getMessage().setHeader("Retry-After", said.retryAfter);
        exchange.getMessage().setBody(said.body);
    }

    @Test
    void theRequestIsWhatTheMappingMadeWithEachValueEncoded() {
        answers.add(new Said(200, JSON, "{\"id\":\"1\"}"));
        send(ROUTE);
        assertThat(headers.get(0))
                .containsEntry(Exchange.HTTP_METHOD, "GET")
                .containsEntry(Exchange.HTTP_PATH, "Appointment/47%2F11%20%C3%BC")
                .containsEntry(Exchange.HTTP_QUERY, "a=1&a=%C3%A5%26b")
                .containsEntry("If-None-Match", "W/\"1\"")
                .containsEntry("Accept", "application/fhir+json")
                .containsEntry("Correlation-Id", "correlation-0001")
                .containsEntry("traceparent", TRACE)
                .containsKey("Deadline-Ms")
                .containsKey("X-Request-Id")
                .hasSize(9);
        assertThat(sent.get(0)).isNull();
    }

    @Test
    void aBodyIsJsonOrAForm() {
        variables.put("request", Map.of("reason", "Åsa \"&\" \n <Öberg>"));
        answers.add(new Said(200, JSON, "{\"id\":\"1\"}"));
        send(CANCEL);
        assertThat(sent.get(0))
                .isEqualTo("{\"person\":\"191212121212\",\"text\":\"Åsa \\\"&\\\" \\n <Öberg>\"}");
        assertThat(headers.get(0)).containsEntry("Content-Type", "application/json");
        send("direct:backend.probe.search");
        assertThat(sent.get(1)).isEqualTo("patient=urn%3Aoid%3A1%7C191212121212&n=5");
        assertThat(headers.get(1))
                .containsEntry("Content-Type", "application/x-www-form-urlencoded");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "", CITIZEN, "a" + CITIZEN})
    void noPathLeavesItsPlaceOrNamesAPerson(String id) {
        variables.put("booking", Map.of("facility", "vc", "id", id));
        assertThat(code(send(ROUTE))).isEqualTo("internal-error");
        assertThat(sent).isEmpty();
    }

    @Test
    void theAnswerIsMappedAndItsHeadersAreGone() {
        answers.add(
                new Said(200, "application/fhir+json;charset=utf-8", "{\"id\":\"1\",\"x\":[]}"));
        Exchange exchange = send(ROUTE);
        assertThat(exchange.getMessage().getBody()).isEqualTo(Map.of("id", "1"));
        assertThat(exchange.getMessage().getHeaders()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "200; text/html; <html>",
                "200; application/json; ''",
                "200; application/json; {\"id\":",
                "200; application/json; {\"id\":\"1\"}{\"id\":\"2\"}",
                "200; application/json; {\"id\":\"1\",\"id\":\"2\"}",
                "200; application/json;charset=iso-8859-1",
                "200; nonsense; {}",
                "200; ; {}",
                "302; application/json; {}",
                "100; application/json; {}"
            })
    void anAnswerThatIsNoneIsBroken(int status, String type, String body) {
        answers.add(new Said(status, type, body == null ? "" : body));
        assertThat(code(send(ROUTE))).isEqualTo("backend-broken");
        assertThat(sent).hasSize(1);
    }

    @Test
    void bytesThatAreNoUtf8AreBroken() {
        byte[] latin = "{\"id\":\"Åsa\"}".getBytes(StandardCharsets.ISO_8859_1);
        answers.add(new Said(200, JSON, latin, null));
        assertThat(code(send(ROUTE))).isEqualTo("backend-broken");
        answers.clear();
        answers.add(new Said(200, JSON + ";charset=ISO-8859-1", latin, null));
        assertThat(code(send(ROUTE))).isEqualTo("backend-broken");
        answers.clear();
        byte[] wide = "{\"id\":\"1\"}".getBytes(StandardCharsets.UTF_16LE);
        answers.add(new Said(200, JSON, wide, null));
        assertThat(code(send(ROUTE))).isEqualTo("backend-broken");
    }

    @ParameterizedTest
    @CsvSource({
        "200, taken, slot-taken, cancel-refused",
        "409, taken, slot-taken, cancel-refused",
        "409, other, booking-changed, booking-changed",
        "409, , booking-changed, booking-changed",
        "404, , booking-not-found, not-offered",
        "404, other, booking-not-found, not-offered",
        "200, late, backend-timeout, backend-timeout",
        "200, new, backend-fault, backend-fault",
        "418, , backend-refused, backend-refused"
    })
    void theTableSaysWhatAnErrorMeans(int status, String error, String read, String cancel) {
        String body = error == null ? "{}" : "{\"error\":{\"code\":\"%s\"}}".formatted(error);
        answers.add(new Said(status, JSON, body));
        assertThat(code(send(ROUTE))).isEqualTo(read);
        assertThat(code(send(CANCEL))).isEqualTo(cancel);
    }

    @Test
    void aRefusalHasTheProductsText() {
        answers.add(
                new Said(200, JSON, "{\"error\":{\"code\":\"taken\",\"text\":\"Ring \\n oss\"}}"));
        Problem refused = send(CANCEL).getException(Problem.class);
        assertThat(refused.extras().notice()).isEqualTo("Ring   oss");
        assertThat(refused.extras().source()).isEqualTo("national");
        answers.clear();
        answers.add(new Said(200, JSON, "{\"error\":{\"code\":\"late\",\"text\":\"SQL\"}}"));
        assertThat(send(CANCEL).getException(Problem.class).extras().notice()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"429, backend-busy, 7", "503, backend-no-answer, 7", "429, backend-busy, ''"})
    void theRestThatIsAskedForIsPassedOn(int status, String code, String rest) {
        variables.put("effect", "perform");
        answers.add(new Said(status, JSON, "{}".getBytes(StandardCharsets.UTF_8), rest));
        Problem problem = send(CANCEL).getException(Problem.class);
        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem.extras().retryAfterSeconds())
                .isEqualTo(rest.isEmpty() ? null : Integer.valueOf(rest));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "prepare"})
    void aReadIsTriedOnceMoreWithTheSameRequest(String effect) {
        variables.put("effect", effect);
        answers.addAll(
                List.of(Problem.of("backend-no-answer"), new Said(200, JSON, "{\"id\":\"1\"}")));
        assertThat(send(ROUTE).getMessage().getBody()).isEqualTo(Map.of("id", "1"));
        assertThat(headers.get(1).keySet()).isEqualTo(headers.get(0).keySet());
        assertThat(headers.get(1).get("X-Request-Id"))
                .isNotEqualTo(headers.get(0).get("X-Request-Id"));
    }

    @Test
    void aWriteIsNeverRepeated() {
        variables.put("effect", "perform");
        answers.add(Problem.of("backend-no-answer"));
        assertThat(code(send(CANCEL))).isEqualTo("backend-no-answer");
        assertThat(sent).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "http://localhost:1?_page=a%7Cb|c&n=2; ''; _page=a%7Cb|c&n=2",
                "http://localhost:1/; ''; ",
                "http://localhost:1; ''; ",
                "http://localhost:1/next/2?n=../x; next/2; n=../x",
                "http://localhost:1/%C3%A5; %C3%A5; "
            })
    void aLinkBelowTheAddressIsFollowedAsItIs(String link, String path, String query) {
        variables.put("nextPage", link);
        answers.add(new Said(200, JSON, "{}"));
        send("direct:backend.probe.follow");
        assertThat(headers.get(0)).containsEntry(Exchange.HTTP_PATH, path);
        assertThat(headers.get(0).get(Exchange.HTTP_QUERY)).isEqualTo(query);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://elsewhere/next",
                "http://localhost:12/next",
                "http://localhost:1@elsewhere/next",
                "http://localhost:1.elsewhere/next",
                "https://localhost:1/next",
                "//localhost:1/next",
                "/next",
                "",
                "http://localhost:1/../next",
                "http://localhost:1/a/..?b",
                "http://localhost:1/%2e%2E/next",
                "http://localhost:1/a%2Fb",
                "http://localhost:1//elsewhere/next",
                "http://localhost:1/a\\b",
                "http://localhost:1/next#part",
                "http://localhost:1/next\nX-Evil: 1",
                "http://localhost:1/å"
            })
    void aLinkToElsewhereIsNot(String link) {
        variables.put("nextPage", link);
        Problem problem = send("direct:backend.probe.follow").getException(Problem.class);
        assertThat(problem.code()).isEqualTo("backend-broken");
        assertThat(problem.extras().source()).isEqualTo("national");
        assertThat(sent).isEmpty();
    }

    @Test
    void aLinkNamesNobodyEither() {
        variables.put("nextPage", "http://localhost:1/next?patient=" + CITIZEN);
        assertThat(code(send("direct:backend.probe.follow"))).isEqualTo("internal-error");
        assertThat(sent).isEmpty();
    }
}
