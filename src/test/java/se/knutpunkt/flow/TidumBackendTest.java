package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static se.knutpunkt.flow.AppUser.each;
import static se.knutpunkt.flow.AppUser.today;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import se.knutpunkt.booking.Identifiers;
import se.knutpunkt.fake.Answer;
import se.knutpunkt.fake.FakePartner;
import se.knutpunkt.fake.Mood;
import se.knutpunkt.fake.Seen;
import se.knutpunkt.fake.tidum.Booking;
import se.knutpunkt.fake.tidum.TidumService;

/** Booking in Tidum: weeks, local times, two steps, codes, errors with HTTP 200, new numbers. */
class TidumBackendTest extends BackendSuite {

    private static final String SANNA = "199802262387";
    private static final String FRIDA = "198612092380";
    private static final String GUARDIAN = "198804202383";
    private static final ZoneId SWEDEN = ZoneId.of("Europe/Stockholm");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The one with the effect, where there are several. */
    private static final Map<Operation, String> NAMES =
            Map.of(
                    Operation.listFacilities, "enheter",
                    Operation.listTimeTypes, "besokstyper",
                    Operation.listSlots, "tider",
                    Operation.listBookings, "sok",
                    Operation.getBooking, "hamta",
                    Operation.createBooking, "bokning",
                    Operation.rescheduleBooking, "ombokning",
                    Operation.cancelBooking, "avbokning");

    private final TidumService tidum = hub.partner(TidumService.class);
    private final AppUser sanna = citizen();

    @Override
    FakePartner backEnd() {
        return hub.partner(TidumService.class);
    }

    @Override
    AppUser citizen() {
        return new AppUser(hub, SANNA, region());
    }

    @Override
    String region() {
        return "24";
    }

    @Override
    String clinic() {
        return "ALI-1";
    }

    @Override
    String timeType() {
        return "B10";
    }

    @Override
    String booking() {
        return "B-70011";
    }

    @Override
    String noBooking() {
        return "B-1";
    }

    /** The time is reserved first. */
    @Override
    boolean readsBefore(Operation change) {
        return change != Operation.cancelBooking;
    }

    @Override
    void failsOnly(Failing how, Operation operation, boolean carriedOut) {
        Mood mood = mood(how).on(NAMES.get(operation));
        tidum.mood(carriedOut ? mood.withEffect() : mood.withoutEffect());
    }

    @Override
    void holdsNothing() {
        tidum.holdNothing();
    }

    @Override
    String refusesChanges(String text) {
        tidum.refuseChanges("R1", text);
        return text;
    }

    @Override
    void speaksLaterVersion() {
        tidum.speakLaterVersion();
    }

    @Override
    int changesReceived() {
        return onlyChanges().map(NAMES::get).mapToInt(tidum::callsOf).sum();
    }

    @Override
    String reasonReceived() {
        return sent("bokning").path("besoksorsak").asText();
    }

    // --- Two steps ---

    @Test
    void aTimeIsReservedAndThenConfirmedByThePerson() {
        ApiAnswer made = sanna.book(sanna.freeTime(clinic(), "B20")).send();
        Expect.good(made, 201);
        assertThat(sent("reservation").path("medborgare").asText()).isEqualTo(SANNA);
        assertThat(sent("reservation").has("ombud")).isFalse();
        assertThat(sent("bokning").path("reservation").asText()).startsWith("R-");
        assertThat(tidum.seen()).noneMatch(one -> one.path().contains(SANNA));
        assertThat(made.json().at("/timeType/name").asText()).isEqualTo("Besök sjuksköterska");
        assertThat(made.json().at("/resource/name").asText()).isEqualTo("Mottagningsrum");
    }

    @Test
    void aReservationThatLapsedBeforeItWasConfirmedIsATimeThatIsTaken() {
        String slot = sanna.freeTime(clinic(), timeType());
        tidum.holdsLast(Duration.ZERO);
        Expect.problem(sanna.book(slot).send(), 409, "slot-taken");
        String booking = sanna.bookingId(clinic(), booking());
        Expect.problem(
                sanna.move(booking, sanna.freeTimeFor(clinic(), booking)).send(),
                409,
                "slot-taken");
        assertThat(sanna.booking(booking).path("status").asText()).isEqualTo("booked");
    }

    @Test
    void aTimeTakenMeanwhileIsFoundAtTheReservation() {
        AppUser frida = new AppUser(hub, FRIDA, region());
        String slot = sanna.freeTime(clinic(), "B20");
        Expect.good(frida.book(frida.freeTime(clinic(), "B20")).send(), 201);
        tidum.forget();
        ApiCall call = sanna.book(slot);
        Expect.problem(call.send(), 409, "slot-taken");
        Expect.problem(call.send(), 409, "slot-taken");
        assertThat(tidum.callsOf("reservation")).as("a decision is kept").isEqualTo(1);
        assertThat(changesReceived()).isZero();
    }

