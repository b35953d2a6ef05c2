package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.Bundle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import se.knutpunkt.fake.Answer;
import se.knutpunkt.fake.Mood;
import se.knutpunkt.fake.Seen;
import se.knutpunkt.fake.fhir.FhirRegions;

/** What only a product that speaks FHIR has: versions, conditions, pages, statuses, provenance. */
class FhirBookingTest {

    private static final String MAJA = "199102102382";
    private static final String CLINIC = "vc-hisingen";
    private static final String CALENDAR = "vc-hisingen.lak1";
    private static final ZoneId SWEDEN = ZoneId.of("Europe/Stockholm");
    private static final String FHIR = "application/fhir+json;charset=UTF-8";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RunningHub hub = RunningHub.fresh();
    private final FhirRegions regions = hub.partner(FhirRegions.class);
    private final AppUser maja = new AppUser(hub, MAJA, "14");
    private final String booking = maja.bookingId(CLINIC, "4711");

    @AfterEach
    void noPersonalNumberStandsInAnAddress() {
        assertThat(regions.personalNumbersInAddresses()).isEmpty();
    }

    @Test
    void aListIsReadToItsLastPage() {
        long slots =
                AppUser.each(
                                maja.read(
                                                AppUser.slotsPath(
                                                        maja.facilityId(CLINIC),
                                                        AppUser.today().plusDays(1),
                                                        AppUser.today().plusDays(30)))
                                        .path("slots"))
                        .map(one -> one.path("id").asText())
                        .distinct()
                        .count();
        assertThat(slots).isGreaterThan(1200);
        assertThat(regions.callsOf("nextPage")).isGreaterThanOrEqualTo(2);
    }

    @Test
    void tenThousandBookingsAreAllThere() {
        Appointment one = appointment(at(2, 9));
        for (int i = 0; i < 10_000; i++) {
            regions.store("14", "many-" + i, one);
        }
        ApiAnswer answer = maja.call("GET", "/v1/bookings").with("Deadline-Ms", "30000").send();
        Expect.good(answer, 200);
        assertThat(answer.json().path("bookings")).hasSizeGreaterThan(10_000);
        assertThat(answer.json().path("complete").asBoolean()).isTrue();
        assertThat(regions.callsOf("nextPage")).isEqualTo(20);
    }

    @Test
    void pagesWithoutEndAreABrokenSource() {
        String endless = page(regions.url("14") + "?_getpages=1");
        regions.answers("searchAppointment", endless);
        regions.answers("nextPage", endless);
        Expect.sourceFailed(maja.get("/v1/bookings"), "14", "backend-broken");
        assertThat(regions.callsOf("nextPage")).isEqualTo(39);
    }

    @ParameterizedTest
    @CsvSource({"http://localhost:1/fhir/14", "${region06}", "ftp://x"})
    void aNextPageElsewhereIsNotFollowed(String next) {
        String link = next.replace("${region06}", regions.url("06"));
        regions.answers("searchAppointment", page(link + "?_getpages=1"));
        Expect.sourceFailed(maja.get("/v1/bookings"), "14", "backend-broken");
        assertThat(regions.callsOf("nextPage")).isZero();
    }

    @Test
    void aPageThatFailsTakesTheAnswerWithIt() {
        regions.answers("searchAppointment", page(regions.url("14") + "?_getpages=1"));
        regions.mood(Mood.half().on("nextPage"));
        Expect.sourceFailed(maja.get("/v1/bookings"), "14", "backend-no-answer");
    }

