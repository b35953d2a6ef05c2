package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import se.knutpunkt.fake.FakePartner;
import se.knutpunkt.fake.Mood;
import se.knutpunkt.fake.Seen;

/** Booking by crm:scheduling through the national platform. */
class RivtaBackendTest extends BackendSuite {

    private static final Map<Operation, String> NAMES =
            Map.of(
                    Operation.listFacilities, "GetAllHealthcareFacilities",
                    Operation.listTimeTypes, "GetAllTimeTypes",
                    Operation.listSlots, "GetAvailableTimeslots",
                    Operation.listBookings, "GetSubjectOfCareSchedule",
                    Operation.getBooking, "GetBookingDetails",
                    Operation.createBooking, "MakeBooking",
                    Operation.rescheduleBooking, "UpdateBooking",
                    Operation.cancelBooking, "CancelBooking");

    private static final List<String> OPTIONAL = List.of("GetAllCareTypes", "GetAllPerformers");

    @Override
    FakePartner backEnd() {
        return hub.rivta();
    }

    @Override
    AppUser citizen() {
        return new AppUser(hub, RunningHub.TOLVAN);
    }

    @Override
    String region() {
        return "01";
    }

    @Override
    String clinic() {
        return AppUser.SODER;
    }

    @Override
    String timeType() {
        return "LAK30";
    }

    @Override
    String booking() {
        return "700101";
    }

    @Override
    String noBooking() {
        return "999999";
    }

    @Override
    void failsOnly(Failing how, Operation operation, boolean carriedOut) {
        Mood mood = mood(how).on(NAMES.get(operation));
        hub.rivta().mood(carriedOut ? mood.withEffect() : mood.withoutEffect());
    }

    @Override
    void holdsNothing() {
        Stream.concat(NAMES.values().stream(), OPTIONAL.stream())
                .forEach(name -> hub.rivta().answers(name, response(name, "")));
    }

    @Override
    String refusesChanges(String text) {
        String result =
                "<r:resultCode>ERROR</r:resultCode><r:resultText>"
                        + text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
                        + "</r:resultText>";
        onlyChanges()
                .map(NAMES::get)
                .forEach(name -> hub.rivta().answers(name, response(name, result)));
        return text;
    }

    @Override
    void speaksLaterVersion() {
        hub.rivta().speakLaterVersion();
    }

    @Override
    int changesReceived() {
        return onlyChanges().map(NAMES::get).mapToInt(hub.rivta()::callsOf).sum();
    }

    @Override
    String reasonReceived() {
        List<Seen> seen = hub.rivta().seen("MakeBooking");
        String soap = seen.get(seen.size() - 1).body();
        return soap.replaceFirst("(?s).*<c:reason>(.*)</c:reason>.*", "$1")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&apos;", "'")
                .replace("&amp;", "&");
    }

    @ParameterizedTest(name = "a read: {0}")
    @CsvSource({
        "VP001, 500, hub-misconfigured",
        "VP004, 404, not-offered",
        "VP006, 502, backend-broken",
        "VP007, 502, backend-refused-hub",
        "VP009, 502, backend-no-answer",
        "VP016, 502, backend-refused-hub",
        "CLIENT, 502, backend-refused",
        "SERVER, 502, backend-fault"
    })
    void aFaultOfAReadHasACode(String fault, int status, String code) {
        ApiCall call = prepared(Operation.listSlots);
        hub.rivta().mood(Mood.fault(fault).on("GetAvailableTimeslots"));
        Expect.problem(call.send(), status, code);
    }

    @ParameterizedTest(name = "a change: {0}")
    @CsvSource({
        "VP003, 500, hub-misconfigured",
        "VP004, 404, not-offered",
        "VP007, 502, backend-refused-hub",
        "VP009, 504, outcome-unknown",
        "CLIENT, 502, backend-refused",
        "SERVER, 504, outcome-unknown"
    })
    void aFaultOfAChangeHasACode(String fault, int status, String code) {
        ApiCall call = prepared(Operation.createBooking);
        hub.rivta().mood(Mood.fault(fault).on("MakeBooking"));
        Expect.problem(call.send(), status, code);
        assertThat(changesReceived()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = "(list|get).*")
    void everyReadPassesFaultsOn(Operation operation) {
        ApiCall call = prepared(operation);
        hub.rivta().mood(Mood.fault("VP007"));
        Expect.problem(call.send(), 502, "backend-refused-hub");
    }

    @Test
    void aReadIsTriedTwice() {
        ApiCall call = prepared(Operation.listSlots);
        hub.rivta().forget();
        hub.rivta().mood(Mood.reset().on("GetAvailableTimeslots").times(1));
        Expect.good(call.send(), 200);
        assertThat(hub.rivta().callsOf("GetAvailableTimeslots")).isEqualTo(2);
    }

    @Test
    void aClinicMayLackTheContractsThatOnlyAdd() {
        ApiCall call = prepared(Operation.listTimeTypes);
        OPTIONAL.forEach(name -> hub.rivta().mood(Mood.fault("VP004").on(name)));
        ApiAnswer answer = call.send();
        Expect.good(answer, 200);
        assertThat(answer.json().path("timeTypes")).hasSize(3);
        assertThat(answer.json().has("careTypes")).isFalse();
    }

    static Stream<String> hostileAnswers() {
        String entities =
                "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;\">]>";
        String file = "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/hostname\">]>";
        String envelope =
                "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>%s</s:Body></s:Envelope>";
        return Stream.of(
                entities + envelope.formatted(schedule("&b;")),
                file + envelope.formatted(schedule("&a;")),
                envelope.formatted(schedule("<c:x>".repeat(5_000) + "</c:x>".repeat(5_000))),
                envelope.formatted(schedule("x".repeat(6_000_000))),
                envelope.formatted(""),
                envelope.formatted(response("GetBookingDetails", "")),
                "<Envelope/>");
    }

    @ParameterizedTest(name = "hostile answer {index}")
    @MethodSource("hostileAnswers")
    void aHostileAnswerIsBrokenAndDoesNoHarm(String answer) {
        ApiCall call = prepared(Operation.listBookings);
        hub.rivta().answers("GetSubjectOfCareSchedule", answer);
        ApiAnswer shown = call.send();
        Expect.problem(shown, 502, "backend-broken");
    }

    @Test
    void timesThatAreNoneAreLeftOut() {
        ApiCall call = prepared(Operation.listBookings);
        hub.rivta()
                .answers("GetSubjectOfCareSchedule", schedule("").replace("20261201090000", "x"));
        ApiAnswer answer = call.send();
        Expect.good(answer, 200);
    }

    private static String schedule(String reason) {
        return response(
                "GetSubjectOfCareSchedule",
                """
                <r:timeslotDetail xmlns:c="urn:riv:crm:scheduling:1">
                  <c:startTimeInclusive>20261201090000</c:startTimeInclusive>
                  <c:endTimeExclusive>20261201093000</c:endTimeExclusive>
                  <c:healthcare_facility>SE2321000016-A1B2</c:healthcare_facility>
                  <c:bookingId>1</c:bookingId>
                  <c:subject_of_care>191212121212</c:subject_of_care>
                  <c:reason>%s</c:reason>
                </r:timeslotDetail>"""
                        .formatted(reason));
    }

    private static String response(String operation, String content) {
        return "<r:%1$sResponse xmlns:r=\"urn:riv:crm:scheduling:%1$sResponder:1\">%2$s</r:%1$sResponse>"
                .formatted(operation, content);
    }
}
