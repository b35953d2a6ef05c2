package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static se.knutpunkt.flow.AppUser.SODER;
import static se.knutpunkt.flow.Expect.MARKER;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Parameters and headers that break the contract: each a problem with its own code, nothing reaches
 * a clinic, and nothing of what was sent comes back.
 */
class BadRequestTest {

    private final RunningHub hub = RunningHub.fresh();
    private final AppUser tolvan = new AppUser(hub, RunningHub.TOLVAN);

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
        Expect.refused(hub, tolvan.get(path), 400, code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%00", "%07", "%0d%0a", "%c2%85", "%ef%bf%bf"})
    void controlCharactersInParametersAreRefused(String encoded) {
        ApiAnswer answer = tolvan.get(tolvan.slotsPath(SODER, "&timeTypeId=" + MARKER + encoded));
        assertThat(answer.code()).isIn("control-character", "invalid-parameter");
        Expect.refused(hub, answer, 400, answer.code());
    }

    @Test
    void markupInAParameterIsOnlyText() {
        String markup = "%3Cr%3Ax%3E%26%5D%5D%3E%22%27";
        ApiAnswer answer = tolvan.get(tolvan.slotsPath(SODER, "&timeTypeId=" + markup));
        Expect.good(answer, 200);
        assertThat(answer.json().path("slots")).isEmpty();
        assertThat(hub.rivta().seen("GetAvailableTimeslots").get(0).body())
                .contains("&lt;r:x&gt;&amp;]]&gt;");
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
        Expect.refused(hub, call.with(header, value).send(), 400, "invalid-header");
    }

    @Test
    void anUnreadableLanguageIsSwedish() {
        Expect.good(
                tolvan.call("GET", "/v1/me").with("Accept-Language", ";q=Xq7Marker,,").send(), 200);
    }

    @Test
    void onlyJsonIsAnswered() {
        Expect.refused(
                hub,
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
}
