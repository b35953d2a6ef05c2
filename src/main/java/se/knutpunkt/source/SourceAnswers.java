package se.knutpunkt.source;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts answers {@code {"bookings", "sources", "complete"}} together into one of the same form:
 * bookings in the order of their start, each once; sources in the order of the answers, each once;
 * complete only when every source answered.
 */
final class SourceAnswers {

    private static final String SOURCES = "sources";
    private static final String ANSWERED = "answered";

    private SourceAnswers() {}

    static Map<String, Object> merge(List<Map<?, ?>> answers) {
        Map<Object, Map<?, ?>> bookings = new LinkedHashMap<>();
        Map<Object, Map<?, ?>> sources = new LinkedHashMap<>();
        boolean complete = true;
        for (Map<?, ?> answer : answers) {
            rows(answer, "bookings").forEach(one -> bookings.putIfAbsent(one.get("id"), one));
            List<Map<?, ?>> rows = rows(answer, SOURCES);
            rows.forEach(one -> sources.merge(one.get("id"), one, SourceAnswers::better));
            boolean told = rows.stream().anyMatch(one -> !isAnswered(one));
            complete &= told || Boolean.TRUE.equals(answer.get("complete"));
        }
        Map<String, Object> merged = new LinkedHashMap<>();
        merged.put("bookings", inOrder(bookings.values()));
        merged.put(SOURCES, new ArrayList<>(sources.values()));
        merged.put(
                "complete",
                complete && sources.values().stream().allMatch(SourceAnswers::isAnswered));
        return merged;
    }

    /** Whether it is an answer at all: several sources were asked behind it and none answered. */
    static boolean isAnswer(Map<?, ?> answer) {
        List<Map<?, ?>> rows = rows(answer, SOURCES);
        return rows.size() < 2 || rows.stream().anyMatch(SourceAnswers::isAnswered);
    }

    @SuppressWarnings("unchecked")
    static List<Map<?, ?>> rows(Map<?, ?> answer, String name) {
        return (List<Map<?, ?>>) answer.get(name);
    }

    /** One may only have seen that another is to be asked, and that one tells itself. */
    private static Map<?, ?> better(Map<?, ?> first, Map<?, ?> second) {
        return "not-offered".equals(first.get("error")) ? second : first;
    }

    static boolean isAnswered(Map<?, ?> source) {
        return ANSWERED.equals(source.get("status"));
    }

    /** By the moment, not by the text: the offset changes in the night of the clock. */
    private static List<Map<?, ?>> inOrder(Iterable<Map<?, ?>> bookings) {
        record Timed(OffsetDateTime start, Map<?, ?> booking) {}
        List<Timed> timed = new ArrayList<>();
        bookings.forEach(
                one ->
                        timed.add(
                                new Timed(
                                        one.get("start") instanceof String start
                                                ? OffsetDateTime.parse(start)
                                                : null,
                                        one)));
        timed.sort(
                Comparator.comparing(
                        Timed::start, Comparator.nullsLast(OffsetDateTime.timeLineOrder())));
        List<Map<?, ?>> sorted = new ArrayList<>(timed.size());
        timed.forEach(one -> sorted.add(one.booking));
        return sorted;
    }
}
