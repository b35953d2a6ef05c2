package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import se.knutpunkt.fake.Mood;
import se.knutpunkt.flow.BackendSuite.Operation;

/** Who is let through to which region, by what the person register says. */
class RegionGateTest {

    private static final String OUTSIDE = "198708152387";
    private static final String PROTECTED = "191003289822";
    private static final String MARKED = "198004262385";
    private static final String GONE = "198108222384";
    private static final String UNKNOWN = "198404152392";
    private static final String ELSEWHERE = "199102102382";

    private final RunningHub hub = RunningHub.fresh();

    @ParameterizedTest
    @EnumSource(Operation.class)
    void aRegionThatDoesNotTakePartShowsTheWeb(Operation operation) {
        ApiAnswer answer = call(operation, OUTSIDE).send();
        Expect.problem(answer, 403, "region-not-joined");
        assertThat(answer.json().path("webLogin").asText()).startsWith("https://");
        Expect.nothingReachedTheClinics(hub);
    }

    @Test
    void outsideTheGateEverybodyIsServed() {
        JsonNode me = hub.get("/v1/me").as(OUTSIDE).send().json();
        assertThat(me.path("takesPart").asBoolean(true)).isFalse();
        assertThat(me.path("homeRegion").path("code").asText()).isEqualTo("09");
        assertThat(me.path("webLogin").asText()).startsWith("https://");
        assertThat(me.path("may")).isEmpty();
        JsonNode services = hub.get("/v1/services").as(OUTSIDE).send().json();
        assertThat(services.path("region").asText()).isEqualTo("09");
        assertThat(services.path("services").findValuesAsText("presentation"))
                .doesNotContain("native");
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void aProtectedRecordIsServedNowhereByRegion(Operation operation) {
        Expect.problem(call(operation, PROTECTED).send(), 403, "home-region-protected");
        Expect.nothingReachedTheClinics(hub);
    }

    @Test
    void aProtectedRecordShowsNoRegion() {
        ApiAnswer me = hub.get("/v1/me").as(PROTECTED).send();
        Expect.good(me, 200);
        assertThat(me.json().path("regionStatus").asText()).isEqualTo("protected");
        assertThat(me.json().has("homeRegion") || me.json().has("webLogin")).isFalse();
        assertThat(me.json().path("takesPart").asBoolean(true)).isFalse();
        JsonNode services = hub.get("/v1/services").as(PROTECTED).send().json();
        assertThat(services.has("region")).isFalse();
        assertThat(services.path("services")).isNotEmpty();
    }

    @Test
    void aMarkedRecordAloneIsServed() {
        Expect.good(hub.get("/v1/bookings").as(MARKED).send(), 200);
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void aPersonTheRegisterHasNotIsNotFound(Operation operation) {
        Expect.problem(call(operation, UNKNOWN).send(), 404, "person-not-found");
        Expect.problem(call(operation, GONE).send(), 404, "person-not-found");
        Expect.problem(hub.get("/v1/me").as(UNKNOWN).send(), 404, "person-not-found");
        Expect.nothingReachedTheClinics(hub);
    }

    @Test
    void anotherRegionMayBeAskedWhenItTakesPart() {
        Expect.good(hub.get("/v1/facilities?region=12").as(ELSEWHERE).send(), 200);
        ApiAnswer outside = hub.get("/v1/facilities?region=09").as(RunningHub.TOLVAN).send();
        Expect.problem(outside, 404, "not-offered");
    }

    @Test
    void theRegisterIsAskedOnceForAPerson() {
        Expect.good(hub.get("/v1/me").as(RunningHub.TOLVAN).send(), 200);
        Expect.good(hub.get("/v1/bookings").as(RunningHub.TOLVAN).send(), 200);
        assertThat(hub.rivta().callsOf("GetPersonsForProfile")).isEqualTo(1);
    }

    @Test
    void aRegisterThatIsDownIsASourceOfItsOwn() {
        hub.rivta().mood(Mood.down().on("GetPersonsForProfile"));
        ApiAnswer answer = hub.get("/v1/me").as(RunningHub.TOLVAN).send();
        Expect.problem(answer, 502, "backend-no-answer");
        assertThat(answer.json().path("source").asText()).isEqualTo("national");
        Expect.nothingReachedTheClinics(hub);
    }

    @Test
    void aRegisterThatIsSlowIsWaitedForWithinTheDeadline() {
        hub.rivta().mood(Mood.slow(Expect.TOO_LATE).on("GetPersonsForProfile"));
        ApiAnswer answer =
                hub.get("/v1/bookings").as(RunningHub.TOLVAN).with("Deadline-Ms", "2000").send();
        Expect.inTime(answer, "2000", hub.rivta().seen("GetPersonsForProfile"));
        Expect.problem(answer, 504, "backend-timeout");
        assertThat(answer.json().path("source").asText()).isEqualTo("national");
        Expect.nothingReachedTheClinics(hub);
    }

    @Test
    void aRegisterThatFailedIsAskedAgain() {
        hub.rivta().mood(Mood.fault("SERVER").on("GetPersonsForProfile").times(1));
        Expect.problem(hub.get("/v1/me").as(RunningHub.TOLVAN).send(), 502, "backend-fault");
        Expect.good(hub.get("/v1/me").as(RunningHub.TOLVAN).send(), 200);
    }

    /** A request with identifiers of the citizen's own, as if made before. */
    private ApiCall call(Operation operation, String person) {
        AppUser citizen = new AppUser(hub, person);
        String facility = "/v1/facilities/01." + AppUser.SODER;
        String booking = citizen.bookingId(AppUser.SODER, "700101");
        String slot = citizen.slotId(AppUser.SODER);
        return switch (operation) {
            case listFacilities -> citizen.call("GET", "/v1/facilities");
            case listTimeTypes -> citizen.call("GET", facility + "/time-types");
            case listSlots -> citizen.call("GET", citizen.slotsPath(AppUser.SODER, ""));
            case listBookings -> citizen.call("GET", "/v1/bookings");
            case getBooking -> citizen.call("GET", "/v1/bookings/" + booking);
            case createBooking -> citizen.book(slot);
            case rescheduleBooking -> citizen.move(booking, slot);
            case cancelBooking -> citizen.cancel(booking);
        };
    }
}
