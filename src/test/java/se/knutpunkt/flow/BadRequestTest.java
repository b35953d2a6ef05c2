package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static se.knutpunkt.flow.AppUser.SJOSTADEN;
import static se.knutpunkt.flow.AppUser.SODER;
import static se.knutpunkt.flow.AppUser.slotsPath;
import static se.knutpunkt.flow.AppUser.wish;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import se.knutpunkt.booking.Identifiers;

/**
 * Bad input: each mistake a problem with its own code, nothing reaches a clinic, and nothing of
 * what was sent comes back. {@code MARKER} stands in the input wherever it can.
 */
class BadRequestTest {

    private static final String MARKER = "Xq7Marker";
    private static final String FACILITY = "/v1/facilities/01." + SODER;

    private final RunningHub hub = RunningHub.fresh();
    private final AppUser tolvan = new AppUser(hub, RunningHub.TOLVAN);
    private final AppUser neighbour = new AppUser(hub, "198804202383");

    @ParameterizedTest
    @CsvSource({
        "/v1/bookings?Xq7Marker=1, unknown-parameter",
        "/v1/bookings?from=Xq7Marker, invalid-parameter",
        "/v1/bookings?from=2026-02-30, invalid-parameter",
        "/v1/bookings?from=20261201, invalid-parameter",
        "/v1/bookings?from=2026-12-01T09:00:00Z, invalid-parameter",
        "/v1/bookings?from=, missing-parameter",
        "/v1/bookings?from, missing-parameter",
        "/v1/bookings?from=2026-12-01&from=2026-12-02, invalid-parameter",
        "/v1/bookings?from=2026-12-01%0d%0aXq7Marker:1, control-character",
        "/v1/bookings?Xq7Marker%0d%0a=1, unknown-parameter",
        "/v1/facilities?region=Xq7Marker, invalid-parameter",
        "/v1/facilities?region=02, invalid-parameter",
        "/v1/facilities?region=1, invalid-parameter",
        "/v1/regions?Xq7Marker=1, unknown-parameter",
        "/v1/facilities/Xq7Marker/time-types, invalid-identifier",
        "/v1/facilities/01.SE2321000016-A1B2/time-types?include=Xq7Marker, invalid-parameter",
        "/v1/facilities/01.SE2321000016-A1B2/slots, missing-parameter",
        "/v1/facilities/01.SE2321000016-A1B2/slots?from=2026-12-01, missing-parameter",
        "/v1/bookings/Xq7Marker, invalid-identifier",
        "/v1/bookings/01.Xq7MarkerXq7MarkerXq7Marker, invalid-identifier",
        "/v1/bookings/01.Xq7MarkerXq7MarkerXq7Marker.AAAAAAAAAAAAAAAAAAAAAAAA, invalid-identifier"
    })
    void parametersAreHeldAgainstTheContract(String path, String code) {
        refused(tolvan.get(path), 400, code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%00", "%07", "%0d%0a", "%c2%85", "%ef%bf%bf"})
    void controlCharactersInParametersAreRefused(String encoded) {
        ApiAnswer answer = tolvan.get(slotsPath(SODER, "&timeTypeId=" + MARKER + encoded));
        assertThat(answer.code()).isIn("control-character", "invalid-parameter");
        refused(answer, 400, answer.code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "%zz", "%c3%28", "%ff"})
    void badEncodingIsRefused(String encoded) {
        RawCall answer = raw("GET", slotsPath(SODER, "&timeTypeId=" + MARKER + encoded));
        refused(answer);
    }

    @Test
    void markupInAParameterIsOnlyText() {
        String markup = "%3Cr%3Ax%3E%26%5D%5D%3E%22%27";
        ApiAnswer answer = tolvan.get(slotsPath(SODER, "&timeTypeId=" + markup));
        Expect.good(answer, 200);
        assertThat(answer.json().path("slots")).isEmpty();
        assertThat(hub.rivta().seen("GetAvailableTimeslots").get(0).body())
                .contains("&lt;r:x&gt;&amp;]]&gt;");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{|malformed-json",
                "Xq7Marker|malformed-json",
                "{\"slotId\":\"Xq7Marker\",}|malformed-json",
                "{'slotId':'Xq7Marker'}|malformed-json",
                "{\"slotId\":\"a\"} {\"Xq7Marker\":1}|malformed-json",
                "{\"slotId\":\"a\"}Xq7Marker|malformed-json",
                "{\"slotId\":\"a\",\"slotId\":\"Xq7Marker\"}|malformed-json",
                "[]|invalid-body",
                "null|invalid-body",
                "\"Xq7Marker\"|invalid-body",
                "12|invalid-body",
                "{}|invalid-body",
                "{\"slotId\":null}|invalid-body",
                "{\"slotId\":12}|invalid-body",
                "{\"slotId\":[\"Xq7Marker\"]}|invalid-body",
                "{\"slotId\":\"Xq7Marker\"}|invalid-body",
                "{\"slotId\":\"<&]]>Xq7Marker\"}|invalid-body"
            })
    void bodiesAreHeldAgainstTheContract(String body, String code) {
        refused(post(body), 400, code);
    }

    @Test
    void aBodyMustBeThere() {
        refused(
                tolvan.call("POST", "/v1/bookings")
                        .key(AppUser.newKey())
                        .with("Content-Type", "application/json")
                        .send(),
                400,
                "invalid-body");
    }

    @Test
    void deepJsonIsRefused() {
        refused(post("{\"slotId\":" + "[".repeat(30_000)), 400, "malformed-json");
    }

    @Test
    void aBodyThatIsNotUtf8IsRefused() {
        String body = "{\"slotId\":\"\u00e5" + MARKER + "\"}";
        RawCall answer = raw("POST", "/v1/bookings", "Idempotency-Key: " + AppUser.newKey(), body);
        refused(answer);
        assertThat(answer.body()).contains("malformed-json");
    }

    @ParameterizedTest
    @MethodSource("badFields")
    void fieldsAreHeldAgainstTheContract(String field, String value, String code) {
        String slot = tolvan.freeTime(SODER, "LAK30");
        hub.rivta().forget();
        refused(tolvan.book(wish(slot).put(field, value)).send(), 400, code);
    }

    static Stream<Arguments> badFields() {
        return Stream.of(
                field(MARKER, "unknown", "invalid-body"),
                field("reason", "", "invalid-body"),
                field("reason", MARKER.repeat(100), "invalid-body"),
                field("reason", MARKER + "\u0000", "control-character"),
                field("reason", MARKER + "\u0007", "control-character"),
                field("reason", MARKER + "\r\nX-Evil: 1", "control-character"),
                field("reason", MARKER + "\u0085", "control-character"),
                field("reason", MARKER + "\uffff", "invalid-body"),
                field("phone", MARKER, "invalid-body"),
                field("phone", "<&]]>", "invalid-body"),
                field("phone", "070\r\n", "control-character"),
                field("email", MARKER, "invalid-body"),
                field("email", "<&]]>" + MARKER, "invalid-body"),
                field("email", MARKER + "@example.se\nBcc: x@example.se", "control-character"),
                field("email", MARKER.repeat(30) + "@example.se", "invalid-body"));
    }

    @Test
    void halfACharacterIsRefused() {
        String slot = slot(RunningHub.TOLVAN, SODER);
        refused(
                post("{\"slotId\":\"%s\",\"reason\":\"%s\\ud800\"}".formatted(slot, MARKER)),
                400,
                "control-character");
    }

    private static Arguments field(String field, String value, String code) {
        return arguments(field, value, code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "text/xml",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=Xq7Marker",
                "application/json-patch+json",
                "Xq7Marker",
                "application/json; charset=ISO-8859-1"
            })
    void onlyJsonInUtf8IsTaken(String contentType) {
        refused(
                tolvan.book("a").with("Content-Type", contentType).send(),
                415,
                "unsupported-media-type");
    }

    @Test
    void aMegabyteIsTooLarge() {
        refused(post("{\"slotId\":\"" + MARKER.repeat(120_000) + "\"}"), 413, "body-too-large");
    }

    @Test
    void aMegabyteInChunksIsTooLarge() {
        String chunk = Integer.toHexString(0x20000) + "\r\n" + "x".repeat(0x20000) + "\r\n";
        RawCall answer =
                RawCall.send(
                        hub,
                        "POST /v1/bookings HTTP/1.1\r\nHost: localhost\r\n"
                                + authorization()
                                + "Content-Type: application/json\r\n"
                                + "Transfer-Encoding: chunked\r\n\r\n"
                                + chunk.repeat(8)
                                + "0\r\n\r\n");
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.body()).contains("body-too-large");
    }

    @ParameterizedTest
    @CsvSource({
        "PATCH, /v1/bookings, GET",
        "DELETE, /v1/bookings, POST",
        "POST, /v1/regions, GET",
        "PUT, /v1/me, GET"
    })
    void aWrongMethodTellsTheRightOnes(String method, String path, String allowed) {
        ApiAnswer answer = tolvan.call(method, path).send();
        refused(answer, 405, "method-not-allowed");
        assertThat(answer.header("Allow")).contains(allowed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/v1",
                "/v2/bookings",
                "/v1/Xq7Marker",
                "/v1/bookings/",
                "/V1/bookings",
                "/v1/facilities/",
                "/error",
                "/actuator",
                "/actuator/health",
                "/actuator/prometheus",
                "/actuator/hawtio",
                "/actuator/jolokia",
                "/webjars/",
                "/favicon.ico"
            })
    void anUnknownPathIsNotFound(String path) {
        refused(tolvan.get(path), 404, "not-found");
        assertThat(hub.get(path).send().status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/%62ookings",
                "/v1/bookings;x=1",
                "/v1;x/bookings",
                "//v1/bookings",
                "/v1//bookings",
                "/v1/./bookings",
                "/v1/regions/../bookings",
                "/v1/%2e%2e/v1/bookings",
                "/v1/bookings%2f",
                "/v1/bookings%00",
                "/v1/bookings%0d%0aX-Evil:%201",
                "/v1/bookings/..%2f..%2factuator",
                "http://localhost/v1/%62ookings"
            })
    void aPathInDisguiseIsNeverServed(String target) {
        RawCall withToken = RawCall.get(hub, target, authorization().strip());
        refused(withToken);
        RawCall without = RawCall.get(hub, target);
        assertThat(without.status()).isBetween(400, 404);
        Expect.nothingReachedTheClinics(hub);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "Xq7Marker"})
    void otherMethodsDoNothing(String method) {
        RawCall answer = raw(method, "/v1/bookings");
        assertThat(answer.status()).isIn(200, 400, 404, 405, 501);
        assertThat(answer.head() + answer.body()).doesNotContain(MARKER, "Tolvan");
        Expect.nothingReachedTheClinics(hub);
        assertThat(hub.rivta().seen()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Deadline-Ms, Xq7Marker",
        "Deadline-Ms, -1",
        "Deadline-Ms, 0",
        "Deadline-Ms, 99",
        "Deadline-Ms, 30001",
        "Deadline-Ms, 1e3",
        "Deadline-Ms, 99999999999999999999",
        "Correlation-Id, Xq7",
        "Correlation-Id, Xq7Marker<script>",
        "Correlation-Id, Xq7Marker%0d%0aX-Evil",
        "traceparent, Xq7Marker",
        "Acting-For, Xq7Marker/<x>",
        "Idempotency-Key, Xq7Marker/<x>-Xq7Marker"
    })
    void headersAreHeldAgainstTheContract(String header, String value) {
        ApiCall call =
                header.equals("Idempotency-Key")
                        ? tolvan.cancel(tolvan.bookingId(SODER, "700101"))
                        : tolvan.call("GET", "/v1/bookings");
        refused(call.with(header, value).send(), 400, "invalid-header");
    }

