package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import se.knutpunkt.api.Deadline;
import se.knutpunkt.fake.Mood;
import se.knutpunkt.flow.BackendSuite.Failing;

/**
 * The ombud register behaves in every way that a back end can: whoever acts for somebody gets the
 * problem in time, and nobody else is asked; whoever does not is not concerned.
 */
class UserProfileBackendTest {

    private static final String GUARDIAN = OmbudFlowTest.GUARDIAN;
    private static final String CHILD = OmbudFlowTest.CHILD;
    private static final String REGISTER = "GetUserProfile";
    private static final String SHORT_DEADLINE = "2000";

    private final RunningHub hub = RunningHub.fresh();
    private final AppUser guardian = new AppUser(hub, GUARDIAN);

    /** What asks the register. */
    enum Asking {
        LISTING,
        READING,
        CHANGING
    }

    static Stream<Arguments> failures() {
        return Stream.of(Asking.values())
                .flatMap(
                        asking ->
                                Stream.of(Failing.values())
                                        .filter(how -> how != Failing.DOWN)
                                        .map(how -> Arguments.of(asking, how)));
    }

    @ParameterizedTest(name = "{0} while the register is {1}")
    @MethodSource("failures")
    void aProblemComesInTimeAndNothingElseIsCalled(Asking asking, Failing how) {
        ApiCall call = prepared(asking).with("Deadline-Ms", how.late() ? SHORT_DEADLINE : null);
        hub.rivta().mood(mood(how).on(REGISTER));
        hub.rivta().forget();
        ApiAnswer answer = call.send();
        if (how.late()) {
            Expect.inTime(answer, SHORT_DEADLINE, hub.rivta().seen(REGISTER));
        } else {
            Expect.inTime(answer, String.valueOf(Deadline.DEFAULT_MS));
        }
        Expect.problem(answer, how.status, how.code);
        assertThat(answer.json().path("source").asText()).isEqualTo("national");
        Expect.nothingReachedTheClinics(hub);
    }

    @Test
    void whoActsForNobodyDoesNotNotice() {
        hub.rivta().mood(Mood.status(503).on(REGISTER));
        Expect.good(guardian.get("/v1/bookings"), 200);
        Expect.good(guardian.get("/v1/me"), 200);
    }

    @Test
    void aPlatformThatIsDownIsUnreachable() {
        ApiCall listing = prepared(Asking.LISTING);
        ApiCall reading = prepared(Asking.READING);
        hub.loseRivta();
        assertThat(List.of(listing.send().code(), reading.send().code()))
                .containsOnly("backend-unreachable");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "VP001, 500, hub-misconfigured",
        "VP004, 500, hub-misconfigured",
        "VP006, 502, backend-broken",
        "VP007, 502, backend-refused-hub",
        "VP009, 502, backend-no-answer",
        "VP016, 502, backend-refused-hub",
        "CLIENT, 502, backend-refused",
        "SERVER, 502, backend-fault"
    })
    void aFaultHasACode(String fault, int status, String code) {
        ApiCall call = prepared(Asking.READING);
        hub.rivta().mood(Mood.fault(fault).on(REGISTER));
        Expect.problem(call.send(), status, code);
        Expect.nothingReachedTheClinics(hub);
    }

    @Test
    void aTemporaryFaultIsTriedAgain() {
        ApiCall call = prepared(Asking.READING);
        hub.rivta().forget();
        hub.rivta().mood(Mood.fault("VP009").on(REGISTER).times(1));
        Expect.good(call.send(), 200);
        assertThat(hub.rivta().callsOf(REGISTER)).isEqualTo(2);
    }

    @Test
    void aNewerVersionIsUnderstood() {
        ApiCall call = prepared(Asking.LISTING);
        hub.rivta().speakLaterVersion();
        ApiAnswer answer = call.send();
        Expect.good(answer, 200);
        assertThat(answer.json().path("representations")).hasSize(1);
    }

    static Stream<Arguments> answers() {
        String child = item(CHILD, "Child");
        return Stream.of(
                Arguments.of("nothing is known", "<r:resultCode>OK</r:resultCode>", "200"),
                Arguments.of("a closed profile", profile(GUARDIAN, child, "false"), "200"),
                Arguments.of("another's profile", profile(CHILD, child, "true"), "200"),
                Arguments.of("no number", profile(GUARDIAN, item("x", "Child"), "true"), "200"),
                Arguments.of(
                        "no such relation",
                        profile(GUARDIAN, item(CHILD, "Neighbour"), "true"),
                        "200"),
                Arguments.of("a refusal", "<r:resultCode>ERROR</r:resultCode>", "backend-refused"),
                Arguments.of("no result", "", "backend-broken"),
                Arguments.of(
                        "an unknown result", "<r:resultCode>X</r:resultCode>", "backend-broken"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void whateverItAnswersNobodyIsInvented(String name, String content, String expected) {
        ApiCall listing = prepared(Asking.LISTING);
        ApiCall reading = prepared(Asking.READING);
        hub.rivta().answers(REGISTER, response(content));
        ApiAnswer list = listing.send();
        ApiAnswer read = reading.send();
        if (expected.equals("200")) {
            assertThat(list.json().path("representations")).isEmpty();
            Expect.problem(read, 403, "representation-not-found");
        } else {
            Expect.problem(list, 502, expected);
            Expect.problem(read, 502, expected);
        }
        Expect.nothingReachedTheClinics(hub);
    }

    @Test
    void aChildNamedTwiceIsOne() {
        ApiCall listing = prepared(Asking.LISTING);
        String twice = item(CHILD, "Child") + item(CHILD, "Child") + item(GUARDIAN, "Child");
        hub.rivta().answers(REGISTER, response(profile(GUARDIAN, twice, "1")));
        assertThat(listing.send().json().path("representations")).hasSize(1);
    }

    private ApiCall prepared(Asking asking) {
        AppUser acting = guardian.actingFor(CHILD);
        return switch (asking) {
            case LISTING -> guardian.call("GET", "/v1/me/representations");
            case READING -> acting.call("GET", "/v1/bookings");
            case CHANGING -> acting.cancel(acting.bookingId(OmbudFlowTest.BARN, "700301"));
        };
    }

    private static Mood mood(Failing how) {
        return switch (how) {
            case TOO_SLOW -> Mood.slow(Expect.TOO_LATE);
            case DRIPPING -> Mood.drip();
            case HANGING_UP -> Mood.reset();
            case DOWN -> Mood.down();
            case GARBAGE -> Mood.garbage();
            case HALF -> Mood.half();
            case EMPTY -> Mood.empty();
            case FORBIDDEN -> Mood.status(403);
            case UNAVAILABLE -> Mood.status(503);
        };
    }

    private static String item(String number, String type) {
        return "<c:items><c:subjectOfCareId>%s</c:subjectOfCareId><c:relativeType>%s</c:relativeType></c:items>"
                .formatted(number, type);
    }

    private static String profile(String number, String items, String active) {
        return "<r:userProfile><c:subjectOfCareId>%s</c:subjectOfCareId><c:relatives>%s</c:relatives></r:userProfile><r:isActive>%s</r:isActive><r:resultCode>OK</r:resultCode>"
                .formatted(number, items, active);
    }

    private static String response(String content) {
        return ("<r:GetUserProfileResponse"
                        + " xmlns:r=\"urn:mvk:itintegration:userprofile:GetUserProfileResponder:2\""
                        + " xmlns:c=\"urn:mvk:itintegration:userprofile:2\">%s</r:GetUserProfileResponse>")
                .formatted(content);
    }
}
