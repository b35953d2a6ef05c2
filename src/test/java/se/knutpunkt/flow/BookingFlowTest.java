package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static se.knutpunkt.flow.AppUser.SJOSTADEN;
import static se.knutpunkt.flow.AppUser.SODER;
import static se.knutpunkt.flow.AppUser.each;
import static se.knutpunkt.flow.AppUser.today;
import static se.knutpunkt.flow.AppUser.wish;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import se.knutpunkt.fake.Mood;

/** What a citizen does with bookings, from the list of clinics to the cancelled visit. */
class BookingFlowTest {

    private static final DateTimeFormatter RIVTA = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");

    private final RunningHub hub = RunningHub.fresh();
    private final AppUser tolvan = new AppUser(hub, RunningHub.TOLVAN);
    private final AppUser neighbour = new AppUser(hub, "198804202383");

    @Test
    void aVisitIsFoundBookedMovedAndCancelled() {
        String clinic = facilityNamed("Åsa & Öbergs vårdcentral <Söder>");
        String type = timeTypeNamed(clinic, "Besök läkare 30 min");
        JsonNode slots = tolvan.freeTimes(clinic.substring(3), "&timeTypeId=" + type);
        ApiAnswer made = tolvan.book(slots.path(0).path("id").asText()).send();
        Expect.good(made, 201);
        String id = made.json().path("id").asText();
        assertThat(made.json().path("start")).isEqualTo(slots.path(0).path("start"));
        assertThat(made.json().path("canCancel").asBoolean()).isTrue();
        assertThat(ids(tolvan.bookings())).contains(id);
        assertThat(tolvan.booking(id)).isEqualTo(made.json());

        JsonNode other = tolvan.freeTimes(clinic.substring(3), "&bookingId=" + id).path(3);
        ApiAnswer moved = tolvan.move(id, other.path("id").asText()).send();
        Expect.good(moved, 200);
        assertThat(moved.json().path("start")).isEqualTo(other.path("start"));

        ApiAnswer cancelled = tolvan.cancel(moved.json().path("id").asText()).send();
        Expect.good(cancelled, 200);
        assertThat(cancelled.json().path("status").asText()).isEqualTo("cancelled");
        assertThat(ids(tolvan.bookings())).doesNotContain(id);
    }

    @Test
    void aClinicTellsItsKindsOfCareAndStaffWhenAsked() {
        String path = "/v1/facilities/01." + SODER + "/time-types";
        JsonNode bare = tolvan.read(path);
        assertThat(bare.has("careTypes") || bare.has("performers")).isFalse();
        JsonNode whole = tolvan.read(path + "?include=careTypes,performers");
        assertThat(whole.path("careTypes")).hasSize(2);
        assertThat(whole.path("performers").findValuesAsText("title")).contains("Läkare");
        JsonNode care = tolvan.read(path + "?include=careTypes");
        assertThat(care.has("careTypes") && !care.has("performers")).isTrue();
    }

    @Test
    void aBookingMayGetANewIdWhenItIsMoved() {
        String slot = tolvan.freeTime(SJOSTADEN, "LAK30");
        String id = tolvan.book(slot).send().json().path("id").asText();
        ApiAnswer moved = tolvan.move(id, tolvan.freeTimeFor(SJOSTADEN, id)).send();
        Expect.good(moved, 200);
        String newId = moved.json().path("id").asText();
        assertThat(newId).isNotEqualTo(id);
        assertThat(tolvan.booking(newId).path("start")).isEqualTo(moved.json().path("start"));
        Expect.good(tolvan.cancel(newId).send(), 200);
    }

    @Test
    void whatIsCancelledCannotBeCancelledAgain() {
        String id = tolvan.bookingId(SODER, "700101");
        Expect.good(tolvan.cancel(id).send(), 200);
        ApiAnswer again = tolvan.cancel(id).send();
        Expect.problem(again, 409, "cancel-refused");
        assertThat(again.json().path("notice").asText()).isEqualTo("Bokningen finns inte.");
    }