    @Test
    void anUnreadableLanguageIsSwedish() {
        Expect.good(
                tolvan.call("GET", "/v1/me").with("Accept-Language", ";q=Xq7Marker,,").send(), 200);
    }

    @Test
    void onlyJsonIsAnswered() {
        refused(
                tolvan.call("GET", "/v1/bookings").with("Accept", "text/html").send(),
                406,
                "not-acceptable");
        Expect.good(tolvan.call("GET", "/v1/me").with("Accept", "*/*").send(), 200);
        Expect.good(
                tolvan.call("GET", "/v1/me")
                        .with("Accept", "application/problem+json, application/json;q=0.9")
                        .send(),
                200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Xq7Marker\r\n\r\n",
                "GET\r\n\r\n",
                "GET /v1/regions Xq7Marker\r\nHost: a\r\n\r\n",
                "GET /v1/regions?<Xq7Marker> HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /v1/regions\u0000 HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /v1/regions HTTP/1.1\r\n\r\n",
                "GET /v1/regions HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET /v1/regions HTTP/1.1\r\nHost: <Xq7Marker>\r\n\r\n",
                "GET /v1/regions HTTP/1.1\r\nHost: a\r\nX Y: Xq7Marker\r\n\r\n",
                "GET /v1/regions HTTP/1.1\r\nHost: a\r\nCorrelation-Id: abcdefgh\rXq7Marker: 1\r\n\r\n",
                "GET /v1/regions HTTP/1.1\r\nHost: a\r\nCorrelation-Id: abc\u0000Xq7Marker\r\n\r\n",
                "POST /v1/bookings HTTP/1.1\r\nHost: a\r\nContent-Length: Xq7Marker\r\n\r\n",
                "POST /v1/bookings HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
                "POST /v1/bookings HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
                "POST /v1/bookings HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Xq7Marker\r\n\r\n"
            })
    void whatIsHardlyHttpIsRefused(String request) {
        RawCall answer = RawCall.send(hub, request);
        assertThat(answer.status()).isIn(400, 401, 501, 505);
        assertThat(answer.isProblem()).as(answer.toString()).isTrue();
        assertThat(answer.head() + answer.body())
                .doesNotContain(MARKER, "Exception", "Tomcat", "\tat ");
    }

