package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import se.knutpunkt.fake.Seen;
import se.knutpunkt.flow.BackendSuite.Operation;

/** Acting for someone as one may not: each case has its code, and no back end is called. */
class OmbudRefusedTest {

    private static final String GUARDIAN = OmbudFlowTest.GUARDIAN;
    private static final String CHILD = OmbudFlowTest.CHILD;
    private static final String BARN = OmbudFlowTest.BARN;

    private final RunningHub hub = RunningHub.fresh();
    private final AppUser guardian = new AppUser(hub, GUARDIAN);

    @ParameterizedTest
    @EnumSource(Operation.class)
    void whatTheHubDidNotMakeIsNoIdentifier(Operation operation) {
        AppUser acting = guardian.actingFor(CHILD, "rep-1");
        ApiAnswer answer = call(operation, acting).send();
        Expect.problem(answer, 400, "invalid-identifier");
        assertThat(answer.json().at("/errors/0/where").asText()).isEqualTo("header.Acting-For");
        assertThat(hub.rivta().seen()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void someoneElsesChildIsNobody(Operation operation) {
        String id = guardian.actingFor(CHILD).representation();
        hub.rivta().forget();
        AppUser stranger = new AppUser(hub, RunningHub.TOLVAN).actingFor(CHILD, id);
        ApiAnswer answer = call(operation, stranger).send();
        Expect.problem(answer, 403, "representation-not-found");
        onlyTheRegisterWasAsked();
    }

    @Test
    void someoneElsesIdentifierIsNobodyAlsoForTheOtherGuardian() {
        String id = guardian.actingFor(CHILD).representation();
        hub.rivta().children(RunningHub.TOLVAN, List.of(CHILD));
        AppUser other = new AppUser(hub, RunningHub.TOLVAN);
        Expect.problem(
                other.actingFor(CHILD, id).get("/v1/bookings"), 403, "representation-not-found");
        Expect.good(other.actingFor(CHILD).get("/v1/bookings"), 200);
    }

    @Test
    void whatWasTakenBackEndsAtOnce() {
        AppUser acting = guardian.actingFor(CHILD);
        Expect.good(acting.get("/v1/bookings"), 200);
        hub.rivta().children(GUARDIAN, List.of());
        hub.rivta().forget();
        ApiAnswer gone = acting.get("/v1/bookings");
        Expect.problem(gone, 403, "representation-not-found");
        onlyTheRegisterWasAsked();
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void aChildOfThirteenTodayActsAlone(Operation operation) {
        AppUser acting = guardian.actingFor(CHILD);
        hub.rivta().forget();
        hub.clock().set("2029-12-31T23:00:00Z");
        ApiAnswer answer = call(operation, acting).send();
        Expect.problem(answer, 403, "representation-ended");
        onlyTheRegisterWasAsked();
        assertThat(guardian.read("/v1/me/representations").path("representations")).isEmpty();
        Expect.good(new AppUser(hub, CHILD).get("/v1/bookings"), 200);
    }

    @Test
    void theDayIsTheSwedishDay() {
        AppUser acting = guardian.actingFor(CHILD);
        hub.clock().set("2029-12-31T22:59:59Z");
        Expect.good(acting.get("/v1/bookings"), 200);
        assertThat(guardian.read("/v1/me/representations").path("representations")).hasSize(1);
        hub.clock().set("2029-12-31T23:00:00Z");
        Expect.problem(acting.get("/v1/bookings"), 403, "representation-ended");
        Expect.problem(acting.get("/v1/me"), 403, "representation-ended");
        Expect.problem(acting.get("/v1/services"), 403, "representation-ended");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/regions", "/v1/me/representations"})
    void someOperationsAreForOneselfOnly(String path) {
        AppUser acting = guardian.actingFor(CHILD);
        hub.rivta().forget();
        Expect.problem(acting.get(path), 403, "acting-for-not-available");
        assertThat(hub.rivta().seen()).isEmpty();
    }

    @Test
    void parentsAreNotActedFor() {
        AppUser child = new AppUser(hub, CHILD);
        assertThat(child.read("/v1/me/representations").path("representations")).isEmpty();
        AppUser acting = child.actingFor(GUARDIAN, guardian.actingFor(CHILD).representation());
        Expect.problem(acting.get("/v1/bookings"), 403, "representation-not-found");
    }

    @Test
    void aBookingIsNotMovedByAnAgent() {
        AppUser acting = guardian.actingFor(CHILD);
        String id = acting.bookingId(BARN, "700301");
        String slot = acting.freeTime(BARN, "1");
        hub.rivta().forget();
        String key = AppUser.newKey();
        Expect.problem(acting.move(id, slot).key(key).send(), 403, "new-bookings-only");
        Expect.problem(
                acting.get(acting.slotsPath(BARN, "&bookingId=" + id)), 403, "new-bookings-only");
        ApiAnswer manyDays =
                acting.get(
                        "/v1/facilities/01.%s/slots?from=%s&to=%s&bookingId=%s"
                                .formatted(
                                        BARN,
                                        AppUser.today().plusDays(1),
                                        AppUser.today().plusDays(20),
                                        id));
        Expect.problem(manyDays, 403, "new-bookings-only");
        Expect.nothingReachedTheClinics(hub);
    }

    @Test
    void anInvitationIsNotBookedByAnAgent() {
        AppUser acting = guardian.actingFor(CHILD);
        LocalDate day = AppUser.today().plusDays(8);
        String slot = acting.slotId(BARN, day, Map.of("bookingId", "700301"));
        hub.rivta().forget();
        ObjectNode wish = AppUser.wish(slot);
        Expect.problem(acting.book(wish).send(), 403, "new-bookings-only");
        Expect.nothingReachedTheClinics(hub);
    }

    @Test
    void withoutALoginThereIsNobodyToActAs() {
        ApiAnswer answer = hub.get("/v1/bookings").with("Acting-For", "rep-1").send();
        Expect.problem(answer, 401, "unauthenticated");
        assertThat(hub.rivta().seen()).isEmpty();
    }

    private void onlyTheRegisterWasAsked() {
        assertThat(hub.rivta().seen()).extracting(Seen::operation).containsOnly("GetUserProfile");
    }

    /** A request with identifiers of the child's, as if made before. */
    private static ApiCall call(Operation operation, AppUser user) {
        String facility = "/v1/facilities/01." + BARN;
        String booking = user.bookingId(BARN, "700301");
        String slot = user.slotId(BARN);
        return switch (operation) {
            case listFacilities -> user.call("GET", "/v1/facilities");
            case listTimeTypes -> user.call("GET", facility + "/time-types");
            case listSlots -> user.call("GET", user.slotsPath(BARN, ""));
            case listBookings -> user.call("GET", "/v1/bookings");
            case getBooking -> user.call("GET", "/v1/bookings/" + booking);
            case createBooking -> user.book(slot);
            case rescheduleBooking -> user.move(booking, slot);
            case cancelBooking -> user.cancel(booking);
        };
    }
}
