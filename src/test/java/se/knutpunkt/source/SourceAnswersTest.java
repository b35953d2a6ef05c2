package se.knutpunkt.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SourceAnswersTest {

    @Test
    void bookingsAreInTheOrderOfTheMomentTheyStart() {
        // the hour that the autumn repeats: the later text is the earlier moment
        Map<String, Object> merged =
                merge(
                        answer(
                                List.of(
                                        booking("winter", "2026-10-25T02:10:00+01:00"),
                                        booking("open", null)),
                                source("01", "answered", null)),
                        answer(
                                List.of(booking("summer", "2026-10-25T02:50:00+02:00")),
                                source("14", "answered", null)));
        assertThat(ids(merged, "bookings")).containsExactly("summer", "winter", "open");
        assertThat(merged).containsEntry("complete", true);
    }

    @Test
    void whatTwoSourcesTellIsShownOnceAsTheFirstTellsIt() {
        Map<String, Object> first = booking("same", "2026-12-01T09:00:00+01:00");
        Map<String, Object> second = booking("same", "2026-12-01T10:00:00+01:00");
        Map<String, Object> merged =
                merge(
                        answer(List.of(first), source("01", "answered", null)),
                        answer(List.of(second), source("14", "answered", null)));
        assertThat(SourceAnswers.rows(merged, "bookings")).containsExactly(first);
    }

    @Test
    void aSourceThatWasOnlySeenIsToldOfByItself() {
        Map<String, Object> merged =
                merge(
                        answer(
                                List.of(),
                                source("01", "answered", null),
                                source("14", "not-asked", "not-offered")),
                        answer(List.of(), source("14", "answered", null)));
        assertThat(ids(merged, "sources")).containsExactly("01", "14");
        assertThat(merged).containsEntry("complete", true);
    }

    @Test
    void oneThatDidNotAnswerMakesTheListIncomplete() {
        Map<String, Object> merged =
                merge(
                        answer(List.of(), source("01", "answered", null)),
                        answer(List.of(), source("14", "late", "backend-timeout")));
        assertThat(merged).containsEntry("complete", false);
    }

    @Test
    void oneThatSaysThatItLacksSomethingIsBelieved() {
        Map<String, Object> lacking = answer(List.of(), source("01", "answered", null));
        lacking.put("complete", false);
        assertThat(merge(lacking)).containsEntry("complete", false);
    }

    @Test
    void severalClinicsThatAllFailedAreNoAnswer() {
        Map<String, Object> one = answer(List.of(), source("01", "broken", "backend-broken"));
        assertThat(SourceAnswers.isAnswer(one)).isTrue();
        Map<String, Object> all =
                answer(
                        List.of(),
                        source("01", "late", "backend-timeout"),
                        source("SE1-A", "late", "backend-timeout"));
        assertThat(SourceAnswers.isAnswer(all)).isFalse();
    }

    @SafeVarargs
    private static Map<String, Object> merge(Map<String, Object>... answers) {
        return SourceAnswers.merge(List.of(answers));
    }

    @SafeVarargs
    private static Map<String, Object> answer(
            List<Map<String, Object>> bookings, Map<String, Object>... sources) {
        Map<String, Object> answer = new HashMap<>();
        answer.put("bookings", bookings);
        answer.put("sources", List.of(sources));
        answer.put(
                "complete",
                List.of(sources).stream().allMatch(one -> "answered".equals(one.get("status"))));
        return answer;
    }

    private static Map<String, Object> booking(String id, String start) {
        Map<String, Object> booking = new HashMap<>();
        booking.put("id", id);
        booking.put("start", start);
        return booking;
    }

    private static Map<String, Object> source(String id, String status, String error) {
        Map<String, Object> source = new HashMap<>();
        source.put("id", id);
        source.put("status", status);
        source.put("error", error);
        return source;
    }

    private static List<Object> ids(Map<String, Object> answer, String name) {
        List<Object> ids = new ArrayList<>();
        SourceAnswers.rows(answer, name).forEach(one -> ids.add(one.get("id")));
        return ids;
    }
}