    @Test
    void headersOf20KilobytesAreTooLarge() {
        RawCall answer = RawCall.get(hub, "/v1/regions", "X-Big: " + MARKER.repeat(2_300));
        assertThat(answer.status()).isIn(400, 431);
        assertThat(answer.isProblem()).as(answer.toString()).isTrue();
        assertThat(answer.body()).doesNotContain(MARKER);
    }

    @Test
    void anEndlessAddressIsTooLong() {
        RawCall answer = RawCall.get(hub, "/v1/regions?" + MARKER.repeat(2_300));
        assertThat(answer.status()).isIn(400, 414, 431);
        assertThat(answer.isProblem()).as(answer.toString()).isTrue();
        assertThat(answer.body()).doesNotContain(MARKER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"content", "signature", "truncated", "region", "slot", "facility", "none"})
    void aForgedBookingIdIsRefused(String forgery) {
        String id = tolvan.bookingId(SODER, "700101");
        String forged = forged(id, forgery);
        refused(tolvan.get("/v1/bookings/" + forged), 400, "invalid-identifier");
        refused(tolvan.cancel(forged).send(), 400, "invalid-identifier");
        refused(tolvan.get(slotsPath(SODER, "&bookingId=" + forged)), 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"content", "signature", "region", "booking"})
    void aForgedSlotIdIsRefused(String forgery) {
        String forged = forged(slot(RunningHub.TOLVAN, SODER), forgery);
        refused(tolvan.book(forged).send(), 400, "invalid-identifier");
    }