    @Test
    void aReservationWhoseAnswerIsLostKeepsNobodyFromTryingAgain() {
        ApiCall call = sanna.book(sanna.freeTime(clinic(), "B20"));
        tidum.mood(Mood.half().on("reservation").withEffect());
        Expect.problem(call.send(), 502, "backend-no-answer");
        assertThat(tidum.callsOf("reservation")).as("like a read").isEqualTo(2);
        tidum.calm();
        Expect.good(call.send(), 201);
        assertThat(changesReceived()).isEqualTo(1);
        assertThat(tidum.callsOf("sok")).as("nothing to settle").isZero();
    }

    /** The later reservation voids the earlier. */
    @Test
    void twoCallsForOneTimeAtOnceMakeOneBooking() {
        String slot = sanna.freeTime(clinic(), "B20");
        int before = ids().size();
        List<CompletableFuture<ApiAnswer>> calls =
                Stream.of(sanna.book(slot), sanna.book(slot))
                        .map(call -> CompletableFuture.supplyAsync(call::send))
                        .toList();
        List<ApiAnswer> answers = calls.stream().map(CompletableFuture::join).toList();
        assertThat(answers).extracting(ApiAnswer::status).containsExactlyInAnyOrder(201, 409);
        answers.stream()
                .filter(one -> one.status() == 409)
                .forEach(one -> Expect.problem(one, 409, "slot-taken"));
        assertThat(ids()).hasSize(before + 1);
    }

    @Test
    void aMovedBookingHasANewIdAndTheOldOneIsGone() {
        String id = sanna.bookingId(clinic(), booking());
        JsonNode slot = sanna.freeTimes(clinic(), "&bookingId=" + id).path(0);
        assertThat(slot.at("/timeType/id").asText()).isEqualTo("B10");
        ApiAnswer moved = sanna.move(id, slot.path("id").asText()).send();
        Expect.good(moved, 200);
        String newId = moved.json().path("id").asText();
        assertThat(newId).isNotEqualTo(id);
        assertThat(moved.json().path("start")).isEqualTo(slot.path("start"));
        assertThat(sanna.booking(newId)).isEqualTo(moved.json());
        assertThat(ids()).contains(newId).doesNotContain(id);
        Expect.problem(sanna.get("/v1/bookings/" + id), 404, "booking-not-found");
        Expect.problem(sanna.cancel(id).send(), 404, "booking-not-found");
        Expect.good(sanna.cancel(newId).send(), 200);
    }

    @Test
    void whatIsCancelledIsNotThereAnyMore() {
        String id = sanna.bookingId(clinic(), booking());
        Expect.good(sanna.cancel(id).send(), 200);
        Expect.problem(sanna.cancel(id).send(), 404, "booking-not-found");
        Expect.problem(
                sanna.move(id, sanna.freeTime(clinic(), timeType())).send(),
                404,
                "booking-not-found");
        assertThat(ids()).doesNotContain(id);
    }

    @Test
    void aTimeInThePastIsNotTaken() {
        String past = slotId(LocalDateTime.now(SWEDEN).minusHours(2), "2026-W01");
        String id = sanna.bookingId(clinic(), booking());
        Expect.problem(sanna.book(past).send(), 409, "slot-passed");
        Expect.problem(sanna.move(id, past).send(), 409, "slot-passed");
        assertThat(tidum.callsOf("reservation")).isZero();
        // the clinic's clock is ahead
        String slot = sanna.freeTime(clinic(), timeType());
        tidum.answers("reservation", "{\"fel\":{\"kod\":\"E08\"}}");
        Expect.problem(sanna.move(id, slot).send(), 409, "slot-passed");
    }

    @Test
    void anothersBookingIsNotThere() {
        String frida = new AppUser(hub, FRIDA, region()).bookingId(clinic(), "B-70021");
        Expect.problem(sanna.get("/v1/bookings/" + frida), 404, "booking-not-found");
        Expect.problem(sanna.cancel(frida).send(), 404, "booking-not-found");
        assertThat(changesReceived()).isZero();
        // and the product's own check, should ours fail
        String stolen = sanna.bookingId(clinic(), "B-70021");
        Expect.problem(sanna.get("/v1/bookings/" + stolen), 404, "booking-not-found");
        Expect.problem(sanna.cancel(stolen).send(), 404, "booking-not-found");
        assertThat(tidum.bookingsOf(region(), FRIDA)).allMatch(one -> one.status().equals("B"));
    }

