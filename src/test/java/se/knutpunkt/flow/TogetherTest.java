package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import se.knutpunkt.booking.Identifiers;
import se.knutpunkt.fake.Mood;
import se.knutpunkt.fake.RawServer;

/** Bookings asked of several sources at once, each of which may do as it likes. */
class TogetherTest {

    private static final String TOLVAN = RunningHub.TOLVAN;
    private static final String STRANGER = "198804202383";
    private static final int TOLVANS_OWN = 3;

    private final TogetherHub together = TogetherHub.fresh();
    private final RunningHub hub = together.hub();

    @Test
    void fiveSourcesMakeOneListInTheOrderOfTheirStart() {
        together.engaged(TOLVAN, "04", "07", "08", "10");
        JsonNode answer = list(TOLVAN);
        assertThat(statuses(answer))
                .containsExactly(
                        "01 answered", "04 answered", "07 answered", "08 answered", "10 answered");
        assertThat(answer.path("complete").asBoolean()).isTrue();
        assertThat(answer.path("bookings")).hasSize(TOLVANS_OWN + 4);
        assertThat(starts(answer)).isSorted();
    }

    @Test
    void aCitizenOfAnotherProductIsAskedAboutInAllRegionsToo() {
        together.engaged(TogetherHub.GUEST, "06", "08");
        JsonNode answer = list(TogetherHub.GUEST);
        assertThat(statuses(answer)).containsExactly("06 answered", "08 answered", "01 answered");
        assertThat(answer.path("bookings")).hasSize(3);
        assertThat(answer.path("complete").asBoolean()).isTrue();
    }

    @Test
    void whoIsKnownNowhereElseHasTheNationalSource() {
        together.rivta().mood(Mood.down().on("GetSubjectOfCareSchedule"));
        together.engaged(TogetherHub.GUEST);
        assertThat(statuses(list(TogetherHub.GUEST)))
                .containsExactly("06 answered", "national broken backend-no-answer 30");
        together.rivta().calm();
        together.rivta()
                .answers(
                        "GetSubjectOfCareSchedule",
                        "<r:GetSubjectOfCareScheduleResponse xmlns:r=\"urn:riv:crm:scheduling:GetSubjectOfCareScheduleResponder:1\"/>");
        assertThat(statuses(list(TogetherHub.GUEST)))
                .containsExactly("06 answered", "national answered");
    }

    /** What region 04 writes instead of its answer, and what becomes of it. */
    static Stream<Arguments> bad() {
        String good = TogetherHub.bookings(TOLVAN, 1);
        String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
        return Stream.of(
                row(
                        "garbage",
                        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\n<br>",
                        "broken backend-broken"),
                row("no HTTP", "hello\r\n\r\n", "broken backend-no-answer"),
                row("broken JSON", json("{\"bookings\": [}"), "broken backend-broken"),
                row("two documents", json(good + good), "broken backend-broken"),
                row(
                        "half an answer",
                        head + "Content-Length: 9999\r\nConnection: close\r\n\r\n{\"bookings\"",
                        "late backend-timeout"),
                row("nothing", json(""), "broken backend-broken"),
                row("another shape", json("[1]"), "answered"),
                row("its own error", json("{\"error\": \"x\"}"), "broken backend-fault"),
                row(
                        "403",
                        "HTTP/1.1 403 Forbidden\r\nX-Evil: 1\r\nContent-Length: 0\r\n\r\n",
                        "refused backend-refused-hub"),
                row(
                        "400",
                        "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n",
                        "refused backend-refused"),
                row(
                        "429",
                        "HTTP/1.1 429 Slow\r\nRetry-After: 77\r\nContent-Length: 0\r\n\r\n",
                        "not-asked backend-busy 77"),
                row(
                        "500",
                        "HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n",
                        "broken backend-no-answer"),
                row(
                        "302",
                        "HTTP/1.1 302 Found\r\nLocation: http://localhost:1/\r\nContent-Length: 0\r\n\r\n",
                        "broken backend-broken"));
    }

    private static Arguments row(String name, String written, String expected) {
        return Arguments.of(name, written, expected);
    }