    @Test
    void theClinicsAdviceIsShown() {
        ApiAnswer made = tolvan.book(tolvan.freeTime(SODER, "FASTA")).send();
        Expect.good(made, 201);
        assertThat(made.json().path("notice").asText()).isEqualTo("Kom fastande.");
        assertThat(made.json().path("resource").path("name").asText())
                .isEqualTo("Provtagningen & labbet");
        String id = made.json().path("id").asText();
        ApiAnswer moved = tolvan.move(id, tolvan.freeTimeFor(SODER, id)).send();
        assertThat(moved.json().path("notice").asText()).isEqualTo("Kom fastande.");
    }

    @Test
    void anInvitationWithATimeIsMoved() {
        String id = tolvan.bookingId(SJOSTADEN, "700103");
        assertThat(tolvan.booking(id).path("status").asText()).isEqualTo("invitation");
        JsonNode slot = tolvan.freeTimes(SJOSTADEN, "&bookingId=" + id).path(0);
        ApiAnswer moved = tolvan.move(id, slot.path("id").asText()).send();
        Expect.good(moved, 200);
        assertThat(moved.json().path("status").asText()).isEqualTo("booked");
        assertThat(moved.json().path("start")).isEqualTo(slot.path("start"));
    }

    @Test
    void anOpenInvitationIsBooked() {
        String id = tolvan.bookingId(SODER, "700104");
        JsonNode open = tolvan.booking(id);
        assertThat(open.path("status").asText()).isEqualTo("openInvitation");
        assertThat(open.has("start") || open.has("end")).isFalse();
        assertThat(ids(tolvan.bookings())).doesNotContain(id);

        ApiAnswer made = tolvan.book(tolvan.freeTimeFor(SODER, id)).send();
        Expect.good(made, 201);
        assertThat(made.json().path("id").asText()).isEqualTo(id);
        assertThat(made.json().path("status").asText()).isEqualTo("booked");
        assertThat(hub.rivta().seen("MakeBooking").get(0).body())
                .contains("<c:bookingId>700104</c:bookingId>");
    }

    @Test
    void aBookingSaysWhatMayBeDoneWithIt() {
        JsonNode free = tolvan.booking(tolvan.bookingId(SODER, "700101"));
        assertThat(free.path("canCancel").asBoolean()).isTrue();
        assertThat(free.path("canReschedule").asBoolean()).isTrue();
        assertThat(free.path("canSendMessage").asBoolean()).isTrue();
        JsonNode silent = tolvan.booking(tolvan.bookingId(SODER, "700102"));
        assertThat(silent.path("canCancel").asBoolean(true)).isFalse();
        assertThat(silent.path("canReschedule").asBoolean(true)).isFalse();
        assertThat(silent.path("canSendMessage").asBoolean(true)).isFalse();
    }

    @Test
    void whatTheClinicForbidsIsRefused() {
        String id = tolvan.bookingId(SODER, "700102");
        ApiAnswer refused = tolvan.move(id, tolvan.freeTimeFor(SODER, id)).send();
        Expect.problem(refused, 409, "reschedule-refused");
        assertThat(refused.json().path("notice").asText())
                .isEqualTo("Bokningen kan inte ombokas. Kontakta mottagningen.");
    }

    @Test
    void aTimeIsGivenAwayOnce() {
        String mine = tolvan.freeTime(SODER, "SSK30");
        String theirs = neighbour.freeTime(SODER, "SSK30");
        Expect.good(neighbour.book(theirs).send(), 201);
        ApiAnswer late = tolvan.book(mine).send();
        Expect.problem(late, 409, "booking-refused");
        assertThat(late.json().path("notice").asText()).isEqualTo("Tiden är inte längre ledig.");
        assertThat(late.json().path("source").asText()).isEqualTo("01");
    }

    @Test
    void theClinicGetsWhatTheCitizenWritesAndTheRegistersName() {
        String slot = tolvan.freeTime(SODER, "LAK30");
        String reason = "Åsa & <Öberg> ]]>";
        ApiAnswer made =
                tolvan.book(
                                wish(slot)
                                        .put("reason", reason)
                                        .put("phone", "+46 70-174 06 05")
                                        .put("email", "tolvan@example.se"))
                        .send();
        Expect.good(made, 201);
        assertThat(made.json().path("reason").asText()).isEqualTo(reason);
        assertThat(hub.rivta().seen("MakeBooking").get(0).body())
                .contains("<c:reason>Åsa &amp; &lt;Öberg&gt; ]]&gt;</c:reason>")
                .contains("<c:phone>+46 70-174 06 05</c:phone>")
                .contains("<c:email>tolvan@example.se</c:email>")
                .contains("<c11:firstName>Tolvan</c11:firstName>")
                .contains("<c11:lastName>Tolvansson</c11:lastName>");
    }