    @Test
    void whoBooksIsNamedAndBooksOnceForEachKey() throws Exception {
        var wish = AppUser.wish(maja.freeTime(CLINIC, "LAK30")).put("phone", "070-1740605");
        Expect.good(maja.book(wish).send(), 201);
        Seen sent = last("createAppointment");
        String condition = sent.header("If-None-Exist").orElse("");
        assertThat(condition).matches("identifier=https://1177\\.se/booking\\|[A-Za-z0-9_-]{22}");
        JsonNode appointment = JSON.readTree(sent.body());
        assertThat(condition).endsWith("|" + appointment.at("/identifier/0/value").asText());
        assertThat(appointment.at("/contained/0/telecom/0/value").asText())
                .isEqualTo("070-1740605");
        JsonNode provenance = JSON.readTree(sent.header("X-Provenance").orElse(""));
        assertThat(provenance.at("/agent/0/who/identifier/value").asText()).isEqualTo(MAJA);
        assertThat(provenance.at("/agent/0/onBehalfOf").isMissingNode()).isTrue();
    }

    @Test
    void anAppointmentThatIsThereAlreadyIsTheAnswer() {
        ApiCall call = maja.book(maja.freeTime(CLINIC, "LAK30"));
        regions.mood(Mood.reset().on("createAppointment").withEffect());
        regions.mood(Mood.status(503).on("searchAppointment"));
        Expect.problem(call.send(), 504, "outcome-unknown");
        regions.calm();
        hub.closeBreakers();
        Expect.good(call.send(), 201);
        assertThat(regions.callsOf("createAppointment")).isEqualTo(1);
    }

    @Test
    void aTimeThatSomebodyTookIsTaken() {
        String slot = maja.freeTime(CLINIC, "LAK30");
        AppUser.each(maja.freeTimes(CLINIC, "&timeTypeId=LAK30"))
                .filter(one -> one.path("id").asText().equals(slot))
                .forEach(one -> take(one.path("start").asText()));
        problem(maja.book(slot).send(), 409, "slot-taken");
        problem(maja.move(booking, slot).send(), 409, "slot-taken");
    }

    @ParameterizedTest
    @CsvSource({
        "cancel, 1, 200,",
        "cancel, 2, 409, booking-changed",
        "move, 1, 200,",
        "move, 2, 409, booking-changed"
    })
    void aChangeIsTriedOnceMoreOnTheVersionThatIsThere(
            String change, int faster, int status, String code) {
        ApiCall call = change(change);
        regions.beFaster(faster);
        ApiAnswer answer = call.send();
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        if (code != null) {
            problem(answer, status, code);
        }
        assertThat(versions()).containsExactly("W/\"1\"", "W/\"2\"");
    }

    @Test
    void whatWasMovedCanBeCancelled() {
        Expect.good(change("move").send(), 200);
        Expect.good(maja.cancel(booking).send(), 200);
        assertThat(versions()).containsExactly("W/\"1\"", "W/\"2\"");
    }

