package se.knutpunkt.fake.rivta;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import se.knutpunkt.fake.Mood;

class RivtaPlatformTest {
    private static final String TOLVAN = "191212121212";
    private static final String SODER = "SE2321000016-A1B2";
    private static final String SJOSTADEN = "SE2321000016-C3D4";
    private static final String REGION = "SE2321000016";

    /** Monday 2 November 2026, 09:15 in Sweden. */
    private static final Clock CLOCK =
            Clock.fixed(Instant.parse("2026-11-02T08:15:00Z"), ZoneOffset.UTC);

    private static final String FACILITY =
            "<r:healthcare_facility>" + SODER + "</r:healthcare_facility>";
    private static final String SUBJECT = "<r:subject_of_care>" + TOLVAN + "</r:subject_of_care>";
    private static final String MINOR_SUBJECT =
            "<m:subject_of_care>" + TOLVAN + "</m:subject_of_care>";
    private static final String PERIOD =
            "<r:startDateInclusive>20261102</r:startDateInclusive>"
                    + "<r:endDateInclusive>20261106</r:endDateInclusive>";
    private static final String NAME =
            "<r:subject_of_care_info><e:firstName>Tolvan</e:firstName>"
                    + "<e:lastName>Tolvansson</e:lastName></r:subject_of_care_info>";

    private static final Map<Operation, String> VALID =
            Map.ofEntries(
                    Map.entry(Operation.GetSubjectOfCareSchedule, FACILITY + SUBJECT),
                    Map.entry(Operation.GetBookingDetails, FACILITY + bookingId("700101")),
                    Map.entry(Operation.GetAllHealthcareFacilities, FACILITY + SUBJECT),
                    Map.entry(Operation.GetAllCareTypes, FACILITY + SUBJECT),
                    Map.entry(Operation.GetAllTimeTypes, FACILITY + MINOR_SUBJECT),
                    Map.entry(Operation.GetAllPerformers, FACILITY + SUBJECT),
                    Map.entry(Operation.GetAvailableDates, FACILITY + PERIOD + MINOR_SUBJECT),
                    Map.entry(Operation.GetAvailableTimeslots, FACILITY + PERIOD + MINOR_SUBJECT),
                    Map.entry(Operation.MakeBooking, make("20261103100000", "", "LAK30")),
                    Map.entry(Operation.UpdateBooking, update("20261103110000", "700101")),
                    Map.entry(Operation.CancelBooking, FACILITY + bookingId("700101")),
                    Map.entry(Operation.GetPersonsForProfile, person(TOLVAN, "P2")),
                    Map.entry(Operation.GetUserProfile, profile(TOLVAN)),
                    Map.entry(
                            Operation.FindContent,
                            "<r:registeredResidentIdentification>"
                                    + TOLVAN
                                    + "</r:registeredResidentIdentification>"
                                    + "<r:serviceDomain>riv:crm:scheduling</r:serviceDomain>"));

    private static RivtaPlatform platform;
    private static Soap soder;