    @Test
    void aMoveTakesANewReasonAlong() {
        String id = tolvan.bookingId(SODER, "700101");
        var wish = wish(tolvan.freeTimeFor(SODER, id)).put("reason", "Öm & <svullen>");
        ApiAnswer moved = tolvan.move(id, wish).send();
        Expect.good(moved, 200);
        assertThat(moved.json().path("reason").asText()).isEqualTo("Öm & <svullen>");
    }

    @Test
    void daysChooseAmongBookings() {
        JsonNode all = tolvan.bookings();
        LocalDate second = LocalDate.parse(all.path(1).path("start").asText().substring(0, 10));
        assertThat(ids(tolvan.read("/v1/bookings?from=" + second).path("bookings")))
                .containsExactlyElementsOf(ids(all).subList(1, 3));
        assertThat(ids(tolvan.read("/v1/bookings?to=" + second).path("bookings")))
                .containsExactlyElementsOf(ids(all).subList(0, 2));
        String day = "?from=%1$s&to=%1$s".formatted(second);
        assertThat(ids(tolvan.read("/v1/bookings" + day).path("bookings")))
                .containsExactly(all.path(1).path("id").asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/bookings?", "/v1/facilities/01.SE2321000016-A1B2/slots?"})
    void daysInTheWrongOrderAreRefused(String path) {
        ApiAnswer answer = tolvan.get(path + "from=2026-12-02&to=2026-12-01");
        Expect.problem(answer, 400, "invalid-parameter");
        assertThat(answer.json().path("errors").path(0).path("where").asText()).isEqualTo("to");
        Expect.nothingReachedTheClinics(hub);
    }

    @Test
    void atMost62DaysOfFreeTimesAreAskedFor() {
        LocalDate from = today();
        Expect.good(tolvan.get(slots(from, from.plusDays(61))), 200);
        hub.rivta().forget();
        Expect.problem(tolvan.get(slots(from, from.plusDays(62))), 400, "invalid-parameter");
        Expect.nothingReachedTheClinics(hub);
    }

    @Test
    void aLongTimeIsNarrowedToTheDaysThatHaveFreeTimes() {
        LocalDate from = today().plusDays(1);
        Expect.good(tolvan.get(slots(from, from.plusDays(6))), 200);
        assertThat(Expect.schedulingCalls(hub)).containsExactly("GetAvailableTimeslots");
        hub.rivta().forget();
        Expect.good(tolvan.get(slots(from, from.plusDays(7))), 200);
        assertThat(Expect.schedulingCalls(hub))
                .containsExactly("GetAvailableDates", "GetAvailableTimeslots");
    }

    @Test
    void noFreeTimesAtAllIsAnEmptyList() {
        LocalDate far = today().plusDays(100);
        ApiAnswer answer = tolvan.get(slots(far, far.plusDays(30)));
        Expect.good(answer, 200);
        assertThat(answer.json().path("slots")).isEmpty();
    }

    @Test
    void freeTimesAreInOrder() {
        List<String> starts =
                each(tolvan.freeTimes(SODER, "")).map(s -> s.path("start").asText()).toList();
        assertThat(starts).isNotEmpty().isSorted();
    }

    @Test
    void aClinicThatFailsIsASourceAndTheOthersAreShown() {
        hub.rivta().makeFacilityFail(SJOSTADEN, Mood.fault());
        Counter counted =
                hub.bean(MeterRegistry.class)
                        .counter(
                                "knutpunkt.source.failures",
                                "source",
                                "01",
                                "code",
                                "backend-no-answer",
                                "of",
                                "clinic");
        double before = counted.count();
        JsonNode answer = tolvan.read("/v1/bookings");
        assertThat(counted.count() - before).isEqualTo(1);
        assertThat(answer.path("complete").asBoolean(true)).isFalse();
        assertThat(answer.path("bookings")).hasSize(2);
        JsonNode source = source(answer, SJOSTADEN);
        assertThat(source.path("status").asText()).isEqualTo("broken");
        assertThat(source.path("error").asText()).isEqualTo("backend-no-answer");
        assertThat(source(answer, "01").path("status").asText()).isEqualTo("answered");
    }

    @Test
    void aClinicThatIsLateIsALateSource() {
        hub.rivta().makeFacilityFail(SJOSTADEN, Mood.slow(Duration.ofSeconds(9)));
        JsonNode answer = tolvan.read("/v1/bookings");
        assertThat(answer.path("complete").asBoolean(true)).isFalse();
        assertThat(source(answer, SJOSTADEN).path("status").asText()).isEqualTo("late");
    }

    @Test
    void somebodyElsesBookingInAnAnswerIsNotShown() {
        hub.rivta().answers("GetSubjectOfCareSchedule", scheduleOf("198804202383"));
        JsonNode answer = tolvan.read("/v1/bookings");
        assertThat(answer.path("bookings")).isEmpty();
        assertThat(answer.path("complete").asBoolean(true)).isFalse();
        assertThat(source(answer, "01").path("status").asText()).isEqualTo("broken");
        assertThat(source(answer, "01").path("error").asText()).isEqualTo("backend-broken");
    }

    @Test
    void tenThousandBookingsAreShownInOrder() {
        hub.rivta().answers("GetSubjectOfCareSchedule", schedule(10_000));
        JsonNode answer = many().json();
        List<String> starts = answer.path("bookings").findValuesAsText("start");
        assertThat(starts).hasSize(10_000).isSorted();
        assertThat(answer.path("complete").asBoolean()).isTrue();
        assertThat(source(answer, "01").path("status").asText()).isEqualTo("answered");
    }

    /** Larger than a schedule can be: no part of it is believed. */
    @Test
    void moreThanAScheduleCanHoldIsABrokenSource() {
        hub.rivta().answers("GetSubjectOfCareSchedule", schedule(20_000));
        ApiAnswer answer = many();
        Expect.problem(answer, 502, "backend-broken");
        assertThat(answer.json().path("source").asText()).isEqualTo("01");
        Expect.good(tolvan.get(slots(today().plusDays(1), today().plusDays(2))), 200);
    }

    /** Plain, for the check against the contract takes longer than the hub. */
    private ApiAnswer many() {
        return new ApiAnswer(
                hub.send(
                        HttpRequest.newBuilder(hub.uri("/v1/bookings"))
                                .header(
                                        "Authorization",
                                        "Bearer "
                                                + hub.identityProvider()
                                                        .citizenToken(RunningHub.TOLVAN))
                                .header("Deadline-Ms", "30000")
                                .build()),
                null);
    }

    /** So many bookings at a clinic, the latest first, each as long as they are in practice. */
    private static String schedule(int bookings) {
        LocalDateTime first = LocalDate.of(2030, 1, 1).atTime(8, 0);
        return IntStream.range(0, bookings)
                .mapToObj(
                        i ->
                                """
                                <r:timeslotDetail>
                                  <c:startTimeInclusive>%s</c:startTimeInclusive>
                                  <c:endTimeExclusive>%s</c:endTimeExclusive>
                                  <c:healthcare_facility>%s</c:healthcare_facility>
                                  <c:bookingId>many-%d</c:bookingId>
                                  <c:subject_of_care>%s</c:subject_of_care>
                                  <c:reason>%s</c:reason>
                                  <c:healthcare_facility_name>Söder vårdcentral</c:healthcare_facility_name>
                                  <c:timeTypeName>Läkarbesök 30 min</c:timeTypeName>
                                  <c:timeTypeID>LAK30</c:timeTypeID>
                                  <c:cancel_booking_allowed>true</c:cancel_booking_allowed>
                                  <c:rebooking_allowed>true</c:rebooking_allowed>
                                </r:timeslotDetail>
                                """
                                        .formatted(
                                                RIVTA.format(first.plusHours(bookings - i)),
                                                RIVTA.format(first.plusHours(bookings - i + 1)),
                                                SODER,
                                                i,
                                                RunningHub.TOLVAN,
                                                "Besök. ".repeat(100)))
                .collect(
                        Collectors.joining(
                                "",
                                "<r:GetSubjectOfCareScheduleResponse"
                                        + " xmlns:r='urn:riv:crm:scheduling:GetSubjectOfCareScheduleResponder:1'"
                                        + " xmlns:c='urn:riv:crm:scheduling:1'>",
                                "</r:GetSubjectOfCareScheduleResponse>"));
    }

    @Test
    void anotherRegionIsBookedInAsWell() {
        AppUser guest = new AppUser(hub, RunningHub.TOLVAN);
        JsonNode clinics = guest.read("/v1/facilities?region=12").path("facilities");
        String clinic = clinics.path(0).path("id").asText();
        assertThat(clinic).startsWith("12.");
        String path =
                "/v1/facilities/%s/slots?timeTypeId=SSK30&from=%s&to=%s"
                        .formatted(clinic, today().plusDays(1), today().plusDays(7));
        ApiAnswer made =
                guest.book(guest.read(path).path("slots").path(0).path("id").asText()).send();
        Expect.good(made, 201);
        assertThat(made.json().path("id").asText()).startsWith("12.");
        assertThat(guest.booking(made.json().path("id").asText())).isEqualTo(made.json());
    }

    @Test
    void aListThatNoClinicAnsweredIsAProblem() {
        for (String clinic : List.of("SE2321000016-A1B2", "SE2321000016-C3D4")) {
            hub.rivta().makeFacilityFail(clinic, Mood.slow(Duration.ofSeconds(1)));
        }
        ApiAnswer answer = hub.get("/v1/bookings").as(RunningHub.TOLVAN).send();
        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.code()).isEqualTo("backend-timeout");
        assertThat(answer.json().path("source").asText()).isEqualTo("01");
    }

    @Test
    void aBookingThatIsGoneIsNotFound() {
        String id =
                hub.get("/v1/bookings")
                        .as(RunningHub.TOLVAN)
                        .send()
                        .json()
                        .at("/bookings/0/id")
                        .asText();
        hub.call("DELETE", "/v1/bookings/" + id).as(RunningHub.TOLVAN).send();
        ApiAnswer answer = hub.get("/v1/bookings/" + id).as(RunningHub.TOLVAN).send();
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.code()).isEqualTo("booking-not-found");
    }