    static Stream<Consumer<Appointment>> changes() {
        return Stream.of(
                one -> one.setStart(new Date(one.getStart().getTime() + 3_600_000)),
                one -> one.setStatus(AppointmentStatus.ARRIVED));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void whatTheClinicMovedMeanwhileIsNotCancelled(Consumer<Appointment> meanwhile) {
        regions.beFaster(1, meanwhile);
        problem(maja.cancel(booking).send(), 409, "booking-changed");
        assertThat(versions()).containsExactly("W/\"1\"");
    }

    @Test
    void aChangeKeepsWhatNobodyHereKnows() {
        ApiCall call = change("move");
        Expect.good(call.send(), 200);
        Appointment moved =
                regions.appointments("14").stream()
                        .filter(one -> one.getIdElement().getIdPart().equals("4711"))
                        .findFirst()
                        .orElseThrow();
        assertThat(moved.getDescription()).startsWith("Årlig kontroll");
        assertThat(moved.getParticipant()).hasSize(3);
        assertThat(moved.getStatus()).isEqualTo(AppointmentStatus.BOOKED);
    }

    @ParameterizedTest
    @CsvSource({"4712", "4720", "999"})
    void whatIsCancelledSomebodyElsesOrNowhereIsNotFound(String id) {
        String of = maja.bookingId(CLINIC, id);
        problem(maja.get("/v1/bookings/" + of), 404, "booking-not-found");
        problem(maja.cancel(of).send(), 404, "booking-not-found");
        problem(maja.move(of, maja.freeTime(CLINIC, "LAK30")).send(), 404, "booking-not-found");
        assertThat(regions.callsOf("updateAppointment")).isZero();
    }

    @Test
    void aServerThatTellsOfSomebodyElseIsNotBelieved() {
        Appointment other = regions.appointment("14", "189002019819", CALENDAR, "LAK30", at(3, 10));
        other.setId("4711");
        regions.answers("searchAppointment", bundle(other));
        problem(maja.get("/v1/bookings/" + booking), 404, "booking-not-found");
        problem(maja.cancel(booking).send(), 404, "booking-not-found");
        JsonNode list = maja.read("/v1/bookings");
        assertThat(list.path("bookings")).isEmpty();
        assertThat(list.at("/sources/0/error").asText()).isEqualTo("backend-broken");
        assertThat(list.path("complete").asBoolean()).isFalse();
    }

    @Test
    void aStatusThatNobodyKnowsIsABrokenSource() {
        Appointment known = appointment(at(3, 10));
        known.setId("1");
        Appointment unknown = appointment(at(3, 11));
        unknown.setId("2");
        String both = bundle(known, unknown);
        int last = both.lastIndexOf("\"booked\"");
        regions.answers(
                "searchAppointment",
                both.substring(0, last) + "\"overbooked\"" + both.substring(last + 8));
        JsonNode list = maja.read("/v1/bookings");
        assertThat(list.path("bookings")).hasSize(1);
        assertThat(list.at("/sources/0/status").asText()).isEqualTo("broken");
    }

    @Test
    void bothPassesOfTheRepeatedHourOfAutumnAreExactAndInOrder() {
        hub.clock().set("2026-10-20T08:00:00Z");
        store("late", "2026-10-25T01:30:00Z");
        store("early", "2026-10-25T00:30:00Z");
        JsonNode list = maja.read("/v1/bookings?from=2026-10-25&to=2026-10-25");
        assertThat(AppUser.each(list.path("bookings")).map(one -> one.path("start").asText()))
                .containsExactly("2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00");
    }

    static Stream<Answer> hostileAnswers() {
        byte[] latin =
                "{\"resourceType\":\"Bundle\",\"id\":\"Å\"}".getBytes(StandardCharsets.ISO_8859_1);
        return Stream.of(
                new Answer(200, FHIR, latin, Map.of()),
                new Answer(200, "application/fhir+json;charset=ISO-8859-1", latin, Map.of()),
                Answer.of(200, "text/html", "<html>"),
                Answer.of(200, FHIR, "{\"resourceType\":\"Bundle\",\"entry\":["),
                Answer.of(200, FHIR, "{\"resourceType\":\"Patient\"}"),
                Answer.of(200, FHIR, "[]"),
                Answer.of(200, FHIR, "{\"resourceType\":\"Bundle\",\"entry\":[\"x\"]}{}"),
                Answer.of(302, FHIR, "{}").with("Location", "http://localhost:1/"),
                Answer.of(200, FHIR, "[".repeat(5_000) + "]".repeat(5_000)),
                Answer.of(200, FHIR, "{\"resourceType\":\"" + "x".repeat(6_000_000) + "\"}"));
    }

    @ParameterizedTest(name = "hostile answer {index}")
    @MethodSource("hostileAnswers")
    void aHostileAnswerIsBrokenAndDoesNoHarm(Answer answer) {
        regions.answers("searchAppointment", answer);
        Expect.sourceFailed(maja.get("/v1/bookings"), "14", "backend-broken");
    }

    @ParameterizedTest
    @CsvSource({
        "400, backend-refused",
        "401, backend-refused-hub",
        "403, backend-refused-hub",
        "404, hub-misconfigured",
        "429, backend-busy",
        "500, backend-fault",
        "502, backend-no-answer",
        "503, backend-no-answer",
        "504, backend-timeout"
    })
    void aWebPageOfAProxyIsJudgedByItsStatus(int status, String code) {
        String page = "<html><body>Bad gateway";
        regions.answers("searchAppointment", Answer.of(status, "text/html", page));
        Expect.sourceFailed(maja.get("/v1/bookings"), "14", code);
    }

    @ParameterizedTest
    @CsvSource({
        "exception, backend-fault",
        "transient, backend-no-answer",
        "throttled, backend-busy",
        "processing, backend-fault"
    })
    void anOutcomeInPlaceOfAListIsNoList(String issue, String code) {
        regions.answers(
                "searchAppointment",
                "{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"error\",\"code\":\"%s\"}]}"
                        .formatted(issue));
        Expect.sourceFailed(maja.get("/v1/bookings"), "14", code);
    }

    @Test
    void theRestThatAServerAsksForIsPassedOn() {
        regions.mood(Mood.fault("throttled").on("searchHealthcareService"));
        ApiAnswer answer = maja.get("/v1/facilities?region=14");
        problem(answer, 503, "backend-busy");
        assertThat(answer.header("Retry-After")).isEqualTo("7");
    }

    @Test
    void aGuardianBooksForTheChildAndIsNamed() throws Exception {
        AppUser guardian = new AppUser(hub, "198804202383", "14").actingFor("201701012393");
        Expect.good(guardian.book(guardian.freeTime(CLINIC, "LAK30")).send(), 201);
        Seen sent = last("createAppointment");
        JsonNode agent = JSON.readTree(sent.header("X-Provenance").orElse("")).at("/agent/0");
        assertThat(agent.at("/who/identifier/value").asText()).isEqualTo("198804202383");
        assertThat(agent.at("/onBehalfOf/identifier/value").asText()).isEqualTo("201701012393");
        assertThat(sent.body()).contains("201701012393").doesNotContain("198804202383");
    }

    private ApiCall change(String change) {
        return change.equals("cancel")
                ? maja.cancel(booking)
                : maja.move(booking, maja.freeTimeFor(CLINIC, booking));
    }

    private List<String> versions() {
        return regions.seen("updateAppointment").stream()
                .map(one -> one.header("If-Match").orElse("none"))
                .toList();
    }

    private Seen last(String operation) {
        List<Seen> seen = regions.seen(operation);
        return seen.get(seen.size() - 1);
    }

    private void problem(ApiAnswer answer, int status, String code) {
        Expect.problem(answer, status, code);
    }

    private void take(String start) {
        LocalDateTime at = java.time.OffsetDateTime.parse(start).toLocalDateTime();
        for (String calendar : List.of("vc-hisingen.lak1", "vc-hisingen.lak2")) {
            regions.store(
                    "14",
                    "taken-" + calendar,
                    regions.appointment("14", "189002019819", calendar, "LAK30", at));
        }
    }

    private void store(String id, String instant) {
        Appointment one = appointment(at(3, 10));
        Date start = Date.from(Instant.parse(instant));
        one.getStartElement().setValue(start).setTimeZone(TimeZone.getTimeZone(SWEDEN));
        one.getEndElement()
                .setValue(Date.from(start.toInstant().plus(Duration.ofMinutes(20))))
                .setTimeZone(TimeZone.getTimeZone(SWEDEN));
        regions.store("14", id, one);
    }

    private Appointment appointment(LocalDateTime at) {
        return regions.appointment("14", MAJA, CALENDAR, "LAK30", at);
    }

    private static LocalDateTime at(int days, int hour) {
        return AppUser.today().plusDays(days).atTime(hour, 0);
    }

    private static String page(String next) {
        return "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"link\":[{\"relation\":\"next\",\"url\":\"%s\"}]}"
                .formatted(next);
    }

    private static String bundle(Appointment... appointments) {
        Bundle bundle = new Bundle().setType(Bundle.BundleType.SEARCHSET);
        for (Appointment one : appointments) {
            bundle.addEntry().setResource(one);
        }
        return FhirContext.forR4Cached().newJsonParser().encodeResourceToString(bundle);
    }
}
