package se.knutpunkt.fake.tidum;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import se.knutpunkt.fake.Mood;

/** The fake keeps to docs/partners/tidum.md. */
class TidumServiceTest {
    private static final String SANNA = "199802262387";
    private static final String FRIDA = "198612092380";
    private static final String WHO = "\"medborgare\":\"" + SANNA + "\"";

    /** Monday 2 November 2026, 09:15 in Sweden: week 45. */
    private static final Instant START = Instant.parse("2026-11-02T08:15:00Z");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final SetClock CLOCK = new SetClock();

    private static TidumService tidum;

    @BeforeAll
    static void start() {
        tidum = new TidumService(0, CLOCK);
    }

    @AfterAll
    static void stop() {
        tidum.close();
    }

    @BeforeEach
    void reset() {
        CLOCK.now = START;
        tidum.reset();
    }

    @Test
    void aTimeIsHeldConfirmedMovedAndCancelled() throws Exception {
        assertThat(get("enheter").at("/enheter/0/namn").asText())
                .isEqualTo("Ålidhems hälsocentral");
        assertThat(get("enheter/OST%2F2/besokstyper").at("/besokstyper/1").asText())
                .isEqualTo("B20");
        assertThat(get("enheter/OST%2F2/personal").at("/personal/2/roll").asText())
                .isEqualTo("SSK");
        JsonNode week = get("enheter/OST%2F2/tider?vecka=2026-W46&besokstyp=B20");
        assertThat(week.path("vecka").asText()).isEqualTo("2026-W46");
        assertThat(week.path("tider")).hasSize(5 * 16);
        assertThat(week.at("/tider/0"))
                .isEqualTo(
                        JSON.readTree(
                                """
                                {"dag":1,"tid":"08:00","langd":30,"besokstyp":"B20",
                                 "personal":{"nr":"P21","namn":"Siv Sköld","roll":"SSK"},"rum":"MR"}
                                """));

        JsonNode hold = post("reservationer", held("OST/2", 1, "08:00", "B20"));
        assertThat(hold.path("giltigTill").asText()).isEqualTo("09:20:00");
        JsonNode made = confirm(hold).path("bokning");
        assertThat(made.path("vecka").asText() + made.path("dag") + made.path("tid").asText())
                .isEqualTo("2026-W46108:00");
        assertThat(made.path("status").asText()).isEqualTo("B");

        JsonNode other = post("reservationer", held("OST/2", 2, "09:30", "B20"));
        String nr = made.path("nr").asText();
        JsonNode moved =
                post(
                        "bokningar/" + nr + "/ombokning",
                        "{%s,\"reservation\":%s}".formatted(WHO, other.path("reservation")));
        String newNr = moved.at("/bokning/nr").asText();
        assertThat(newNr).isNotEqualTo(nr);
        assertThat(status(nr) + status(newNr)).isEqualTo("OB");

        post("bokningar/" + newNr + "/avbokning", "{" + WHO + "}");
        assertThat(status(newNr)).isEqualTo("A");
        assertThat(post("bokningar/sok", "{" + WHO + "}").path("bokningar")).hasSize(6);
    }

    @Test
    void aReservationLapsesAfterFiveMinutes() throws Exception {
        JsonNode hold = post("reservationer", held("ALI-1", 1, "08:00", "B20"));
        CLOCK.now = START.plus(Duration.ofMinutes(5)).minusSeconds(1);
        assertThat(code(heldBy(FRIDA))).isEqualTo("E07");
        CLOCK.now = START.plus(Duration.ofMinutes(5));
        assertThat(code(confirm(hold))).isEqualTo("E10");
        assertThat(heldBy(FRIDA).has("reservation")).isTrue();
    }

    @Test
    void whatIsHeldLooksTakenButNotToWhoHoldsIt() throws Exception {
        String query = "enheter/ALI-1/tider?vecka=2026-W46&besokstyp=B20";
        int free = get(query).path("tider").size();
        JsonNode first = post("reservationer", held("ALI-1", 1, "08:00", "B20"));
        assertThat(get(query).path("tider")).hasSize(free - 1);
        JsonNode second = post("reservationer", held("ALI-1", 1, "08:00", "B20"));
        assertThat(code(confirm(first))).isEqualTo("E11");
        assertThat(confirm(second).has("bokning")).isTrue();
        assertThat(code(confirm(second))).isEqualTo("E12");
    }