    @Test
    void aCitizenWithoutBookingsHasACompleteEmptyList() {
        JsonNode answer = new AppUser(hub, "198004262385").read("/v1/bookings");
        assertThat(answer.path("bookings")).isEmpty();
        assertThat(answer.path("complete").asBoolean()).isTrue();
    }

    private String facilityNamed(String name) {
        return each(tolvan.read("/v1/facilities").path("facilities"))
                .filter(one -> one.path("name").asText().equals(name))
                .map(one -> one.path("id").asText())
                .findFirst()
                .orElseThrow();
    }

    private String timeTypeNamed(String facility, String name) {
        return each(tolvan.read("/v1/facilities/" + facility + "/time-types").path("timeTypes"))
                .filter(one -> one.path("name").asText().equals(name))
                .map(one -> one.path("id").asText())
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode source(JsonNode answer, String id) {
        return each(answer.path("sources"))
                .filter(one -> one.path("id").asText().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> ids(JsonNode bookings) {
        return each(bookings).map(one -> one.path("id").asText()).toList();
    }

    private static String slots(LocalDate from, LocalDate to) {
        return "/v1/facilities/01.%s/slots?from=%s&to=%s".formatted(SODER, from, to);
    }

    private static String scheduleOf(String person) {
        return """
               <r:GetSubjectOfCareScheduleResponse xmlns:r="urn:riv:crm:scheduling:GetSubjectOfCareScheduleResponder:1"
                   xmlns:c="urn:riv:crm:scheduling:1">
                 <r:timeslotDetail>
                   <c:startTimeInclusive>20261201090000</c:startTimeInclusive>
                   <c:endTimeExclusive>20261201093000</c:endTimeExclusive>
                   <c:healthcare_facility>SE2321000016-A1B2</c:healthcare_facility>
                   <c:bookingId>1</c:bookingId>
                   <c:subject_of_care>%s</c:subject_of_care>
                 </r:timeslotDetail>
               </r:GetSubjectOfCareScheduleResponse>
               """
                .formatted(person);
    }
}
