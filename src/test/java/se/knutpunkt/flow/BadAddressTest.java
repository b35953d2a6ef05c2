package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static se.knutpunkt.flow.Expect.MARKER;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths and methods that the contract does not have, in disguise as well. */
class BadAddressTest {

    private final RunningHub hub = RunningHub.fresh();
    private final AppUser tolvan = new AppUser(hub, RunningHub.TOLVAN);

    @ParameterizedTest
    @CsvSource({
        "PATCH, /v1/bookings, GET",
        "DELETE, /v1/bookings, POST",
        "POST, /v1/regions, GET",
        "PUT, /v1/me, GET"
    })
    void aWrongMethodTellsTheRightOnes(String method, String path, String allowed) {
        ApiAnswer answer = tolvan.call(method, path).send();
        Expect.refused(hub, answer, 405, "method-not-allowed");
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
        Expect.refused(hub, tolvan.get(path), 404, "not-found");
        assertThat(hub.get(path).send().status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/%62ookings",
                "/%761/bookings",
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
        RawCall withToken = RawCall.get(hub, target, tolvan.authorization());
        Expect.refused(hub, withToken);
        RawCall without = RawCall.get(hub, target);
        assertThat(without.status()).isBetween(400, 404);
        Expect.nothingReachedTheClinics(hub);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "Xq7Marker"})
    void otherMethodsDoNothing(String method) {
        RawCall answer = RawCall.of(tolvan, method, "/v1/bookings");
        assertThat(answer.status()).isIn(200, 400, 404, 405, 501);
        assertThat(answer.head() + answer.body()).doesNotContain(MARKER, "Tolvan");
        Expect.nothingReachedTheClinics(hub);
        assertThat(hub.rivta().seen()).isEmpty();
    }
}