    @Test
    void aClinicOfAnotherRegionIsNotFound() {
        String path =
                AppUser.slotsPath(
                        sanna.facilityId("TEL.7"), today().plusDays(1), today().plusDays(2));
        Expect.problem(sanna.get(path), 404, "facility-not-found");
        assertThat(sanna.read("/v1/facilities?region=07").at("/facilities/0/id").asText())
                .isEqualTo(new AppUser(hub, SANNA, "07").facilityId("TEL.7"));
    }

    @Test
    void aClinicWhoseCodeNeedsEscapingIsBookedLikeAnother() {
        ApiAnswer made = sanna.book(sanna.freeTime("OST/2", "P30")).send();
        Expect.good(made, 201);
        assertThat(made.json().at("/facility/name").asText())
                .isEqualTo("Östra hälsocentralen & <labbet>");
        assertThat(made.json().has("performer")).isFalse();
    }

    @Test
    void whoActsForSomebodyIsNamedInEverythingAboutThem() {
        AppUser guardian = new AppUser(hub, GUARDIAN, region()).actingFor("201701012393");
        ApiAnswer made = guardian.book(guardian.freeTime(clinic(), "B20")).send();
        Expect.good(made, 201);
        String id = made.json().path("id").asText();
        assertThat(guardian.booking(id).path("canReschedule").asBoolean()).isTrue();
        ApiAnswer moved = guardian.move(id, guardian.freeTimeFor(clinic(), id)).send();
        Expect.good(moved, 200);
        Expect.good(guardian.cancel(moved.json().path("id").asText()).send(), 200);
        for (String name : List.of("reservation", "bokning", "hamta", "ombokning", "avbokning")) {
            assertThat(sent(name).path("medborgare").asText()).isEqualTo("201701012393");
            assertThat(sent(name).path("ombud").asText()).as(name).isEqualTo(GUARDIAN);
        }
        assertThat(tidum.seen()).noneMatch(one -> one.path().matches(".*[0-9]{12}.*"));
    }

    // --- Errors with HTTP 200, and answers that are none ---

