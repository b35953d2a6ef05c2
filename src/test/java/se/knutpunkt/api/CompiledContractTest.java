package se.knutpunkt.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.SimpleRequest;
import com.atlassian.oai.validator.report.LevelResolver;
import com.atlassian.oai.validator.report.ValidationReport;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import se.knutpunkt.catalogue.Declared;

/** What the compiled contract finds good, the library that explains mistakes finds good too. */
class CompiledContractTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Contract CONTRACT = Declared.contract();
    private static final CompiledContract COMPILED = compiled();
    private static final OpenApiInteractionValidator LIBRARY =
            OpenApiInteractionValidator.createFor(CONTRACT.openApi())
                    .withLevelResolver(
                            LevelResolver.create()
                                    .withLevel(
                                            "validation.request.security",
                                            ValidationReport.Level.IGNORE)
                                    .build())
                    .build();

    private static final String KEY = "7c0f2f0e-app-000123";
    private static final String UUID = "019ac3f4-5a1e-7c3b-9c55-0f1e2d3c4b5a";
    private static final String BOOKING = "01.U0UyMzIxMDAwMDE2LUExQjJ8Qi0xMDAx";

    /** Good requests, one a line: method, address, body. */
    private static final List<String> GOOD =
            List.of(
                    "GET /v1/me",
                    "GET /v1/bookings?from=2026-11-01&to=2026-12-31",
                    "GET /v1/bookings/" + BOOKING,
                    "DELETE /v1/bookings/" + BOOKING,
                    "GET /v1/notifications/" + UUID,
                    "POST /v1/notifications {\"citizen\":\"191212121212\",\"kind\":\"inbox.message\",\"urgency\":\"high\","
                            + "\"subject\":{\"ref\":\"m-1\"},\"collapseKey\":\"a\",\"expiresAt\":\"2026-12-01T09:00:00+01:00\"}",
                    "POST /v1/campaigns {\"kind\":\"general.information\",\"subject\":{\"ref\":\"c-1\"},\"all\":true,\"rate\":1000}",
                    "PUT /v1/me/devices/7c0f2f0e-4b0a-4f6e-9a3d-2f1e0d9c8b7a"
                            + " {\"platform\":\"ios\",\"environment\":\"production\",\"token\":\"a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4\",\"appVersion\":\"1.0\",\"locale\":\"sv-SE\"}",
                    "PUT /v1/me/notification-preferences"
                            + " {\"kinds\":{\"inbox.message\":{\"push\":true,\"sms\":false}},\"quietHours\":{\"from\":\"21:00\",\"to\":\"07:00\"}}");

    private record Case(String method, String path, Map<String, String> query, JsonNode body) {

        static Case of(String line) {
            String[] parts = line.split(" ", 3);
            String[] address = parts[1].split("\\?");
            Map<String, String> query = new HashMap<>();
            for (String pair : address.length == 1 ? new String[0] : address[1].split("&")) {
                query.put(pair.split("=")[0], pair.split("=")[1]);
            }
            try {
                return new Case(
                        parts[0],
                        address[0],
                        query,
                        parts.length == 2 ? null : JSON.readTree(parts[2]));
            } catch (IOException e) {
                throw new IllegalArgumentException(line, e);
            }
        }

        @Override
        public String toString() {
            return method + " " + path + " " + query + " " + body;
        }
    }

    private static CompiledContract compiled() {
        try {
            return new CompiledContract(new YAMLMapper().readTree(CONTRACT.file().toFile()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static Stream<Case> good() {
        return GOOD.stream().map(Case::of);
    }

    @ParameterizedTest
    @MethodSource("good")
    void findsGoodRequestsGood(Case request) {
        assertThat(isGood(request, headers())).isTrue();
        assertThat(mistakes(request, headers())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("good")
    void findsNothingGoodThatTheLibraryRefuses(Case request) {
        for (Case changed : changed(request)) {
            if (isGood(changed, headers())) {
                assertThat(mistakes(changed, headers())).as(changed.toString()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("good")
    void headersAreLookedAtToo(Case request) {
        for (String name :
                List.of("Idempotency-Key", "Deadline-Ms", "Correlation-Id", "If-Match")) {
            for (JsonNode value : odd()) {
                Map<String, String> headers = headers();
                headers.put(name, value.asText());
                if (isGood(request, headers)) {
                    assertThat(mistakes(request, headers)).as(name + ": " + value).isEmpty();
                }
            }
            Map<String, String> without = headers();
            without.remove(name);
            if (isGood(request, without)) {
                assertThat(mistakes(request, without)).as("without " + name).isEmpty();
            }
        }
    }

    @Test
    void aBodyThatIsMissingOrNotAskedForIsNotGood() {
        Case create = Case.of(GOOD.get(5));
        assertThat(isGood(new Case("POST", create.path, Map.of(), null), headers())).isFalse();
        assertThat(isGood(new Case("GET", "/v1/me", Map.of(), create.body), headers())).isFalse();
    }

    /**
     * The library refuses what a schema does not name, the compiled one only if the schema says so.
     */
    @Test
    void bodiesSayThatTheyHaveNothingElse() throws IOException {
        JsonNode contract = new YAMLMapper().readTree(CONTRACT.file().toFile());
        int bodies = 0;
        for (JsonNode item : contract.get("paths")) {
            for (JsonNode operation : item) {
                JsonNode body =
                        resolved(contract, operation.path("requestBody"))
                                .at("/content/application~1json/schema");
                if (!body.isMissingNode()) {
                    bodies++;
                    demandClosed(contract, body, operation.get("operationId").asText());
                }
            }
        }
        assertThat(bodies).isGreaterThan(5);
    }

    private static void demandClosed(JsonNode contract, JsonNode reference, String where) {
        JsonNode schema = resolved(contract, reference);
        if ("object".equals(schema.path("type").asText()) || schema.has("properties")) {
            JsonNode rest = schema.path("additionalProperties");
            assertThat(rest.isObject() || rest.isBoolean() && !rest.asBoolean())
                    .as(where + " says additionalProperties: false")
                    .isTrue();
        }
        for (String word : List.of("items", "additionalProperties", "not")) {
            if (schema.path(word).isObject()) {
                demandClosed(contract, schema.get(word), where + "." + word);
            }
        }
        for (String word : List.of("properties", "oneOf", "anyOf", "allOf")) {
            schema.path(word).forEach(part -> demandClosed(contract, part, where + "." + word));
        }
    }

    private static JsonNode resolved(JsonNode contract, JsonNode node) {
        return node.has("$ref")
                ? resolved(contract, contract.at(node.get("$ref").asText().substring(1)))
                : node;
    }

    private static Map<String, String> headers() {
        Map<String, String> headers = new HashMap<>();
        headers.put("Idempotency-Key", KEY);
        headers.put("Deadline-Ms", "5000");
        headers.put("Correlation-Id", KEY);
        headers.put("Accept-Language", "sv, en;q=0.8");
        return headers;
    }

    private static boolean isGood(Case request, Map<String, String> headers) {
        Contract.Match match = CONTRACT.match(request.method, request.path).orElseThrow();
        Call call =
                new Call(
                        match.operation(),
                        match.path(),
                        KEY,
                        TraceContext.next(null),
                        "sv",
                        Deadline.in(1_000),
                        Instant.EPOCH);
        return COMPILED.isGood(call, request.query, headers, request.body);
    }

    private static List<ValidationReport.Message> mistakes(
            Case request, Map<String, String> headers) {
        SimpleRequest.Builder builder =
                new SimpleRequest.Builder(request.method, request.path, false);
        request.query.forEach(builder::withQueryParam);
        headers.forEach(builder::withHeader);
        if (request.body != null) {
            builder.withContentType("application/json").withBody(request.body.toString());
        }
        return LIBRARY.validateRequest(builder.build()).getMessages();
    }

    /** The request with each of its values replaced by odd ones, left out, or with one more. */
    private static List<Case> changed(Case request) {
        List<Case> all = new ArrayList<>();
        for (String name : request.query.keySet()) {
            for (JsonNode value : odd()) {
                Map<String, String> query = new HashMap<>(request.query);
                query.put(name, value.asText());
                all.add(new Case(request.method, request.path, query, request.body));
            }
        }
        if (request.body != null) {
            for (String place : places(request.body, "")) {
                for (JsonNode value : odd()) {
                    all.add(with(request, place, value));
                    String text = request.body.at(place).asText();
                    all.add(with(request, place, text(text + value.asText())));
                    all.add(with(request, place, text(value.asText() + text)));
                }
                all.add(with(request, place, null));
                all.add(with(request, place + "x", text("more")));
            }
        }
        return all;
    }

    private static List<String> places(JsonNode tree, String place) {
        List<String> all = new ArrayList<>();
        tree.fields()
                .forEachRemaining(
                        field -> {
                            all.add(place + "/" + field.getKey());
                            all.addAll(places(field.getValue(), place + "/" + field.getKey()));
                        });
        return all;
    }

    private static Case with(Case request, String place, JsonNode value) {
        JsonNode body = request.body.deepCopy();
        int slash = place.lastIndexOf('/');
        ObjectNode owner = (ObjectNode) body.at(place.substring(0, slash));
        if (value == null) {
            owner.remove(place.substring(slash + 1));
        } else {
            owner.set(place.substring(slash + 1), value);
        }
        return new Case(request.method, request.path, request.query, body);
    }

    private static List<JsonNode> odd() {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        List<JsonNode> odd = new ArrayList<>();
        for (String text :
                List.of(
                        "",
                        " ",
                        "0",
                        "-1",
                        "5",
                        "05",
                        "+5",
                        "5.0",
                        "1e3",
                        "99999999999999999999",
                        "true",
                        "\u2028",
                        "\u0085",
                        "\n",
                        "\u00e5\u00e4\u00f6",
                        "\ud83d\ude80",
                        "%41",
                        "x".repeat(5000),
                        "2026-02-30",
                        "2026-2-3",
                        "0000-01-01",
                        "+12026-01-01",
                        "2026-12-01T09:00:00Z",
                        "2026-12-01T09:00:00.123456789+01:00",
                        "2026-12-01t09:00:00z",
                        "2016-12-31T23:59:60Z",
                        "2026-12-01T24:00:00Z",
                        "2026-12-01T09:00:00+25:00",
                        "2026-12-01T09:00Z",
                        "24:00",
                        "HIGH",
                        "high")) {
            odd.add(nodes.textNode(text));
        }
        odd.add(nodes.nullNode());
        odd.add(nodes.booleanNode(false));
        odd.add(nodes.numberNode(0));
        odd.add(nodes.numberNode(-1));
        odd.add(nodes.numberNode(Long.MAX_VALUE));
        odd.add(nodes.numberNode(new BigDecimal("5.0")));
        odd.add(nodes.numberNode(1e300));
        ArrayNode list = nodes.arrayNode().add("a");
        odd.add(list);
        odd.add(nodes.arrayNode());
        odd.add(nodes.objectNode());
        odd.add(nodes.objectNode().put("a", 1));
        return odd;
    }

    private static JsonNode text(String text) {
        return JsonNodeFactory.instance.textNode(text);
    }
}