    @BeforeAll
    static void start() {
        platform = new RivtaPlatform(0, CLOCK);
        soder = Soap.to(platform, SODER, TOLVAN);
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @BeforeEach
    void reset() {
        platform.reset();
    }

    @Test
    void aGuardiansProfileNamesTheChildByTheOfficialSchema() throws Exception {
        HttpResponse<String> answer = ask(Operation.GetUserProfile, profile("198804202383"));
        assertThat(answer.body())
                .contains("<c:subjectOfCareId>201701012393</c:subjectOfCareId>")
                .contains("<c:relativeType>Child</c:relativeType>");
        Assumptions.assumeTrue(
                OfficialSchemas.arePresent(), "the folder with the official schemas is not here");
        OfficialSchemas.validate(Operation.GetUserProfile, answer.body());
    }

    @ParameterizedTest
    @EnumSource
    void answersAValidRequest(Operation operation) throws Exception {
        HttpResponse<String> answer = ask(operation, VALID.get(operation));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains(operation.name() + "Response>");
        assertThat(platform.callsOf(operation.name())).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void answersByTheOfficialSchemas(Operation operation) throws Exception {
        Assumptions.assumeTrue(
                OfficialSchemas.arePresent(), "the folder with the official schemas is not here");
        HttpResponse<String> answer = ask(operation, VALID.get(operation));
        OfficialSchemas.validate(operation, answer.body());
        OfficialSchemas.validate(
                operation,
                platform.seen(operation.name())
                        .get(0)
                        .body()
                        .replaceFirst("(?s)<a:LogicalAddress>.*</h:Actor>", ""));
    }

    @ParameterizedTest
    @EnumSource
    void answersOfEveryPersonAreByTheOfficialSchemas(PersonCase person) throws Exception {
        Assumptions.assumeTrue(
                OfficialSchemas.arePresent(), "the folder with the official schemas is not here");
        HttpResponse<String> answer =
                ask(Operation.GetPersonsForProfile, person(person.number, "P4"));
        OfficialSchemas.validate(Operation.GetPersonsForProfile, answer.body());
        assertThat(answer.body()).contains(person.expected);
    }

    /** What is special about a person. */
    enum PersonCase {
        ORDINARY(TOLVAN, "<c:countyCode>01</c:countyCode>"),
        PROTECTED_RECORD("191003289822", "protectedPopulationRecord>true"),
        MARKED("198004262385", "protectedPersonIndicator>true"),
        DEAD("198108222384", "deregistrationReasonCode>AV"),
        UNKNOWN("198404152392", "</c:requestedPersonalIdentity></r:requestedPersonRecord>");

        private final String number;
        private final String expected;

        PersonCase(String number, String expected) {
            this.number = number;
            this.expected = expected;
        }
    }

    @Test
    void registerTellsNothingOfWhereAProtectedPersonLives() throws Exception {
        String answer = ask(Operation.GetPersonsForProfile, person("191003289822", "P4")).body();
        assertThat(answer).doesNotContain("countyCode").doesNotContain("residentialAddress");
    }

    @Test
    void aggregatedScheduleHasARowForEachClinic() throws Exception {
        String body = aggregated().body();
        assertThat(body).contains("<c:bookingId>700101<", "<c:bookingId>700103<");
        assertThat(body).doesNotContain("700104"); // open invitations are not in the schedule
        assertThat(body.split("<ih:statusCode>DataFromSource")).hasSize(3);
    }

    @Test
    void aFailedClinicIsToldAndItsRowsAreMissing() throws Exception {
        platform.makeFacilityFail(SJOSTADEN, Mood.slow(Duration.ofSeconds(30)));
        String body = aggregated().body();
        assertThat(body).contains("NoDataSynchFailed", "<ih:code>504</ih:code>", "700101");
        assertThat(body).contains("<ih:lastSuccessfulSynch></ih:lastSuccessfulSynch>");
        assertThat(body).doesNotContain("700103");
        platform.makeFacilityFail(SJOSTADEN, Mood.down());
        assertThat(aggregated().body()).contains("<ih:code>500</ih:code>");
        if (OfficialSchemas.arePresent()) {
            OfficialSchemas.validate(Operation.GetSubjectOfCareSchedule, body);
        }
    }

    @Test
    void aBrokenClinicAskedAloneIsAPlatformFault() throws Exception {
        platform.makeFacilityFail(SODER, Mood.garbage());
        HttpResponse<String> answer =
                ask(Operation.MakeBooking, make("20261103100000", "-LAK1", "LAK30"));
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("soapenv:Server", "VP009 [SANDBOX]");
        assertThat(platform.bookingsOf(TOLVAN)).anyMatch(one -> one.id().equals("861001"));
    }

    @Test
    void aLostAnswerHasBeenCarriedOutUnlessToldOtherwise() throws Exception {
        platform.mood(Mood.empty().on("MakeBooking").withoutEffect());
        String wanted = make("20261103100000", "-LAK1", "LAK30");
        assertThat(ask(Operation.MakeBooking, wanted).body()).isEmpty();
        assertThat(platform.bookingsOf(TOLVAN)).hasSize(4);
        platform.mood(Mood.empty().on("MakeBooking"));
        assertThat(ask(Operation.MakeBooking, wanted).body()).isEmpty();
        assertThat(platform.bookingsOf(TOLVAN)).hasSize(5);
    }

    @Test
    void oneClinicGivesARebookedTimeANewId() throws Exception {
        String wanted = update("20261110090000", "700103").replace(SODER, SJOSTADEN);
        Soap sjostaden = Soap.to(platform, SJOSTADEN, TOLVAN);
        assertThat(sjostaden.call(Operation.UpdateBooking, wanted).body()).contains(">OK<");
        assertThat(platform.bookingsOf(TOLVAN))
                .anyMatch(one -> one.id().equals("861001") && !one.invitation())
                .noneMatch(one -> one.id().equals("700103"));
    }

    @Test
    void aBookingMadeIsInTheScheduleAndItsTimeIsTaken() throws Exception {
        String made = ask(Operation.MakeBooking, make("20261103100000", "-LAK1", "LAK30")).body();
        assertThat(made).contains("<r:bookingId>861001</r:bookingId><r:resultCode>OK<");
        assertThat(platform.bookingsOf(TOLVAN)).anyMatch(one -> one.id().equals("861001"));
        String again = ask(Operation.MakeBooking, make("20261103100000", "-LAK1", "LAK30")).body();
        assertThat(again).contains("ERROR", "Tiden är inte längre ledig.");
        String slots =
                ask(Operation.GetAvailableTimeslots, VALID.get(Operation.GetAvailableTimeslots))
                        .body();
        assertThat(slots).contains("20261103100000").contains("&lt;Söder&gt;");
        assertThat(slots.split("<c:startTimeInclusive>20261103100000")).hasSize(4); // was 5
        assertThat(slots).doesNotContain("20261102090000"); // has begun
    }

    @Test
    void unknownTimesAreNotBooked() throws Exception {
        for (String start : List.of("20261103101500", "20261107100000", "20261103180000")) {
            assertThat(ask(Operation.MakeBooking, make(start, "", "LAK30")).body())
                    .contains("ERROR");
        }
    }

    @Test
    void adviceComesAsInfo() throws Exception {
        assertThat(ask(Operation.MakeBooking, make("20261104083000", "", "FASTA")).body())
                .contains("<r:resultCode>INFO</r:resultCode><r:resultText>Kom fastande.<");
    }

    @Test
    void aTimeIsGivenAwayOnceHoweverManyAsk() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(8);
        Callable<String> call =
                () -> ask(Operation.MakeBooking, make("20261104083000", "-LAK1", "LAK30")).body();
        List<Future<String>> answers = pool.invokeAll(Collections.nCopies(16, call));
        pool.shutdown();
        int done = 0;
        for (Future<String> answer : answers) {
            done += answer.get().contains("<r:resultCode>OK<") ? 1 : 0;
        }
        assertThat(done).isEqualTo(1);
    }

    @Test
    void bookingsMoveAndGoAwayOnlyWhereAllowed() throws Exception {
        assertThat(ask(Operation.UpdateBooking, update("20261103110000", "700101")).body())
                .contains(">OK<");
        assertThat(platform.bookingsOf(TOLVAN).get(0).start().toString())
                .isEqualTo("2026-11-03T11:00");
        assertThat(ask(Operation.UpdateBooking, update("20261103113000", "700102")).body())
                .contains(">ERROR<");
        assertThat(ask(Operation.CancelBooking, FACILITY + bookingId("700101")).body())
                .contains(">OK<");
        for (String id : List.of("700101", "700102", "nonsense")) {
            assertThat(ask(Operation.CancelBooking, FACILITY + bookingId(id)).body())
                    .contains(">ERROR<");
        }
    }

    @Test
    void anOpenInvitationIsShownByItsIdAndBookedWithIt() throws Exception {
        String shown = ask(Operation.GetBookingDetails, FACILITY + bookingId("700104")).body();
        assertThat(shown).contains("<c11:isInvitation>true<").doesNotContain("startTimeInclusive");
        String wanted =
                make("20261104083000", "", "FASTA")
                        .replace(
                                "<c:subject_of_care>",
                                "<c:bookingId>700104</c:bookingId><c:subject_of_care>");
        assertThat(ask(Operation.MakeBooking, wanted).body())
                .contains("<r:bookingId>700104<", ">INFO<");
        assertThat(ask(Operation.MakeBooking, wanted).body()).contains(">ERROR<");
    }

    @Test
    void preparedAnswersLastUntilReset() throws Exception {
        platform.answers("GetBookingDetails", "<x/>");
        assertThat(ask(Operation.GetBookingDetails, FACILITY + bookingId("1")).body())
                .contains("<x/>");
        platform.reset();
        assertThat(ask(Operation.GetBookingDetails, FACILITY + bookingId("1")).body())
                .contains("Okänd bokning");
    }

    private static HttpResponse<String> aggregated() throws IOException, InterruptedException {
        return Soap.to(platform, REGION, TOLVAN)
                .call(
                        Operation.GetSubjectOfCareSchedule,
                        (FACILITY + SUBJECT).replace(SODER, REGION));
    }

    private static HttpResponse<String> ask(Operation operation, String content)
            throws IOException, InterruptedException {
        Soap soap = operation.isBooking() ? soder : Soap.to(platform, Clinics.NATIONAL, TOLVAN);
        return soap.call(operation, content);
    }

    static String make(String start, String performer, String type) {
        return "<r:healthcare_facility_med>"
                + SODER
                + "</r:healthcare_facility_med>"
                + slot(start, performer.isEmpty() ? "" : SODER + performer, "", type)
                + NAME;
    }

    private static String update(String start, String id) {
        return slot(start, "", "<c:bookingId>" + id + "</c:bookingId>", "");
    }

    private static String slot(String start, String performer, String id, String type) {
        return "<r:requestedTimeslot><c:startTimeInclusive>"
                + start
                + "</c:startTimeInclusive><c:healthcare_facility>"
                + SODER
                + "</c:healthcare_facility>"
                + (performer.isEmpty() ? "" : "<c:performer>" + performer + "</c:performer>")
                + id
                + "<c:subject_of_care>"
                + TOLVAN
                + "</c:subject_of_care>"
                + (type.isEmpty() ? "" : "<c:timeTypeID>" + type + "</c:timeTypeID>")
                + "</r:requestedTimeslot>";
    }

    private static String bookingId(String id) {
        return "<r:bookingId>" + id + "</r:bookingId>";
    }

    private static String profile(String number) {
        return "<r:subjectOfCare>" + number + "</r:subjectOfCare>";
    }

    private static String person(String number, String profile) {
        return "<r:personId><p:root>1.2.752.129.2.1.3.1</p:root><p:extension>"
                + number
                + "</p:extension></r:personId><r:profile>"
                + profile
                + "</r:profile><r:ignoreReferredIdentity>false</r:ignoreReferredIdentity>";
    }
}