    @ParameterizedTest
    @EnumSource(Operation.class)
    void anErrorMemberIsAnErrorWhateverTheStatus(Operation operation) {
        ApiCall call = prepared(operation);
        if (operation == Operation.listBookings) {
            tidum.mood(Mood.fault("E91"));
            Expect.sourceFailed(call.send(), region(), "backend-busy");
            tidum.mood(Mood.fault("E99"));
            Expect.sourceFailed(call.send(), region(), "backend-fault");
            return;
        }
        tidum.mood(Mood.fault("E91"));
        Expect.problem(call.send(), 503, "backend-busy");
        tidum.mood(Mood.fault("E99"));
        if (operation.changes() && !readsBefore(operation)) {
            Expect.problem(call.send(), 504, "outcome-unknown");
        } else {
            Expect.problem(call.send(), 502, "backend-fault");
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "E01, 500, hub-misconfigured",
        "E02, 404, facility-not-found",
        "E03, 404, not-offered",
        "E04, 500, hub-misconfigured",
        "E30, 502, backend-refused",
        "E90, 502, backend-fault"
    })
    void anErrorOfAReadHasACode(String error, int status, String code) {
        ApiCall call = prepared(Operation.listSlots);
        tidum.mood(Mood.fault(error).on("tider"));
        Expect.problem(call.send(), status, code);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "E10, 409, slot-taken",
        "E11, 409, slot-taken",
        "E12, 504, outcome-unknown",
        "E30, 502, backend-refused",
        "E40, 409, booking-refused",
        "E60, 409, booking-refused",
        "E90, 504, outcome-unknown",
        "E91, 503, backend-busy"
    })
    void anErrorOfAConfirmationHasACode(String error, int status, String code) {
        ApiCall call = prepared(Operation.createBooking);
        tidum.mood(Mood.fault(error).on("bokning"));
        Expect.problem(call.send(), status, code);
        assertThat(changesReceived()).isEqualTo(1);
    }

    @Test
    void aReasonThatIsTooLongIsRefusedWithWhatToDo() {
        var wish = AppUser.wish(sanna.freeTime(clinic(), "B20")).put("reason", "å".repeat(301));
        ApiAnswer answer = sanna.book(wish).with("Accept-Language", "en").send();
        Expect.problem(answer, 409, "booking-refused");
        assertThat(answer.json().path("notice").asText()).contains("300 characters");
        Expect.good(sanna.book(wish.put("reason", "å".repeat(300))).send(), 201);
    }

    @Test
    void aDecisionByACodeHasATextInTheCitizensLanguage() {
        ApiCall call = prepared(Operation.cancelBooking);
        tidum.refuseChanges("R3", null);
        ApiAnswer answer = call.with("Accept-Language", "en").send();
        Expect.problem(answer, 409, "cancel-refused");
        assertThat(answer.json().path("notice").asText()).startsWith("It is too close");
        tidum.refuseChanges("R99", null);
        ApiAnswer unknown = prepared(Operation.cancelBooking).send();
        Expect.problem(unknown, 409, "cancel-refused");
        assertThat(unknown.json().has("notice")).isFalse();
    }

    static Stream<Answer> noAnswers() {
        String good = "{\"bokningar\":[]}";
        return Stream.of(
                Answer.of(200, "text/html", "<html><body>Underhåll"),
                Answer.of(200, "text/html", good),
                new Answer(
                        200,
                        "application/json; charset=ISO-8859-1",
                        good.getBytes(StandardCharsets.ISO_8859_1),
                        Map.of()),
                json("{\"bokningar\":[],\"ä\":1}", StandardCharsets.ISO_8859_1),
                json(good, StandardCharsets.UTF_16),
                json(good + good, StandardCharsets.UTF_8),
                json(good + "\n]", StandardCharsets.UTF_8),
                json("{\"bokningar\":[],\"bokningar\":[]}", StandardCharsets.UTF_8),
                json(good.substring(0, good.length() - 1), StandardCharsets.UTF_8),
                json("{}", StandardCharsets.UTF_8),
                json("[]", StandardCharsets.UTF_8),
                json("null", StandardCharsets.UTF_8),
                json("{\"enheter\":[]}", StandardCharsets.UTF_8),
                json("[".repeat(5_000) + "]".repeat(5_000), StandardCharsets.UTF_8),
                json("{\"bokningar\":\"" + "x".repeat(6_000_000) + "\"}", StandardCharsets.UTF_8),
                Answer.of(302).with("Location", "http://localhost/"));
    }

    @ParameterizedTest(name = "answer {index}")
    @MethodSource("noAnswers")
    void whatIsNoAnswerIsBroken(Answer answer) {
        ApiCall call = prepared(Operation.listBookings);
        tidum.answers("sok", answer);
        ApiAnswer shown = call.send();
        if (shown.status() == 200) {
            brokenSource(shown.json());
        } else {
            Expect.problem(shown, 502, "backend-broken");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"enheter", "besokstyper", "tider", "hamta", "reservation", "avbokning"})
    void anEmptyObjectIsNoAnswer(String name) {
        Operation operation =
                name.equals("reservation")
                        ? Operation.createBooking
                        : NAMES.keySet().stream()
                                .filter(one -> NAMES.get(one).equals(name))
                                .findFirst()
                                .orElseThrow();
        ApiCall call = prepared(operation);
        tidum.answers(name, "{}");
        if (operation == Operation.cancelBooking) {
            Expect.problem(call.send(), 504, "outcome-unknown");
        } else {
            Expect.problem(call.send(), 502, "backend-broken");
        }
    }

    @Test
    void anotherWeekThanTheOneAskedForIsNoAnswer() {
        ApiCall call = prepared(Operation.listSlots);
        tidum.answers("tider", weekWith(today().plusWeeks(5), ""));
        Expect.problem(call.send(), 502, "backend-broken");
    }

    // --- Codes ---

    @Test
    void codesAreTextsInTheCitizensLanguage() {
        JsonNode types =
                sanna.call(
                                "GET",
                                "/v1/facilities/%s/time-types?include=performers"
                                        .formatted(sanna.facilityId(clinic())))
                        .with("Accept-Language", "en")
                        .send()
                        .json();
        assertThat(types.path("timeTypes").findValuesAsText("name"))
                .containsExactly("Visit to a doctor", "Visit to a nurse", "Sampling");
        assertThat(types.path("performers").findValuesAsText("title"))
                .containsExactly("Doctor", "Doctor", "Nurse");
    }

    @Test
    void aKindOfVisitThatNobodyKnowsIsShownByItsCode() {
        tidum.add(booking("B-1", at(20), "X99", "XR", "B"));
        JsonNode shown = bookingOf("B-1");
        assertThat(shown.path("timeType").toString()).isEqualTo("{\"id\":\"X99\"}");
        assertThat(shown.has("resource")).isFalse();
        assertThat(sanna.read("/v1/bookings").path("complete").asBoolean()).isTrue();
        assertThat(sanna.booking(sanna.bookingId(clinic(), "B-1"))).isEqualTo(shown);
    }

    @Test
    void aStatusThatNobodyKnowsIsNotGuessed() {
        tidum.add(booking("B-1", at(20), "B10", "MR", "Z"));
        JsonNode list = sanna.read("/v1/bookings");
        brokenSource(list);
        assertThat(ids()).doesNotContain(sanna.bookingId(clinic(), "B-1")).hasSize(3);
        Expect.problem(
                sanna.get("/v1/bookings/" + sanna.bookingId(clinic(), "B-1")),
                502,
                "backend-broken");
    }

    @Test
    void whatNoLongerHoldsIsNotShownAndACallIsAnInvitation() {
        assertThat(ids()).hasSize(3).doesNotContain(sanna.bookingId(clinic(), "B-70014"));
        JsonNode called = bookingOf("OST/2", "B-70013");
        assertThat(called.path("status").asText()).isEqualTo("invitation");
        assertThat(called.path("canCancel").asBoolean(true)).isFalse();
        assertThat(called.path("canReschedule").asBoolean()).isTrue();
        assertThat(called.path("canArrive").asBoolean(true)).isFalse();
    }

    @Test
    void tenThousandBookingsAreShownInOrder() {
        LocalDateTime first = at(2);
        for (int i = 0; i < 10_000; i++) {
            // backwards, so that the order is the hub's work
            LocalDateTime start = first.plusMinutes(10L * (10_000 - i));
            if (!SWEDEN.getRules().getValidOffsets(start).isEmpty()) {
                tidum.add(booking("B-1" + i, start, "B10", "MR", "B"));
            }
        }
        // plain, for the check against the contract takes longer than the hub
        String token = hub.identityProvider().citizenToken(SANNA);
        HttpRequest request =
                HttpRequest.newBuilder(hub.uri("/v1/bookings"))
                        .header("Authorization", "Bearer " + token)
                        .header("Deadline-Ms", "30000")
                        .build();
        JsonNode answer = new ApiAnswer(hub.send(request), null).json();
        List<String> starts = answer.path("bookings").findValuesAsText("start");
        assertThat(starts).hasSizeGreaterThan(9_990).isSorted();
        assertThat(answer.path("complete").asBoolean()).isTrue();
    }

    // --- Help ---

    /** A free time's id as listSlots would give it. */
    private String slotId(LocalDateTime start, String week) {
        OffsetDateTime moment = start.withNano(0).atZone(SWEDEN).toOffsetDateTime();
        return hub.bean(Identifiers.class)
                .slot(
                        SANNA,
                        region(),
                        Map.of(
                                "facility", clinic(),
                                "start", moment.toString(),
                                "end", moment.plusMinutes(30).toString(),
                                "timeType", timeType(),
                                "week", week,
                                "day", "1",
                                "time", "08:00"));
    }

    private static LocalDateTime at(int days) {
        return today().plusDays(days).atTime(9, 0);
    }

    private Booking booking(
            String nr, LocalDateTime start, String type, String room, String status) {
        return new Booking(
                region(), nr, SANNA, clinic(), start, 30, type, "P17", room, status, null, true,
                true);
    }

    private JsonNode bookingOf(String nr) {
        return bookingOf(clinic(), nr);
    }

    private JsonNode bookingOf(String clinic, String nr) {
        String id = sanna.bookingId(clinic, nr);
        return each(sanna.bookings())
                .filter(one -> one.path("id").asText().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private List<String> ids() {
        return each(sanna.bookings()).map(one -> one.path("id").asText()).toList();
    }

    private void brokenSource(JsonNode list) {
        assertThat(list.path("complete").asBoolean(true)).isFalse();
        assertThat(each(list.path("sources")).filter(one -> one.path("id").asText().equals("24")))
                .singleElement()
                .satisfies(
                        one ->
                                assertThat(one.path("status").asText() + one.path("error").asText())
                                        .isEqualTo("brokenbackend-broken"));
    }

    /** What an operation received last. */
    private JsonNode sent(String operation) {
        List<Seen> seen = tidum.seen(operation);
        try {
            return JSON.readTree(seen.get(seen.size() - 1).body());
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static Answer json(String text, Charset charset) {
        return new Answer(200, "application/json", text.getBytes(charset), Map.of());
    }

    private static String weekWith(LocalDate day, String times) {
        return "{\"enhet\":{\"kod\":\"ALI-1\"},\"vecka\":\"%s\",\"tider\":[%s]}"
                .formatted(day.format(DateTimeFormatter.ISO_WEEK_DATE).substring(0, 8), times);
    }
}
