package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import se.knutpunkt.api.Deadline;
import se.knutpunkt.fake.FakePartner;
import se.knutpunkt.fake.Mood;
import se.knutpunkt.flow.BackendTable.Column;
import se.knutpunkt.region.RegionCatalogue;

/**
 * What every booking back end must do, however it behaves: it answers, finds nothing, refuses, is
 * too slow, talks garbage, needs escaping. A back end's own test extends this, says how to bring
 * its fake into each state, and adds what only that product has.
 */
@ExtendWith(BackendTable.class)
abstract class BackendSuite {

    static final String AWKWARD = "Åsa & <Öberg> ]]> \"citat\" 'apostrof' 😀 \\ ${x}";

    private static final String NEIGHBOUR = "198804202383";

    /** Long enough for a busy machine to have asked the back end by then. */
    private static final String SHORT_DEADLINE = "2000";

    private static final String USUAL_DEADLINE = String.valueOf(Deadline.DEFAULT_MS);

    final RunningHub hub = RunningHub.fresh();

    /** The operations of booking. */
    enum Operation {
        listFacilities,
        listTimeTypes,
        listSlots,
        listBookings,
        getBooking,
        createBooking,
        rescheduleBooking,
        cancelBooking;

        boolean changes() {
            return this == createBooking || this == rescheduleBooking || this == cancelBooking;
        }

        int goodStatus() {
            return this == createBooking ? 201 : 200;
        }
    }

    /** How a back end can fail, and what the app is told of it. */
    enum Failing {
        TOO_SLOW("backend-timeout", 504, true),
        DRIPPING("backend-timeout", 504, true),
        HANGING_UP("backend-no-answer", 502, true),
        DOWN("backend-unreachable", 502, false),
        GARBAGE("backend-broken", 502, true),
        HALF("backend-no-answer", 502, true),
        EMPTY("backend-broken", 502, true),
        FORBIDDEN("backend-refused-hub", 502, false),
        UNAVAILABLE("backend-no-answer", 502, true);

        final String code;
        final int status;

        /** Whether a change that was asked for may have been carried out all the same. */
        final boolean mayHaveHappened;

        Failing(String code, int status, boolean mayHaveHappened) {
            this.code = code;
            this.status = status;
            this.mayHaveHappened = mayHaveHappened;
        }

        boolean late() {
            return this == TOO_SLOW || this == DRIPPING;
        }
    }

    /** The product's fake. */
    abstract FakePartner backEnd();

    /**
     * Someone who lives in the region, visits its clinics, and has a booking there that may be
     * moved and cancelled.
     */
    abstract AppUser citizen();

    /** The region of the back end under test. */
    abstract String region();

    /** A clinic with free times, as the product names it. */
    abstract String clinic();

    /** A kind of visit there that has no advice to show. */
    abstract String timeType();

    /** The citizen's booking at the clinic, as the product names it. */
    abstract String booking();

    /** A booking that has the form of the product's and does not exist. */
    abstract String noBooking();

    /** Whether the product has to be asked something before it can be asked for the change. */
    boolean readsBefore(Operation change) {
        return false;
    }

    /**
     * The back end fails in one operation: where that takes several steps, in the last, which is
     * the one with an effect.
     *
     * @param carriedOut whether it does what it is asked all the same
     */
    abstract void failsOnly(Failing how, Operation operation, boolean carriedOut);

    /** The back end works, and has nothing to tell. */
    abstract void holdsNothing();

    /**
     * The back end decides against every change.
     *
     * @param text for the citizen, where the product has texts and not only codes
     * @return what the citizen is told
     */
    abstract String refusesChanges(String text);

    /** The back end's answers hold parts that nobody here knows. */
    abstract void speaksLaterVersion();

    /** How many changes the back end was asked for. */
    abstract int changesReceived();

    /** What the citizen wrote, as it arrived at the back end with the latest change. */
    abstract String reasonReceived();

    /** The mood of a partner that fails so; down is for the whole partner alone. */
    static Mood mood(Failing how) {
        return switch (how) {
            case TOO_SLOW -> Mood.slow(Expect.TOO_LATE);
            case DRIPPING -> Mood.drip();
            case HANGING_UP -> Mood.reset();
            case DOWN -> throw new IllegalArgumentException(how.name());
            case GARBAGE -> Mood.garbage();
            case HALF -> Mood.half();
            case EMPTY -> Mood.empty();
            case FORBIDDEN -> Mood.status(403);
            case UNAVAILABLE -> Mood.status(503);
        };
    }