    @Test
    void twoDoctorsAreTwoTimes() throws Exception {
        assertThat(heldBy(SANNA, "B10").has("reservation")).isTrue();
        assertThat(heldBy(FRIDA, "B10").has("reservation")).isTrue();
        assertThat(code(heldBy("189002019819", "B10"))).isEqualTo("E07");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "E01|not json",
                "E01|[]",
                "E01|{}",
                "E01|{\"medborgare\":199802262387}",
                "E01|{\"medborgare\":\"9802262387\"}",
                "E01|{\"medborgare\":\"199802262387\",\"okänt\":1}",
                "E01|{\"medborgare\":\"199802262387\",\"medborgare\":\"199802262387\"}",
                "E01|{\"medborgare\":\"199802262387\"} {}",
                "E01|{\"medborgare\":\"199802262387\",\"ombud\":\"x\"}",
                "null|{\"medborgare\":\"199802262387\",\"ombud\":\"198804202383\"}",
            })
    void aMessageIsReadStrictly(String code, String body) throws Exception {
        assertThat(String.valueOf(code(post("bokningar/sok", body)))).isEqualTo(code);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "E01|enheter?x=1",
                "E01|enheter/ALI-1/tider?vecka=2026-W46&vecka=2026-W47",
                "E02|enheter/TEL.7/besokstyper",
                "E03|enheter/ALI-1/tider?vecka=2026-W46&besokstyp=X99",
                "E04|enheter/ALI-1/tider",
                "E04|enheter/ALI-1/tider?vecka=2026-46",
                "E04|enheter/ALI-1/tider?vecka=2026-W00",
                "E04|enheter/ALI-1/tider?vecka=2026-W54",
                "E04|enheter/ALI-1/tider?vecka=2027-W53",
                "null|enheter/ALI-1/tider?vecka=2026-W53",
                "null|enheter/ALI-1/tider?vecka=2025-W01",
            })
    void aQuestionIsReadStrictly(String code, String path) throws Exception {
        assertThat(String.valueOf(code(get(path)))).isEqualTo(code);
    }

    @ParameterizedTest(name = "{0}: {1} {2} {3} {4}")
    @CsvSource({
        "E02, TEL.7, 1, 08:00, B20",
        "E03, ALI-1, 1, 08:00, J90",
        "E06, ALI-1, 8, 08:00, B20",
        "E06, ALI-1, 0, 08:00, B20",
        "E06, ALI-1, 1, 8:00, B20",
        "E06, ALI-1, 1, 24:00, B20",
        "E07, ALI-1, 1, 08:10, B20",
        "E07, ALI-1, 6, 08:00, B20",
        "E07, ALI-1, 1, 18:00, B20",
        "null, ALI-1, 1, 15:30, B20"
    })
    void onlyATimeThatIsFreeIsHeld(String code, String unit, int day, String time, String type)
            throws Exception {
        assertThat(String.valueOf(code(post("reservationer", held(unit, day, time, type)))))
                .isEqualTo(code);
    }

    @Test
    void aTimeThatHasPassedIsNotHeld() throws Exception {
        String body = held("ALI-1", 1, "09:00", "B20").replace("W46", "W45");
        assertThat(code(post("reservationer", body))).isEqualTo("E08");
        CLOCK.now = Instant.parse("2026-11-02T07:59:59Z");
        assertThat(post("reservationer", body).has("reservation")).isTrue();
    }

    @Test
    void aReservationIsOnePersonsInOneRegionForOneKindOfVisit() throws Exception {
        JsonNode hold = post("reservationer", held("ALI-1", 1, "08:00", "B20"));
        String other = "{\"medborgare\":\"%s\",\"reservation\":%s}";
        assertThat(code(post("bokningar", other.formatted(FRIDA, hold.path("reservation")))))
                .isEqualTo("E11");
        String own = "{%s,\"reservation\":%s}".formatted(WHO, hold.path("reservation"));
        assertThat(code(send("POST", "07/bokningar", own))).isEqualTo("E11");
        assertThat(code(post("bokningar", "{" + WHO + ",\"reservation\":\"R-1\"}")))
                .isEqualTo("E11");
        assertThat(code(post("bokningar/B-70011/ombokning", own))).isEqualTo("E24");
        assertThat(post("bokningar", own).has("bokning")).isTrue();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "E20, B-1",
        "E20, B-70021", // another person's
        "E21, B-70014",
        "E40, B-70012",
        "null, B-70011"
    })
    void onlyOnesOwnBookingThatHoldsIsCancelled(String code, String nr) throws Exception {
        JsonNode answer = post("bokningar/" + nr + "/avbokning", "{" + WHO + "}");
        assertThat(String.valueOf(code(answer))).isEqualTo(code);
    }

    @Test
    void whatIsCancelledOrHasPassedCannotBeCancelled() throws Exception {
        String path = "bokningar/B-70011/avbokning";
        assertThat(code(send("POST", "07/" + path, "{" + WHO + "}"))).isEqualTo("E20");
        CLOCK.now = START.plus(Duration.ofDays(30));
        assertThat(code(post(path, "{" + WHO + "}"))).isEqualTo("E23");
        CLOCK.now = START;
        assertThat(post(path, "{" + WHO + "}").path("status").asText()).isEqualTo("A");
        assertThat(code(post(path, "{" + WHO + "}"))).isEqualTo("E21");
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 301})
    void whatACitizenWritesHasALimit(int length) throws Exception {
        JsonNode hold = post("reservationer", held("ALI-1", 1, "08:00", "B20"));
        String body =
                "{%s,\"reservation\":%s,\"besoksorsak\":\"%s\",\"kontakt\":{\"epost\":\"a@b.se\"}}"
                        .formatted(WHO, hold.path("reservation"), "😀".repeat(length));
        assertThat(code(post("bokningar", body))).isEqualTo(length > 300 ? "E60" : null);
        if (length > 300) {
            assertThat(confirm(hold).has("bokning")).as("the reservation still stands").isTrue();
        }
    }

    @Test
    void aClinicMayDecideNo() throws Exception {
        JsonNode hold = post("reservationer", held("ALI-1", 1, "08:00", "B20"));
        tidum.refuseChanges("R4", "Ring <oss>");
        JsonNode fel = confirm(hold).path("fel");
        assertThat(fel.path("kod").asText() + fel.path("orsak").asText()).isEqualTo("E40R4");
        assertThat(fel.path("meddelande").asText()).isEqualTo("Ring <oss>");
    }

    @Test
    void theYearWithFiftyThreeWeeksEndsInTheNextOne() throws Exception {
        JsonNode last = get("enheter/ALI-1/tider?vecka=2026-W53&besokstyp=P30");
        assertThat(last.findValuesAsText("dag")).contains("1", "5"); // 28 December, 1 January
        String body = held("ALI-1", 5, "08:00", "P30").replace("W46", "W53");
        JsonNode made = confirm(post("reservationer", body)).path("bokning");
        assertThat(made.path("vecka").asText()).isEqualTo("2026-W53");
        Booking booking = tidum.bookingsOf("24", SANNA).get(4);
        assertThat(booking.start()).isEqualTo(LocalDateTime.parse("2027-01-01T08:00"));
    }

    @Test
    void theRepeatedHourMeansTheEarlierMomentAndTheSkippedOneDoesNotExist() throws Exception {
        CLOCK.now = Instant.parse("2027-10-30T20:00:00Z");
        String autumn = held("JOUR", 7, "02:30", "J90").replace("2026-W46", "2027-W43");
        assertThat(times("2027-W43", 7)).contains("01:30", "02:00", "02:30", "03:00").hasSize(6);
        CLOCK.now = Instant.parse("2027-10-31T00:29:59Z"); // 02:29:59, the first time
        assertThat(post("reservationer", autumn).has("reservation")).isTrue();
        CLOCK.now = Instant.parse("2027-10-31T00:30:00Z");
        assertThat(code(post("reservationer", autumn))).isEqualTo("E08");

        CLOCK.now = START;
        assertThat(times("2027-W12", 7)).containsExactly("01:00", "01:30", "03:00", "03:30");
        String spring = autumn.replace("2027-W43", "2027-W12");
        assertThat(code(post("reservationer", spring))).isEqualTo("E06");
    }

    @Test
    void answersOfALaterVersionSayMore() throws Exception {
        tidum.speakLaterVersion();
        JsonNode answer = post("bokningar/sok", "{" + WHO + "}");
        assertThat(answer.has("nyhet")).isTrue();
        assertThat(answer.at("/bokningar/0/enhet/nyhet/kod").asText()).isEqualTo("N1");
    }

    @Test
    void aFaultIsAnOrdinaryAnswer() throws Exception {
        tidum.mood(Mood.fault().at("24"));
        assertThat(code(get("enheter"))).isEqualTo("E90");
        assertThat(code(send("GET", "07/enheter", ""))).isNull();
        tidum.mood(Mood.fault("E91").on("enheter"));
        assertThat(code(send("GET", "07/enheter", ""))).isEqualTo("E91");
    }

    @ParameterizedTest(name = "{0}: {1} {2}")
    @CsvSource({
        "404, GET, 24/okänt",
        "404, GET, x/enheter",
        "404, GET, 24/enheter/",
        "405, POST, 24/enheter",
        "405, GET, 24/bokningar/sok",
        "415, POST, 24/bokningar/sok"
    })
    void whatIsNotTidumsIsAnHttpStatus(int status, String method, String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(uri(path.replace("ä", "%C3%A4")))
                        .method(method, BodyPublishers.ofString("{}"))
                        .build();
        assertThat(HTTP.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(status);
    }

    private JsonNode heldBy(String person) throws Exception {
        return heldBy(person, "B20");
    }

    private JsonNode heldBy(String person, String type) throws Exception {
        return post("reservationer", held("ALI-1", 1, "08:00", type).replace(SANNA, person));
    }

    private List<String> times(String week, int day) throws Exception {
        List<String> times = new ArrayList<>();
        get("enheter/JOUR/tider?vecka=" + week)
                .path("tider")
                .forEach(
                        one -> {
                            if (one.path("dag").asInt() == day) {
                                times.add(one.path("tid").asText());
                            }
                        });
        return times;
    }

    private String status(String nr) throws Exception {
        JsonNode answer = post("bokningar/hamta", "{%s,\"nr\":\"%s\"}".formatted(WHO, nr));
        return answer.at("/bokning/status").asText();
    }

    /** In week 46. */
    private static String held(String unit, int day, String time, String type) {
        return "{%s,\"enhet\":\"%s\",\"vecka\":\"2026-W46\",\"dag\":%d,\"tid\":\"%s\",\"besokstyp\":\"%s\"}"
                .formatted(WHO, unit, day, time, type);
    }

    private static JsonNode confirm(JsonNode hold) throws Exception {
        return post(
                "bokningar", "{%s,\"reservation\":%s}".formatted(WHO, hold.path("reservation")));
    }

    private static String code(JsonNode answer) {
        return answer.at("/fel/kod").textValue();
    }

    private static JsonNode get(String path) throws Exception {
        return send("GET", "24/" + path, "");
    }

    private static JsonNode post(String path, String body) throws Exception {
        return send("POST", "24/" + path, body);
    }

    private static JsonNode send(String method, String path, String body) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(uri(path))
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(body, StandardCharsets.UTF_8))
                        .build();
        HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static URI uri(String path) {
        return URI.create(tidum.url() + "/tidum/" + path);
    }

    /** Stands where a test sets it. */
    private static final class SetClock extends Clock {
        private volatile Instant now = START;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("the zone is Sweden's");
        }
    }
}