    @Test
    void somebodyElsesBookingIsNotFound() {
        String theirs = neighbour.bookingId(SJOSTADEN, "700201");
        refused(tolvan.get("/v1/bookings/" + theirs), 404, "booking-not-found");
        refused(tolvan.cancel(theirs).send(), 404, "booking-not-found");
        refused(
                tolvan.move(theirs, slot(RunningHub.TOLVAN, SJOSTADEN)).send(),
                404,
                "booking-not-found");
        refused(tolvan.get(slotsPath(SJOSTADEN, "&bookingId=" + theirs)), 404, "booking-not-found");
    }

    @Test
    void somebodyElsesSlotIsNotFound() {
        refused(tolvan.book(slot(neighbour.number(), SODER)).send(), 404, "booking-not-found");
    }

    @Test
    void aBookingIsNotMovedToAnotherClinic() {
        String booking = tolvan.bookingId(SODER, "700101");
        refused(
                tolvan.move(booking, slot(RunningHub.TOLVAN, SJOSTADEN)).send(),
                400,
                "invalid-identifier");
        refused(
                tolvan.get(slotsPath(SJOSTADEN, "&bookingId=" + booking)),
                400,
                "invalid-identifier");
    }

    private String slot(String person, String clinic) {
        return hub.bean(Identifiers.class)
                .slot(
                        person,
                        "01",
                        Map.of(
                                "facility", clinic,
                                "start", "2026-12-01T09:00:00+01:00",
                                "end", "2026-12-01T09:30:00+01:00"));
    }