    /** The back end fails in everything it is asked. */
    private void fails(Failing how) {
        if (how == Failing.DOWN) {
            hub.lose(backEnd());
        } else {
            backEnd().mood(mood(how));
            backEnd().forget();
        }
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void answers(Operation operation) {
        ApiAnswer answer = prepared(operation).send();
        saw(operation, Column.WORKS, answer);
        Expect.good(answer, operation.goodStatus());
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void ignoresWhatItDoesNotKnow(Operation operation) {
        JsonNode known = prepared(operation).send().json();
        backEnd().reset();
        ApiCall call = prepared(operation);
        speaksLaterVersion();
        ApiAnswer answer = call.send();
        Expect.good(answer, operation.goodStatus());
        assertThat(withoutTimes(answer.json())).isEqualTo(withoutTimes(known));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = "list.*")
    void anEmptyListIsAnAnswer(Operation operation) {
        ApiCall call = prepared(operation);
        holdsNothing();
        ApiAnswer sent = call.send();
        saw(operation, Column.NOTHING, sent);
        Expect.good(sent, 200);
        JsonNode answer = sent.json();
        String items = operation.name().substring("list".length());
        JsonNode list = answer.path(Character.toLowerCase(items.charAt(0)) + items.substring(1));
        assertThat(list.isArray()).isTrue();
        assertThat(list).isEmpty();
        assertThat(answer.path("complete").asBoolean()).isTrue();
    }

    @Test
    void aBookingThatIsNotThereIsNotFound() {
        ApiCall call = prepared(Operation.getBooking);
        holdsNothing();
        ApiAnswer answer = call.send();
        saw(Operation.getBooking, Column.NOTHING, answer);
        Expect.problem(answer, 404, "booking-not-found");
    }

    @Test
    void aTimeThatIsGoneCannotBeTaken() {
        AppUser citizen = citizen();
        String slot = citizen.freeTime(clinic(), timeType());
        Expect.good(citizen.book(slot).send(), 201);
        ApiAnswer answer = citizen.book(slot).send();
        saw(Operation.createBooking, Column.NOTHING, answer);
        refused(answer, 409, "slot-taken", Operation.createBooking);
    }

    @ParameterizedTest
    @EnumSource(names = {"rescheduleBooking", "cancelBooking"})
    void aBookingThatIsNotThereCannotBeChanged(Operation operation) {
        AppUser citizen = citizen();
        String id = citizen.bookingId(clinic(), noBooking());
        ApiCall call =
                operation == Operation.cancelBooking
                        ? citizen.cancel(id)
                        : citizen.move(id, citizen.freeTime(clinic(), timeType()));
        ApiAnswer answer = call.send();
        saw(operation, Column.NOTHING, answer);
        refused(answer, 404, "booking-not-found", operation);
    }

    /** By a code of its own, or as a decision with the text of a product that has only texts. */
    private static void refused(ApiAnswer answer, int status, String code, Operation operation) {
        if (answer.code().equals(code)) {
            Expect.problem(answer, status, code);
        } else {
            Expect.problem(answer, 409, refusal(operation));
            assertThat(answer.json().path("notice").asText()).isNotBlank();
        }
    }

    private static String refusal(Operation operation) {
        return switch (operation) {
            case createBooking -> "booking-refused";
            case rescheduleBooking -> "reschedule-refused";
            case cancelBooking -> "cancel-refused";
            default -> throw new IllegalArgumentException(operation.name());
        };
    }

    @ParameterizedTest(name = "{0} of a back end that is {1}")
    @MethodSource("reads")
    void aReadSaysHowTheBackEndFailed(Operation operation, Failing how) {
        ApiCall call = prepared(operation).with("Deadline-Ms", how.late() ? SHORT_DEADLINE : null);
        fails(how);
        ApiAnswer answer = call.send();
        inTime(answer, how);
        sawFailing(operation, how, answer);
        if (operation == Operation.listBookings && answer.status() == 200) {
            oneSourceFailed(answer, how);
            return;
        }
        Expect.problem(answer, how.status, how.code);
        assertThat(answer.json().path("source").asText()).isEqualTo(region());
    }

    private void inTime(ApiAnswer answer, Failing how) {
        if (how.late()) {
            Expect.inTime(answer, SHORT_DEADLINE, backEnd().seen());
        } else {
            Expect.inTime(answer, USUAL_DEADLINE);
        }
    }

    /** Others were asked at the same time and answered. */
    private void oneSourceFailed(ApiAnswer answer, Failing how) {
        List<JsonNode> sources = AppUser.each(answer.json().path("sources")).toList();
        assertThat(sources)
                .filteredOn(one -> one.path("id").asText().equals(region()))
                .singleElement()
                .satisfies(one -> assertThat(one.path("error").asText()).isEqualTo(how.code))
                .satisfies(one -> assertThat(one.has("asOf")).isFalse());
        assertThat(sources).anyMatch(one -> one.path("status").asText().equals("answered"));
        assertThat(answer.json().path("complete").asBoolean(true)).isFalse();
    }

    @ParameterizedTest(name = "{0} of a back end that is {1}")
    @MethodSource("changes")
    void aChangeSaysWhetherItMayHaveHappened(Operation operation, Failing how) {
        ApiCall call = prepared(operation).with("Deadline-Ms", how.late() ? SHORT_DEADLINE : null);
        fails(how);
        ApiAnswer answer = call.send();
        inTime(answer, how);
        sawFailing(operation, how, answer);
        if (how.mayHaveHappened && !readsBefore(operation)) {
            Expect.problem(answer, 504, "outcome-unknown");
        } else {
            Expect.problem(answer, how.status, how.code);
        }
        assertThat(answer.json().path("source").asText()).isEqualTo(region());
        boolean arrived = how != Failing.DOWN && !readsBefore(operation);
        assertThat(changesReceived()).isEqualTo(arrived ? 1 : 0);
    }

    @ParameterizedTest(name = "{0} at a back end that is {1}")
    @MethodSource("changesThatMayHappen")
    void aChangeThatHappenedIsFoundOutAndAnswered(Operation operation, Failing how) {
        // a third of it is for settling, also on a machine with much else to do
        ApiCall call = prepared(operation).with("Deadline-Ms", how.late() ? "8000" : null);
        failsOnly(how, operation, true);
        Expect.good(call.send(), operation.goodStatus());
        assertThat(changesReceived()).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0} at a back end that is {1}")
    @MethodSource("changesThatMayHappen")
    void aChangeThatDidNotHappenIsNotSentAgain(Operation operation, Failing how) {
        ApiCall call = prepared(operation).with("Deadline-Ms", how.late() ? "2000" : null);
        failsOnly(how, operation, false);
        Expect.problem(call.send(), 504, "outcome-unknown");
        Expect.problem(call.send(), 504, "outcome-unknown");
        assertThat(changesReceived()).isEqualTo(1);
    }

    @Test
    void whatACitizenWritesTravelsUnharmedBothWays() {
        AppUser citizen = citizen();
        var wish = AppUser.wish(citizen.freeTime(clinic(), timeType())).put("reason", AWKWARD);
        ApiAnswer made = citizen.book(wish).send();
        Expect.good(made, 201);
        assertThat(reasonReceived()).isEqualTo(AWKWARD);
        assertThat(made.json().path("reason").asText()).isEqualTo(AWKWARD);
        String id = made.json().path("id").asText();
        assertThat(citizen.booking(id).path("reason").asText()).isEqualTo(AWKWARD);
    }

    @ParameterizedTest
    @MethodSource("onlyChanges")
    void aRefusalHasTheTextOfTheClinic(Operation operation) {
        ApiCall call = prepared(operation);
        String told = refusesChanges(AWKWARD);
        ApiAnswer answer = call.send();
        saw(operation, Column.REFUSAL, answer);
        Expect.problem(answer, 409, refusal(operation));
        assertThat(answer.json().path("notice").asText()).isEqualTo(told);
        assertThat(changesReceived()).isEqualTo(1);
    }

    @Test
    void identifiersOfAnotherRegionAreRefused() {
        AppUser citizen = citizen();
        AppUser elsewhere = new AppUser(hub, citizen.number(), otherRegion());
        String booking = citizen.bookingId(clinic(), booking());
        String otherSlot = elsewhere.slotId(clinic());
        String slotsThere = elsewhere.slotsPath(clinic(), "&bookingId=" + booking);
        refusedUnasked(citizen.move(booking, otherSlot), 400, "invalid-identifier");
        refusedUnasked(
                citizen.move(elsewhere.bookingId(clinic(), booking()), citizen.slotId(clinic())),
                400,
                "invalid-identifier");
        refusedUnasked(citizen.call("GET", slotsThere), 400, "invalid-identifier");
        // the signature is over the region too
        String moved = otherRegion() + booking.substring(2);
        refusedUnasked(citizen.cancel(moved), 400, "invalid-identifier");
    }

    @Test
    void anotherCitizensIdentifiersAreNotFound() {
        AppUser citizen = citizen();
        boolean tolvan = citizen.number().equals(RunningHub.TOLVAN);
        AppUser stranger = new AppUser(hub, tolvan ? NEIGHBOUR : RunningHub.TOLVAN, region());
        String booking = citizen.bookingId(clinic(), booking());
        String code = "booking-not-found";
        refusedUnasked(stranger.call("GET", "/v1/bookings/" + booking), 404, code);
        refusedUnasked(stranger.cancel(booking), 404, code);
        refusedUnasked(stranger.move(booking, stranger.slotId(clinic())), 404, code);
        refusedUnasked(stranger.book(citizen.slotId(clinic())), 404, code);
        refusedUnasked(
                stranger.call("GET", stranger.slotsPath(clinic(), "&bookingId=" + booking)),
                404,
                code);
    }

    @Test
    void aTimeThatHasPassedIsNotAskedFor() {
        AppUser citizen = citizen();
        String passed = citizen.slotId(clinic(), AppUser.today().minusDays(1), Map.of());
        refusedUnasked(citizen.book(passed), 409, "slot-passed");
        String booking = citizen.bookingId(clinic(), booking());
        refusedUnasked(citizen.move(booking, passed), 409, "slot-passed");
    }

    /** The back end is not bothered with it. */
    private void refusedUnasked(ApiCall call, int status, String code) {
        backEnd().forget();
        Expect.problem(call.send(), status, code);
        Expect.nothingReachedTheClinics(hub);
    }

    /** Where another back end books, when there is one. */
    private String otherRegion() {
        return hub.bean(RegionCatalogue.class).all().stream()
                .filter(one -> one.takesPart() && one.capabilities().containsKey("booking"))
                .filter(one -> !one.region().equals(region()))
                .max(
                        Comparator.comparing(
                                one ->
                                        !one.capabilities()
                                                .get("booking")
                                                .backend()
                                                .equals(product())))
                .orElseThrow()
                .region();
    }

    /** A request of a known citizen, with identifiers asked for while the back end was well. */
    final ApiCall prepared(Operation operation) {
        AppUser citizen = citizen();
        citizen.read("/v1/me");
        String facility = "/v1/facilities/" + citizen.facilityId(clinic());
        String booking = citizen.bookingId(clinic(), booking());
        return switch (operation) {
            case listFacilities -> citizen.call("GET", "/v1/facilities?region=" + region());
            case listTimeTypes ->
                    citizen.call("GET", facility + "/time-types?include=careTypes,performers");
            case listSlots -> citizen.call("GET", citizen.slotsPath(clinic(), ""));
            case listBookings -> citizen.call("GET", "/v1/bookings");
            case getBooking -> citizen.call("GET", "/v1/bookings/" + booking);
            case createBooking -> citizen.book(citizen.freeTime(clinic(), timeType()));
            case rescheduleBooking -> citizen.move(booking, citizen.freeTimeFor(clinic(), booking));
            case cancelBooking -> citizen.cancel(booking);
        };
    }

    private void saw(Operation operation, Column column, ApiAnswer answer) {
        BackendTable.saw(product(), operation, column, answer, region());
    }

    private void sawFailing(Operation operation, Failing how, ApiAnswer answer) {
        switch (how) {
            case TOO_SLOW -> saw(operation, Column.SLOW, answer);
            case GARBAGE -> saw(operation, Column.GARBAGE, answer);
            case FORBIDDEN -> {
                if (!operation.changes()) {
                    saw(operation, Column.REFUSAL, answer);
                }
            }
            default -> {}
        }
    }

    private String product() {
        return hub.bean(RegionCatalogue.class)
                .find(region())
                .orElseThrow()
                .capabilities()
                .get("booking")
                .backend();
    }

    private static String withoutTimes(JsonNode answer) {
        return answer.toString().replaceAll("\"asOf\":\"[^\"]*\"", "");
    }

    static Stream<Arguments> reads() {
        return combinations(
                Arrays.stream(Operation.values()).filter(one -> !one.changes()).toList(),
                List.of(Failing.values()));
    }

    static Stream<Arguments> changes() {
        return combinations(onlyChanges().toList(), List.of(Failing.values()));
    }

    static Stream<Arguments> changesThatMayHappen() {
        return combinations(
                onlyChanges().toList(),
                Arrays.stream(Failing.values()).filter(how -> how.mayHaveHappened).toList());
    }

    static Stream<Operation> onlyChanges() {
        return Arrays.stream(Operation.values()).filter(Operation::changes);
    }

    private static Stream<Arguments> combinations(List<Operation> operations, List<Failing> all) {
        return operations.stream()
                .flatMap(operation -> all.stream().map(how -> arguments(operation, how)));
    }
}
