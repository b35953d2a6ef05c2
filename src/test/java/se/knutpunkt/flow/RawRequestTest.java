package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static se.knutpunkt.flow.AppUser.SODER;
import static se.knutpunkt.flow.Expect.MARKER;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no HTTP client sends. */
class RawRequestTest {

    private final RunningHub hub = RunningHub.fresh();
    private final AppUser tolvan = new AppUser(hub, RunningHub.TOLVAN);

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
    @ValueSource(strings = {"%", "%zz", "%c3%28", "%ff"})
    void badEncodingIsRefused(String encoded) {
        RawCall answer =
                RawCall.of(
                        tolvan, "GET", tolvan.slotsPath(SODER, "&timeTypeId=" + MARKER + encoded));
        Expect.refused(hub, answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0001", "\u0007", "\u007f", "\u0085", "\u00e5"})
    void controlCharactersInHeadersAreRefused(String character) {
        Expect.refused(
                hub,
                RawCall.of(
                        tolvan,
                        "GET",
                        "/v1/bookings",
                        "Correlation-Id: abcdefgh" + character + MARKER));
        Expect.refused(
                hub, RawCall.of(tolvan, "GET", "/v1/bookings", "Deadline-Ms: 1000" + character));
    }

    @Test
    void headersOfOthersDoNoHarm() {
        RawCall answer =
                RawCall.of(
                        tolvan,
                        "GET",
                        "/v1/me",
                        "X-Other: \u0085\u00e5" + MARKER,
                        "a'b: " + MARKER);
        assertThat(answer.status()).isIn(200, 400);
        assertThat(answer.head() + answer.body()).doesNotContain(MARKER);
    }
}
