package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static se.knutpunkt.flow.AppUser.SODER;
import static se.knutpunkt.flow.AppUser.wish;
import static se.knutpunkt.flow.Expect.MARKER;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that break the contract. */
class BadBodyTest {

    private final RunningHub hub = RunningHub.fresh();
    private final AppUser tolvan = new AppUser(hub, RunningHub.TOLVAN);

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
        Expect.refused(hub, post(body), 400, code);
    }

    @Test
    void aBodyMustBeThere() {
        Expect.refused(
                hub,
                tolvan.call("POST", "/v1/bookings")
                        .key(AppUser.newKey())
                        .with("Content-Type", "application/json")
                        .send(),
                400,
                "invalid-body");
    }

    @Test
    void deepJsonIsRefused() {
        Expect.refused(hub, post("{\"slotId\":" + "[".repeat(30_000)), 400, "malformed-json");
    }

    @Test
    void aBodyThatIsNotUtf8IsRefused() {
        String body = "{\"slotId\":\"\u00e5" + MARKER + "\"}";
        RawCall answer =
                RawCall.of(
                        tolvan,
                        "POST",
                        "/v1/bookings",
                        "Idempotency-Key: " + AppUser.newKey(),
                        body);
        Expect.refused(hub, answer);
        assertThat(answer.body()).contains("malformed-json");
    }

    @ParameterizedTest
    @MethodSource("badFields")
    void fieldsAreHeldAgainstTheContract(String field, String value, String code) {
        String slot = tolvan.freeTime(SODER, "LAK30");
        hub.rivta().forget();
        Expect.refused(hub, tolvan.book(wish(slot).put(field, value)).send(), 400, code);
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
        String slot = tolvan.slotId(SODER);
        Expect.refused(
                hub,
                post("{\"slotId\":\"%s\",\"reason\":\"%s\\ud800\"}".formatted(slot, MARKER)),
                400,
                "control-character");
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
        Expect.refused(
                hub,
                tolvan.book("a").with("Content-Type", contentType).send(),
                415,
                "unsupported-media-type");
    }

    @Test
    void aMegabyteIsTooLarge() {
        Expect.refused(
                hub,
                post("{\"slotId\":\"" + MARKER.repeat(120_000) + "\"}"),
                413,
                "body-too-large");
    }

    @Test
    void aMegabyteInChunksIsTooLarge() {
        String chunk = Integer.toHexString(0x20000) + "\r\n" + "x".repeat(0x20000) + "\r\n";
        RawCall answer =
                RawCall.send(
                        hub,
                        "POST /v1/bookings HTTP/1.1\r\nHost: localhost\r\n"
                                + tolvan.authorization()
                                + "\r\n"
                                + "Content-Type: application/json\r\n"
                                + "Transfer-Encoding: chunked\r\n\r\n"
                                + chunk.repeat(8)
                                + "0\r\n\r\n");
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.body()).contains("body-too-large");
    }

    private ApiAnswer post(String body) {
        return tolvan.call("POST", "/v1/bookings").key(AppUser.newKey()).json(body).send();
    }

    private static Arguments field(String field, String value, String code) {
        return arguments(field, value, code);
    }
}
