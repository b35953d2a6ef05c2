package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import se.knutpunkt.fake.Seen;

/** What tests demand of answers again and again. */
final class Expect {

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

    static void good(ApiAnswer answer, int status) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    }

    /** No clinic was asked anything; the person register may have been. */
    static void nothingReachedTheClinics(RunningHub hub) {
        assertThat(schedulingCalls(hub)).isEmpty();
    }

    /** The operations the clinics have received. */
    static List<String> schedulingCalls(RunningHub hub) {
        return hub.rivta().seen().stream()
                .map(Seen::operation)
                .filter(operation -> !operation.equals("GetPersonsForProfile"))
                .toList();
    }
}
