package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import se.knutpunkt.fake.Seen;

/** What tests demand of answers again and again. */
final class Expect {

    /** Stands in bad input wherever it can; never comes back. */
    static final String MARKER = "Xq7Marker";

    /** When a partner answers that is too late for every deadline in these tests. */
    static final Duration TOO_LATE = Duration.ofSeconds(30);

    private static final List<String> NATIONAL =
            List.of("GetPersonsForProfile", "GetUserProfile", "FindContent");

    /**
     * How long a busy machine may need for what a quiet one does in no time. Partners that are to
     * be too late answer later than that, so that waiting for them is seen.
     */
    private static final Duration ALLOWANCE = Duration.ofSeconds(15);

    private Expect() {}

    /** The answer is this problem, whole and bare of anything internal. */
    static void problem(ApiAnswer answer, int status, String code) {
        assertThat(answer.code()).as(answer.text()).isEqualTo(code);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.json().path("status").asInt()).isEqualTo(status);
        assertThat(answer.json().path("type").asText()).isEqualTo("/problems/" + code);
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.text()).doesNotContain("Exception", "\tat ", "se.knutpunkt", ".java");
    }

    /** A list that others answered says of this source why it did not. */
    static void sourceFailed(ApiAnswer answer, String source, String code) {
        good(answer, 200);
        assertThat(AppUser.each(answer.json().path("sources")))
                .as(answer.text())
                .filteredOn(one -> one.path("id").asText().equals(source))
                .singleElement()
                .satisfies(one -> assertThat(one.path("error").asText()).isEqualTo(code))
                .satisfies(one -> assertThat(one.path("status").asText()).isNotEqualTo("answered"));
        assertThat(answer.json().path("complete").asBoolean(true)).isFalse();
    }

    /** It came by the deadline, milliseconds; a busy machine may need longer for its own work. */
    static void inTime(ApiAnswer answer, String deadline) {
        assertThat(answer.taken()).isLessThan(ALLOWANCE.plusMillis(Long.parseLong(deadline)));
    }

    /** And no partner was given more time, which holds on every machine. */
    static void inTime(ApiAnswer answer, String deadline, List<Seen> asked) {
        inTime(answer, deadline);
        assertThat(asked)
                .isNotEmpty()
                .allSatisfy(
                        one ->
                                assertThat(Long.parseLong(one.header("Deadline-Ms").orElseThrow()))
                                        .isLessThan(Long.parseLong(deadline)));
    }

    static void good(ApiAnswer answer, int status) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    }

    /** Bad input is refused, not passed on and not repeated. */
    static void refused(RunningHub hub, ApiAnswer answer, int status, String code) {
        problem(answer, status, code);
        assertThat(answer.text()).doesNotContain(MARKER);
        assertThat(answer.response().headers().map().toString()).doesNotContain(MARKER, "X-Evil");
        nothingReachedTheClinics(hub);
    }

    /** The same for bytes that are hardly a request; which code they get is of no matter. */
    static void refused(RunningHub hub, RawCall answer) {
        assertThat(answer.status()).as(answer.toString()).isBetween(400, 405);
        assertThat(answer.isProblem()).as(answer.toString()).isTrue();
        assertThat(answer.head() + answer.body())
                .doesNotContain(MARKER, "X-Evil", "Exception", "\tat ");
        nothingReachedTheClinics(hub);
    }

    /** No clinic was asked anything; national registers may have been. */
    static void nothingReachedTheClinics(RunningHub hub) {
        assertThat(schedulingCalls(hub)).isEmpty();
    }

    /** The operations the clinics have received. */
    static List<String> schedulingCalls(RunningHub hub) {
        return hub.surroundings().regional().all().stream()
                .flatMap(partner -> partner.seen().stream())
                .map(Seen::operation)
                .filter(operation -> !NATIONAL.contains(operation))
                .toList();
    }
}