    private static String json(String body) {
        return new String(RawServer.answer("application/json", body), StandardCharsets.UTF_8);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bad")
    void oneBadSourceTakesNothingAway(String name, String written, String expected) {
        together.engaged(TOLVAN, "04", "07");
        together.server("04")
                .reply((request, out) -> out.write(written.getBytes(StandardCharsets.UTF_8)));
        ApiAnswer answer = call(TOLVAN).with("Deadline-Ms", "6000").send();
        Expect.good(answer, 200);
        assertThat(row(answer.json(), "04")).startsWith("04 " + expected);
        assertThat(statuses(answer.json())).contains("01 answered", "07 answered");
        boolean answered = expected.equals("answered");
        assertThat(answer.json().path("complete").asBoolean()).isEqualTo(answered);
        assertThat(answer.json().path("bookings")).hasSize(TOLVANS_OWN + 1);
        assertThat(answer.header("X-Evil")).isNull();
    }

    @Test
    void theWrongCharsetIsBroken() {
        together.engaged(TOLVAN, "04");
        byte[] latin = "{\"bookings\":[],\"note\":\"Åsa\"}".getBytes(StandardCharsets.ISO_8859_1);
        together.server("04")
                .reply(
                        (request, out) -> {
                            out.write(
                                    ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                                                    + latin.length
                                                    + "\r\n\r\n")
                                            .getBytes(StandardCharsets.US_ASCII));
                            out.write(latin);
                        });
        assertThat(statuses(list(TOLVAN))).contains("04 broken backend-broken 30");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3000", "6000"})
    void oneThatIsLateIsWaitedForWithinTheDeadlineOnly(String deadline) {
        together.engaged(TOLVAN, "04", "07");
        AtomicInteger given = new AtomicInteger();
        together.server("04").reply((request, out) -> given.set(TogetherHub.millis(request)));
        ApiAnswer answer = call(TOLVAN).with("Deadline-Ms", deadline).send();
        Expect.good(answer, 200);
        Expect.inTime(answer, deadline);
        assertThat(given.get()).isPositive().isLessThan(Integer.parseInt(deadline));
        assertThat(row(answer.json(), "04")).startsWith("04 late ");
        assertThat(statuses(answer.json())).contains("01 answered", "07 answered");
    }

    @Test
    void anAnswerAfterTheDeadlineReachesNobody() {
        together.engaged(TOLVAN, "04");
        together.engaged(STRANGER, "04");
        CompletableFuture<Void> past = new CompletableFuture<>();
        together.server("04")
                .reply(
                        (request, out) -> {
                            past.join();
                            out.write(
                                    RawServer.answer(
                                            "application/json", TogetherHub.bookings(TOLVAN, 1)));
                        });
        ApiAnswer late = call(TOLVAN).with("Deadline-Ms", "3000").send();
        assertThat(row(late.json(), "04")).startsWith("04 late ");
        past.complete(null);
        together.server("04").reply(TogetherHub::ordinary);
        for (int i = 0; i < 5; i++) {
            JsonNode answer = list(STRANGER);
            assertThat(statuses(answer)).containsExactly("01 answered", "04 answered");
        }
    }

    @Test
    void aSecondAnswerReachesNobody() {
        together.engaged(TOLVAN, "04");
        together.engaged(STRANGER, "04");
        together.server("04")
                .reply(
                        (request, out) -> {
                            String own = TogetherHub.citizen(request);
                            out.write(
                                    answers(
                                            TogetherHub.bookings(own, 1),
                                            TogetherHub.bookings(own, 3)));
                        });
        for (int i = 0; i < 20; i++) {
            String citizen = i % 2 == 0 ? TOLVAN : STRANGER;
            JsonNode answer = list(citizen);
            assertThat(statuses(answer)).containsExactly("01 answered", "04 answered");
            // the next caller is another citizen, to whom the second answer would be somebody
            // else's
            assertThat(ids(answer).filter(id -> id.startsWith("04."))).hasSize(1);
        }
    }

    private static byte[] answers(String... bodies) {
        StringBuilder all = new StringBuilder();
        for (String body : bodies) {
            all.append(json(body));
        }
        return all.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void somebodyElsesBookingIsNotShown() {
        together.engaged(TOLVAN, "04", "07");
        together.server("04")
                .reply(
                        (request, out) ->
                                out.write(
                                        RawServer.answer(
                                                "application/json",
                                                "{\"bookings\":["
                                                        + TogetherHub.booking(TOLVAN, "own", 1)
                                                        + ","
                                                        + TogetherHub.booking(STRANGER, "x", 2)
                                                        + "]}")));
        JsonNode answer = list(TOLVAN);
        assertThat(statuses(answer)).contains("04 broken backend-broken", "07 answered");
        assertThat(answer.path("bookings")).hasSize(TOLVANS_OWN + 2);
        assertThat(answer.path("complete").asBoolean(true)).isFalse();
    }

    @Test
    void tenThousandBookingsAreAllThereInOrder() {
        together.engaged(TOLVAN, "04");
        together.server("04")
                .reply(
                        (request, out) ->
                                out.write(
                                        RawServer.answer(
                                                "application/json",
                                                TogetherHub.bookings(TOLVAN, 10_000))));
        JsonNode answer = call(TOLVAN).with("Deadline-Ms", "20000").send().json();
        assertThat(answer.path("bookings")).hasSize(10_000 + TOLVANS_OWN);
        assertThat(starts(answer)).isSorted();
        assertThat(answer.path("complete").asBoolean()).isTrue();
    }

    @Test
    void aBookingThatIsToldTwiceIsShownOnce() {
        together.engaged(TOLVAN, "04");
        String same = TogetherHub.booking(TOLVAN, "same", 5);
        together.server("04")
                .reply(
                        (request, out) ->
                                out.write(
                                        RawServer.answer(
                                                "application/json",
                                                "{\"bookings\":[" + same + "," + same + "]}")));
        JsonNode answer = list(TOLVAN);
        assertThat(answer.path("bookings")).hasSize(TOLVANS_OWN + 1);
        assertThat(ids(answer)).doesNotHaveDuplicates();
    }

    @Test
    void aClosedLineIsNotAsked() throws Exception {
        together.engaged(TOLVAN, "04", "07");
        hub.camel().getRouteController().stopRoute("line.04.probe");
        try {
            JsonNode answer = list(TOLVAN);
            assertThat(statuses(answer))
                    .containsExactly("01 answered", "04 not-asked maintenance 600", "07 answered");
        } finally {
            hub.camel().getRouteController().startRoute("line.04.probe");
        }
    }

    @Test
    void aRegionThatIsNotInTheAppIsNamedAllTheSame() {
        together.rivta()
                .engagements(
                        TOLVAN,
                        List.of(
                                TogetherHub.clinic("04"),
                                TogetherHub.clinic("09"),
                                "SE0000000000-X"));
        JsonNode answer = list(TOLVAN);
        assertThat(statuses(answer))
                .containsExactly("01 answered", "04 answered", "09 not-asked not-offered");
        assertThat(answer.path("complete").asBoolean(true)).isFalse();
    }

    @Test
    void theHomeRegionMayFailAlone() {
        together.engaged(TogetherHub.GUEST, "08");
        together.server("06").reply((request, out) -> out.write("x\r\n\r\n".getBytes()));
        JsonNode answer = list(TogetherHub.GUEST);
        assertThat(statuses(answer).get(0)).startsWith("06 broken");
        assertThat(statuses(answer)).contains("08 answered", "01 answered");
        assertThat(answer.path("complete").asBoolean(true)).isFalse();
    }

    @Test
    void allThatFailAreAProblemOfTheHomeRegion() {
        together.engaged(TogetherHub.GUEST, "08");
        together.server("06")
                .reply((request, out) -> out.write(json("{\"error\":\"x\"}").getBytes()));
        together.server("08").reply((request, out) -> out.write("x\r\n\r\n".getBytes()));
        together.rivta().mood(Mood.fault("VP007").on("GetSubjectOfCareSchedule"));
        ApiAnswer answer = call(TogetherHub.GUEST).send();
        Expect.problem(answer, 502, "backend-fault");
        assertThat(answer.json().path("source").asText()).isEqualTo("06");
    }

    @Test
    void anIndexThatFailsIsASourceAndIsAskedAgain() {
        together.engaged(TOLVAN, "04");
        together.rivta().mood(Mood.fault("VP007").on("FindContent"));
        JsonNode answer = list(TOLVAN);
        assertThat(statuses(answer))
                .containsExactly("01 answered", "engagementindex refused backend-refused-hub");
        assertThat(answer.path("complete").asBoolean(true)).isFalse();
        assertThat(answer.path("bookings")).hasSize(TOLVANS_OWN);
        together.rivta().calm();
        assertThat(statuses(list(TOLVAN))).containsExactly("01 answered", "04 answered");
    }

    @Test
    void anIndexThatTellsOfSomebodyElseIsBroken() {
        together.rivta()
                .answers(
                        "FindContent",
                        """
                        <r:FindContentResponse xmlns:r="urn:riv:itintegration:engagementindex:FindContentResponder:1" xmlns:c="urn:riv:itintegration:engagementindex:1">
                          <r:engagement><c:registeredResidentIdentification>198804202383</c:registeredResidentIdentification>
                          <c:serviceDomain>riv:crm:scheduling</c:serviceDomain><c:logicalAddress>SE9999999904-P1</c:logicalAddress></r:engagement>
                        </r:FindContentResponse>""");
        assertThat(statuses(list(TOLVAN)))
                .containsExactly("01 answered", "engagementindex broken backend-broken 30");
    }

    @Test
    void theIndexIsAskedOnceInAWhile() {
        together.engaged(TOLVAN, "04");
        list(TOLVAN);
        JsonNode again = list(TOLVAN);
        assertThat(statuses(again)).containsExactly("01 answered", "04 answered");
        assertThat(together.rivta().callsOf("FindContent")).isEqualTo(1);
        list(STRANGER);
        assertThat(together.rivta().callsOf("FindContent")).isEqualTo(2);
    }

    @Test
    void whereTheHubHasBookedIsAskedAtOnce() {
        together.engaged(TOLVAN);
        assertThat(statuses(list(TOLVAN))).containsExactly("01 answered");
        String slot =
                hub.bean(Identifiers.class)
                        .slot(
                                TOLVAN,
                                "07",
                                Map.of(
                                        "facility", "P1",
                                        "start", AppUser.today().plusDays(3) + "T09:00:00+01:00",
                                        "end", AppUser.today().plusDays(3) + "T09:30:00+01:00"));
        ApiAnswer made =
                hub.call("POST", "/v1/bookings")
                        .as(TOLVAN)
                        .key(AppUser.newKey())
                        .json("{\"slotId\":\"" + slot + "\"}")
                        .send();
        Expect.good(made, 201);
        assertThat(statuses(list(TOLVAN))).containsExactly("01 answered", "07 answered");
        assertThat(together.rivta().callsOf("FindContent")).isEqualTo(1);
    }

    @Test
    void aGuardianSeesTheChildsBookingsOfAllSources() {
        String child = "201701012393";
        together.engaged(child, "04");
        List<String> asked = java.util.Collections.synchronizedList(new ArrayList<>());
        together.server("04")
                .reply(
                        (request, out) -> {
                            asked.add(TogetherHub.citizen(request));
                            TogetherHub.ordinary(request, out);
                        });
        AppUser guardian = new AppUser(hub, STRANGER).actingFor(child);
        JsonNode answer = guardian.read("/v1/bookings");
        assertThat(statuses(answer)).containsExactly("01 answered", "04 answered");
        assertThat(asked).containsExactly(child);
        assertThat(answer.path("actingFor").path("id").asText())
                .isEqualTo(guardian.representation());
        assertThat(together.rivta().seen("FindContent").get(0).body())
                .contains(child)
                .doesNotContain(STRANGER);
    }

    /** More callers than threads to ask with, one source slow and one silent: nothing is lost. */
    @Test
    void nothingIsLostUnderLoad() {
        together.engaged(TOLVAN, "04", "07", "08", "10");
        AtomicInteger count = new AtomicInteger();
        together.server("04")
                .reply(
                        (request, out) -> {
                            pause(count.incrementAndGet() % 3 * 40L);
                            TogetherHub.ordinary(request, out);
                        });
        together.server("10").reply((request, out) -> {});
        list(TOLVAN);
        ExecutorService callers = Executors.newFixedThreadPool(24);
        try {
            List<CompletableFuture<JsonNode>> all =
                    IntStream.range(0, 72)
                            .mapToObj(
                                    i ->
                                            CompletableFuture.supplyAsync(
                                                    () ->
                                                            call(TOLVAN)
                                                                    .with("Deadline-Ms", "8000")
                                                                    .send()
                                                                    .json(),
                                                    callers))
                            .toList();
            for (CompletableFuture<JsonNode> one : all) {
                JsonNode answer = one.join();
                assertThat(statuses(answer).stream().map(row -> row.substring(0, 2)))
                        .containsExactly("01", "04", "07", "08", "10");
                long answered =
                        statuses(answer).stream().filter(r -> r.endsWith("answered")).count();
                long own = answered - (row(answer, "01").endsWith("answered") ? 1 : 0);
                assertThat(ids(answer).filter(id -> !id.startsWith("01."))).hasSize((int) own);
                assertThat(answer.path("complete").asBoolean(true)).isFalse();
            }
        } finally {
            callers.shutdownNow();
        }
    }

    private static void pause(long ms) {
        try {
            new CompletableFuture<Void>()
                    .get(Math.max(1, ms), java.util.concurrent.TimeUnit.MILLISECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            // that long
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private ApiCall call(String citizen) {
        return hub.get("/v1/bookings").as(citizen);
    }

    private JsonNode list(String citizen) {
        ApiAnswer answer = call(citizen).send();
        Expect.good(answer, 200);
        return answer.json();
    }

    private static List<String> statuses(JsonNode answer) {
        return AppUser.each(answer.path("sources"))
                .map(
                        one ->
                                String.join(
                                                " ",
                                                one.path("id").asText(),
                                                one.path("status").asText(),
                                                one.path("error").asText(),
                                                one.path("retryAfterSeconds").asText())
                                        .strip())
                .toList();
    }

    private static String row(JsonNode answer, String id) {
        return statuses(answer).stream()
                .filter(one -> one.startsWith(id + " "))
                .findFirst()
                .orElseThrow();
    }

    private static Stream<String> ids(JsonNode answer) {
        return AppUser.each(answer.path("bookings")).map(one -> one.path("id").asText());
    }

    private static List<java.time.Instant> starts(JsonNode answer) {
        return AppUser.each(answer.path("bookings"))
                .map(one -> OffsetDateTime.parse(one.path("start").asText()).toInstant())
                .toList();
    }
}
