package se.knutpunkt.fake.rivta;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the platform and the strictest producer refuse. */
class StrictnessTest {
    private static final String TOLVAN = "191212121212";
    private static final String SODER = "SE2321000016-A1B2";
    private static final String SCHEDULE =
            "<r:healthcare_facility>SE2321000016-A1B2</r:healthcare_facility>"
                    + "<r:subject_of_care>191212121212</r:subject_of_care>";

    private static RivtaPlatform platform;
    private static Soap soap;

    @BeforeAll
    static void start() {
        platform = new RivtaPlatform(0);
        soap = Soap.to(platform, SODER, TOLVAN);
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @BeforeEach
    void reset() {
        platform.reset();
    }

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "VP001,''",
                "VP003,<a:LogicalAddress/>",
                "VP004,<a:LogicalAddress> SE2321000016-A1B2</a:LogicalAddress>",
                "VP004,<a:LogicalAddress>SE2321000016-A1B2 </a:LogicalAddress>",
                "VP004,<a:LogicalAddress>SE0000000000-X</a:LogicalAddress>"
            })
    void platformRefusesAddress(String code, String header) throws Exception {
        assertFault(schedule(soap.withAddress(header)), code + " [SANDBOX] ");
    }

    @Test
    void platformRoutesOnTheNamespace() throws Exception {
        String body = soap.envelope("<r:GetSubjectOfCareSchedule xmlns:r='urn:riv:other:1'/>");
        assertFault(soap.send("\"x\"", body), "VP004 ");
        HttpResponse<String> make =
                soap.withAddress("<a:LogicalAddress>SE2321000016</a:LogicalAddress>")
                        .call(Operation.MakeBooking, "");
        assertFault(make, "VP004 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not xml",
                "<a/>",
                "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
            })
    void platformRefusesWhatIsNotSoap(String body) throws Exception {
        assertFault(soap.send("\"x\"", body), "VP015 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<h:Actor/>",
                "<h:Actor><h:actorId>191212121212</h:actorId></h:Actor>",
                "<h:Actor><h:actorId>191212121212</h:actorId><h:actorType>me</h:actorType></h:Actor>",
                "<h:Actor><h:actorId>198804202383</h:actorId>"
                        + "<h:actorType>subject_of_care</h:actorType></h:Actor>",
                "<Actor><actorId>191212121212</actorId>"
                        + "<actorType>subject_of_care</actorType></Actor>",
            })
    void producerWantsTheActor(String header) throws Exception {
        assertFault(schedule(soap.withActor(header)), "Actor");
    }

    @Test
    void anAgentMayActForAnother() throws Exception {
        String agent =
                "<h:Actor><h:actorId>198804202383</h:actorId>"
                        + "<h:actorType>subject_of_care_agent</h:actorType></h:Actor>";
        assertThat(schedule(soap.withActor(agent)).statusCode()).isEqualTo(200);
    }

    @Test
    void nobodyIsTheirOwnAgent() throws Exception {
        String agent =
                "<h:Actor><h:actorId>191212121212</h:actorId>"
                        + "<h:actorType>subject_of_care_agent</h:actorType></h:Actor>";
        assertFault(schedule(soap.withActor(agent)), "Actor");
    }

    @Test
    void anAgentIsOfferedNewBookingsOnly() throws Exception {
        String agent =
                "<h:Actor><h:actorId>198804202383</h:actorId>"
                        + "<h:actorType>subject_of_care_agent</h:actorType></h:Actor>";
        String days =
                "<r:startDateInclusive>20261102</r:startDateInclusive>"
                        + "<r:endDateInclusive>20261106</r:endDateInclusive>";
        String clinic = "<r:healthcare_facility>SE2321000016-A1B2</r:healthcare_facility>";
        String subject = "<m:subject_of_care>191212121212</m:subject_of_care>";
        assertThat(
                        soap.withActor(agent)
                                .call(Operation.GetAvailableTimeslots, clinic + days + subject)
                                .statusCode())
                .isEqualTo(200);
        assertFault(
                soap.withActor(agent)
                        .call(
                                Operation.GetAvailableTimeslots,
                                clinic + "<r:bookingId>700101</r:bookingId>" + days + subject),
                "An agent");
    }

    @Test
    void profilesWantTheCountrysAddressAndANumber() throws Exception {
        String number = "<r:subjectOfCare>191212121212</r:subjectOfCare>";
        assertFault(soap.call(Operation.GetUserProfile, number), "VP004 ");
        Soap national =
                soap.withAddress("<a:LogicalAddress>5565594230</a:LogicalAddress>").withActor("");
        assertThat(national.call(Operation.GetUserProfile, number).statusCode()).isEqualTo(200);
        assertFault(national.call(Operation.GetUserProfile, ""), "Schema");
        assertFault(
                national.call(Operation.GetUserProfile, number.replace("1912", "912")), "Schema");
        assertFault(national.call(Operation.GetUserProfile, number + number), "Schema");
    }

    @Test
    void producerWantsTheSoapActionInQuotes() throws Exception {
        String action = Operation.GetSubjectOfCareSchedule.soapAction();
        assertFault(schedule(soap.withAction(action.replace("\"", ""))), "SOAPAction");
        assertFault(schedule(soap.withAction("\"\"")), "SOAPAction");
    }

    @ParameterizedTest
    @CsvSource({
        "text/xml,415",
        "application/soap+xml; charset=UTF-8,415",
        "text/xml; charset=latin1,415"
    })
    void platformWantsXmlInUtf8(String type, int status) throws Exception {
        HttpResponse<String> answer = schedule(soap.withContentType(type));
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void platformTakesPostBelowVpOnly() throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        for (String path : new String[] {"/vp/x", "/elsewhere"}) {
            HttpRequest get = HttpRequest.newBuilder(URI.create(platform.url() + path)).build();
            assertThat(http.send(get, BodyHandlers.discarding()).statusCode())
                    .isEqualTo(path.startsWith("/vp/") ? 405 : 404);
        }
    }

    @Test
    void elementsMustBeInOrder() throws Exception {
        assertSchemaFault(text -> text.replaceFirst("(<r:healthcare.*facility>)(.*)", "$2$1"));
    }

    @Test
    void mandatoryElementsMustBeThere() throws Exception {
        assertSchemaFault(text -> text.replaceFirst("<r:subject.*", ""));
    }

    @Test
    void elementsMustBeInTheirNamespace() throws Exception {
        assertSchemaFault(text -> text.replace("r:subject", "m:subject"));
        assertSchemaFault(text -> text.replace("r:subject", "c:subject"));
    }

    @Test
    void unknownElementsOfTheSameNamespaceAreRefused() throws Exception {
        assertSchemaFault(text -> text + "<r:more/>");
        assertThat(
                        soap.call(Operation.GetSubjectOfCareSchedule, SCHEDULE + "<m:more/>")
                                .statusCode())
                .isEqualTo(200);
    }

    @Test
    void theMinorNamespaceOfThePatientIsATrap() throws Exception {
        String wrong =
                "<r:healthcare_facility>SE2321000016-A1B2</r:healthcare_facility>"
                        + "<r:subject_of_care>191212121212</r:subject_of_care>";
        assertFault(soap.call(Operation.GetAllTimeTypes, wrong), "Schema violation");
    }

    @Test
    void namesOfAMakeBookingAreInTheMinorNamespace() throws Exception {
        String right = RivtaPlatformTest.make("20991103100000", "", "LAK30");
        assertThat(soap.call(Operation.MakeBooking, right).statusCode()).isEqualTo(200);
        assertFault(
                soap.call(Operation.MakeBooking, right.replace("e:firstName", "c:firstName")),
                "Schema violation");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1912121212", "19121212-1212", " 191212121212", "TOLVAN"})
    void personalNumbersFollowThePattern(String number) throws Exception {
        assertSchemaFault(text -> text.replace(TOLVAN, number));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-02", "20261302", "20261102080000", "20260231"})
    void daysFollowThePattern(String day) throws Exception {
        String wrong =
                "<r:healthcare_facility>SE2321000016-A1B2</r:healthcare_facility>"
                        + "<r:startDateInclusive>%s</r:startDateInclusive>".formatted(day)
                        + "<r:endDateInclusive>20991101</r:endDateInclusive>"
                        + "<m:subject_of_care>191212121212</m:subject_of_care>";
        HttpResponse<String> answer = soap.call(Operation.GetAvailableTimeslots, wrong);
        assertFault(answer, day.equals("20260231") ? "No such date" : "Schema violation");
    }

    @Test
    void theFacilityMustBeTheOneAddressed() throws Exception {
        String other = SCHEDULE.replace("A1B2", "C3D4");
        assertFault(soap.call(Operation.GetSubjectOfCareSchedule, other), "logical address");
        String lower = SCHEDULE.replace("A1B2", "a1b2");
        assertThat(soap.call(Operation.GetSubjectOfCareSchedule, lower).statusCode())
                .isEqualTo(200);
    }

    @Test
    void faultsHaveNoPersonalNumberAndKeepTheCorrelationId() throws Exception {
        HttpResponse<String> answer = schedule(soap.withActor(""));
        assertThat(answer.body()).doesNotContain(TOLVAN);
        assertThat(answer.headers().firstValue("x-skltp-correlation-id")).isPresent();
    }

    private static void assertSchemaFault(UnaryOperator<String> change) throws Exception {
        String content = change.apply(SCHEDULE);
        assertThat(content).isNotEqualTo(SCHEDULE);
        assertFault(soap.call(Operation.GetSubjectOfCareSchedule, content), "Schema violation");
    }

    private static void assertFault(HttpResponse<String> answer, String text) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(500);
        assertThat(answer.body()).contains("<faultcode>soapenv:Client</faultcode>", text);
    }

    private static HttpResponse<String> schedule(Soap from) throws Exception {
        return from.call(Operation.GetSubjectOfCareSchedule, SCHEDULE);
    }
}