    private String forged(String id, String how) {
        String[] parts = id.split("\\.");
        return switch (how) {
            case "content" -> parts[0] + "." + turned(parts[1], 20) + "." + parts[2];
            case "signature" -> parts[0] + "." + parts[1] + "." + turned(parts[2], 3);
            case "truncated" -> id.substring(0, id.length() - 5);
            case "region" -> "12." + parts[1] + "." + parts[2];
            case "slot" -> slot(RunningHub.TOLVAN, SODER);
            case "booking" -> tolvan.bookingId(SODER, "700101");
            case "facility" -> "01." + SODER;
            default -> parts[0] + "." + parts[1];
        };
    }

    private static String turned(String text, int at) {
        char other = text.charAt(at) == 'A' ? 'B' : 'A';
        return text.substring(0, at) + other + text.substring(at + 1);
    }

    private ApiAnswer post(String body) {
        return tolvan.call("POST", "/v1/bookings").key(AppUser.newKey()).json(body).send();
    }

    private String authorization() {
        return "Authorization: Bearer "
                + hub.identityProvider().citizenToken(RunningHub.TOLVAN)
                + "\r\n";
    }

    /** The last of more is the body when it begins as JSON. */
    private RawCall raw(String method, String target, String... more) {
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        head.append("Host: localhost\r\nConnection: close\r\n").append(authorization());
        String body = "";
        for (String one : more) {
            if (one.startsWith("{")) {
                body = one;
                head.append("Content-Type: application/json\r\nContent-Length: ");
                head.append(body.length()).append("\r\n");
            } else {
                head.append(one).append("\r\n");
            }
        }
        return RawCall.send(hub, head + "\r\n" + body);
    }

    private void refused(ApiAnswer answer, int status, String code) {
        Expect.problem(answer, status, code);
        refused(answer, status);
    }

    private void refused(ApiAnswer answer, int status) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.text()).doesNotContain(MARKER);
        assertThat(answer.response().headers().map().toString()).doesNotContain(MARKER, "X-Evil");
        Expect.nothingReachedTheClinics(hub);
    }

    private void refused(RawCall answer) {
        assertThat(answer.status()).as(answer.toString()).isBetween(400, 405);
        assertThat(answer.isProblem()).as(answer.toString()).isTrue();
        assertThat(answer.head() + answer.body())
                .doesNotContain(MARKER, "X-Evil", "Exception", "\tat ");
        Expect.nothingReachedTheClinics(hub);
    }
}
