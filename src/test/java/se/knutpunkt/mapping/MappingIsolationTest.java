package se.knutpunkt.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** One call's input and variables never reach another's result, on one thread or on many. */
class MappingIsolationTest {

    private static final String BOOKINGS = "backends/rivta/listBookings.response.jsonata";
    private static final String SLOTS = "backends/rivta/listSlots.response.jsonata";
    private static final String TYPES = "shared/listTimeTypes.response.jsonata";
    private static final String REQUEST = "backends/rivta/listSlots.request.ftlx";

    private final MappingCatalogue mappings = Mappings.of(Path.of("."));

    @Test
    void aVariableIsGoneAfterTheCall() {
        Map<String, Object> first = variables("01");
        first.put("careTypes", List.of(Map.of("id", "VC", "name", "secret")));
        assertThat(mappings.map(TYPES, null, first).toString()).contains("secret");
        assertThat(mappings.map(TYPES, null, variables("01")).toString()).doesNotContain("secret");
    }

    @Test
    void aVariableIsGoneAfterAnotherMapping() {
        Map<String, Object> first = variables("01");
        first.put("booking", Map.of("id", "secret"));
        Object body = answer("GetAvailableTimeslots", slots(1));
        Object with = mappings.map(SLOTS, body, first);
        mappings.map(TYPES, null, first);
        Object without = mappings.map(SLOTS, body, variables("01"));
        assertThat(without).isNotEqualTo(with);
        assertThat(without).isEqualTo(Mappings.of(Path.of(".")).map(SLOTS, body, variables("01")));
    }

    @Test
    void anEmptyListThatIsTheInputStaysEmpty() {
        List<Object> nothing = new ArrayList<>();
        mappings.map(TYPES, nothing, variables("01"));
        assertThat(nothing).isEmpty();
    }

    @RepeatedTest(3)
    void manyThreadsGetTheirOwnResults() throws Exception {
        List<Callable<Void>> calls = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            int number = i;
            calls.add(
                    () -> {
                        own(number);
                        return null;
                    });
        }
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            for (Future<Void> done : threads.invokeAll(calls)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** A request and two answers that all carry the number of the call and no other. */
    private void own(int number) {
        String mark = "mark-" + number + "-";
        Map<String, Object> variables = variables("01");
        variables.put("facility", mark);
        variables.put("to", mark);
        variables.put("params", Map.of("from", "2026-12-01", "to", "2026-12-31"));
        String request = mappings.map(REQUEST, null, variables).toString();
        assertThat(marks(request)).containsOnly(mark);

        StringBuilder rows = new StringBuilder();
        for (int row = 0; row <= number % 7; row++) {
            rows.append(booking(mark, row));
        }
        Object body = answer("GetSubjectOfCareSchedule", rows.toString());
        variables.put("params", Map.of());
        Map<?, ?> answer = (Map<?, ?>) mappings.map(BOOKINGS, body, variables);
        assertThat((List<?>) answer.get("bookings")).hasSize(number % 7 + 1);
        assertThat(marks(answer.toString())).containsOnly(mark);
    }

    @Test
    void manyFreeTimesAtTheSameMomentAreSorted() {
        Object body = answer("GetAvailableTimeslots", slots(500));
        Map<?, ?> answer = (Map<?, ?>) mappings.map(SLOTS, body, variables("01"));
        List<?> slots = (List<?>) answer.get("slots");
        assertThat(slots).hasSize(500);
        assertThat(slots.stream().map(slot -> ((Map<?, ?>) slot).get("start").toString()))
                .isSorted();
    }

    private static List<String> marks(String text) {
        return java.util.regex.Pattern.compile("mark-\\d+-")
                .matcher(text)
                .results()
                .map(java.util.regex.MatchResult::group)
                .toList();
    }

    private static Map<String, Object> variables(String region) {
        Map<String, Object> variables = new HashMap<>();
        variables.put("citizen", "191212121212");
        variables.put("actor", "191212121212");
        variables.put("region", Map.of("code", region, "name", "Region Stockholm"));
        variables.put("asOf", "2026-11-20T10:15:00+01:00");
        variables.put("params", Map.of());
        return variables;
    }

    private static String booking(String mark, int row) {
        return """
               <d><startTimeInclusive>202612010900%02d</startTimeInclusive><reason>%s</reason>
               <healthcare_facility>F</healthcare_facility><bookingId>%d</bookingId>
               <subject_of_care>191212121212</subject_of_care></d>
               """
                .formatted(row, mark, row)
                .replaceAll("(</?)d>", "$1timeslotDetail>");
    }

    /** Times of which many are the same, in no order. */
    private static String slots(int count) {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < count; i++) {
            int hour = 8 + (i * 7) % 5;
            rows.append(
                    """
                    <timeslotDetail><startTimeInclusive>20261201%02d0000</startTimeInclusive>
                    <endTimeExclusive>20261201%02d3000</endTimeExclusive>
                    <healthcare_facility>F%d</healthcare_facility></timeslotDetail>
                    """
                            .formatted(hour, hour, i));
        }
        return rows.toString();
    }

    private static Object answer(String operation, String rows) {
        String xml =
                "<E><Header/><Body><%1$sResponse>%2$s</%1$sResponse></Body></E>"
                        .formatted(operation, rows);
        try {
            return XmlTree.read(xml.getBytes(StandardCharsets.UTF_8));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
