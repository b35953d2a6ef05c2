package se.knutpunkt.fake.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import se.knutpunkt.fake.Mood;

/** What the regions answer and refuse, beside what HAPI does by itself. */
class FhirRegionsTest {
    private static final String MAJA = "199102102382";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String WEEK =
            "&start=ge2026-11-03T00:00:00%2B01:00&start=lt2026-11-10T00:00:00%2B01:00";
    private static final String SLOTS =
            "/14/Slot?schedule.actor=HealthcareService/vc-hisingen&status=free" + WEEK;

    /** Monday 2 November 2026, 09:15 in Sweden. */
    private static final Clock CLOCK =
            Clock.fixed(Instant.parse("2026-11-02T08:15:00Z"), ZoneOffset.UTC);

    private static FhirRegions regions;

    @BeforeAll
    static void start() {
        regions = new FhirRegions(0, CLOCK);
    }

    @AfterAll
    static void stop() {
        regions.close();
    }

    @BeforeEach
    void reset() {
        regions.reset();
    }

    @Test
    void clinicsAreThoseOfTheRegion() throws Exception {
        assertThat(body(get("/14/HealthcareService?active=true")).findValuesAsText("name"))
                .containsExactly("Hisingens vårdcentral <Åsa & Öberg>", "Mölnlycke läkarhus");
        assertThat(body(get("/06/HealthcareService?active=true")).findValuesAsText("name"))
                .contains("Rosenlunds vårdcentral");
        assertThat(body(get("/25/HealthcareService?active=true")).path("entry")).hasSize(2);
    }

    @Test
    void freeTimesComeInPagesUntilTheLast() throws Exception {
        JsonNode page = body(get(SLOTS + "&_count=100&_include=Slot:schedule"));
        Set<String> ids = new HashSet<>();
        int pages = 0;
        for (String next = ""; next != null; pages++) {
            page.path("entry")
                    .forEach(
                            one -> {
                                if (one.at("/resource/resourceType").asText().equals("Slot")) {
                                    ids.add(one.at("/resource/id").asText());
                                }
                            });
            next = next(page);
            if (next != null) {
                assertThat(next).startsWith(regions.url("14") + "?");
                page = body(send(HttpRequest.newBuilder(URI.create(next))));
            }
        }
        assertThat(ids).hasSize(5 * 16 * 4 - 1);
        assertThat(pages).isEqualTo(4);
    }

    @Test
    void whatIsAskedForIsIncluded() throws Exception {
        JsonNode page =
                body(
                        get(
                                SLOTS
                                        + "&service-type=LAKTEL&_include=Slot:schedule"
                                        + "&_include:iterate=Schedule:actor"));
        Set<String> types = new HashSet<>();
        page.path("entry").forEach(one -> types.add(one.at("/resource/resourceType").asText()));
        assertThat(types).contains("Slot", "Schedule", "Practitioner", "HealthcareService");
        assertThat(search(MAJA, "").body())
                .doesNotContain("\"resourceType\":\"HealthcareService\"");
        assertThat(search(MAJA, "&_include=Appointment:actor").body())
                .contains("\"resourceType\":\"HealthcareService\",\"id\":\"vc-hisingen\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/14/HealthcareService?colour=red",
                "/14/Slot?schedule.actor=HealthcareService/vc-hisingen&status=free",
                "/14/Slot?schedule.actor=HealthcareService/vc-hisingen&status=busy" + WEEK,
                SLOTS + "&_include=Slot:everything",
                "/14/Appointment?date=ge2026-11-03",
                "/14/Patient?name=x"
            })
    void whatItDoesNotSupportIsRefused(String question) throws Exception {
        HttpResponse<String> answer = get(question);
        assertThat(answer.statusCode()).as(answer.body()).isBetween(400, 404);
        assertThat(body(answer).path("resourceType").asText()).isEqualTo("OperationOutcome");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/14/Appointment?patient.identifier=urn:oid:1.2.752.129.2.1.3.1%7C199102102382",
                "/14/Appointment/199102102382",
                "/14/Appointment?patient.identifier=19910210-2382"
            })
    void aPersonalNumberInAnAddressIsRefusedAndRemembered(String question) throws Exception {
        assertThat(get(question).statusCode()).isEqualTo(400);
        assertThat(regions.personalNumbersInAddresses()).hasSize(1);
    }

    @Test
    void aTimeIsGivenAwayOnce() throws Exception {
        String slot = "vc-hisingen.lak1.20261104T0900";
        HttpResponse<String> made = create(slot, "k1");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        assertThat(made.headers().firstValue("ETag")).contains("W/\"1\"");
        assertThat(made.headers().firstValue("Location").orElse(""))
                .startsWith(regions.url("14") + "/Appointment/")
                .endsWith("/_history/1");
        HttpResponse<String> again = create(slot, "k1");
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(body(again).path("id")).isEqualTo(body(made).path("id"));
        HttpResponse<String> other = create(slot, "k2");
        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(body(other).at("/issue/0/code").asText()).isEqualTo("conflict");
        assertThat(get(SLOTS + "&_count=1000").body()).doesNotContain(slot);
    }

    @Test
    void anIdentifierThatSeveralHaveIsNoCondition() throws Exception {
        create("vc-hisingen.lak1.20261104T0900", "k1");
        var copy = regions.appointments("14").get(0);
        regions.appointments("14").stream()
                .filter(one -> one.hasIdentifier())
                .forEach(one -> regions.store("14", "copy", one));
        assertThat(copy).isNotNull();
        assertThat(create("vc-hisingen.lak1.20261104T0930", "k1").statusCode()).isEqualTo(412);
    }

    @Test
    void onlyTheVersionThatIsHereCanBeChanged() throws Exception {
        String stored = json(MAJA, "4711").replace("\"booked\"", "\"cancelled\"");
        assertThat(update("4711", null, stored).statusCode()).isEqualTo(400);
        assertThat(update("4711", "W/\"9\"", stored).statusCode()).isEqualTo(412);
        HttpResponse<String> done = update("4711", "W/\"1\"", stored);
        assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
        assertThat(done.headers().firstValue("ETag")).contains("W/\"2\"");
        assertThat(JSON.readTree(json(MAJA, "4711")).at("/meta/versionId").asText()).isEqualTo("2");
        assertThat(update("4711", "W/\"1\"", stored).statusCode()).isEqualTo(412);
        assertThat(update("4711", "W/\"2\"", stored).statusCode()).isEqualTo(422);
        assertThat(update("9999", "W/\"1\"", stored.replace("4711", "9999")).statusCode())
                .isEqualTo(404);
    }

    @Test
    void somebodyAtTheClinicCanBeFaster() throws Exception {
        String stored = json(MAJA, "4711").replace("\"booked\"", "\"cancelled\"");
        regions.beFaster(1);
        assertThat(update("4711", "W/\"1\"", stored).statusCode()).isEqualTo(412);
        assertThat(update("4711", "W/\"2\"", stored).statusCode()).isEqualTo(200);
    }

    @Test
    void aRefusalHasATextForPeople() throws Exception {
        regions.refuseChanges("Ring <mottagningen> & fråga");
        HttpResponse<String> answer = create("vc-hisingen.lak1.20261104T0900", "k1");
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(body(answer).at("/issue/0/code").asText()).isEqualTo("business-rule");
        assertThat(body(answer).at("/issue/0/details/text").asText())
                .isEqualTo("Ring <mottagningen> & fråga");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"resourceType\":\"Appointment\",\"news\":1}", "{", "", "[]"})
    void whatIsNoAppointmentIsRefused(String json) throws Exception {
        assertThat(post(json, "k1").statusCode()).isBetween(400, 422);
    }

    @Test
    void aProvenanceThatIsNoneIsRefused() throws Exception {
        String json = json(MAJA, "4711").replace("\"booked\"", "\"cancelled\"");
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(regions.url("14") + "/Appointment/4711"))
                        .header("Content-Type", "application/fhir+json")
                        .header("If-Match", "W/\"1\"")
                        .header("X-Provenance", "{\"resourceType\":\"Patient\"}")
                        .PUT(BodyPublishers.ofString(json));
        assertThat(send(request).statusCode()).isEqualTo(400);
    }

    @Test
    void aLaterVersionHasMoreInIt() throws Exception {
        regions.speakLaterVersion();
        assertThat(search(MAJA, "").body()).contains("\"news\":\"1 & 2\"", "urn:news");
    }

    @Test
    void moodsAreTowardsARegionAndAnOperation() throws Exception {
        regions.mood(Mood.fault("throttled").on("searchHealthcareService").at("06"));
        assertThat(get("/14/HealthcareService").statusCode()).isEqualTo(200);
        HttpResponse<String> answer = get("/06/HealthcareService");
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("Retry-After")).contains("7");
        assertThat(regions.callsOf("searchHealthcareService")).isEqualTo(2);
    }

    private static HttpResponse<String> create(String slot, String key) throws Exception {
        LocalDateTime at =
                LocalDateTime.parse(
                        slot.substring(slot.length() - 13)
                                .replaceFirst("(....)(..)(..T..)(..)", "$1-$2-$3:$4"));
        var wanted = regions.appointment("14", MAJA, "vc-hisingen.lak1", "LAK30", at);
        wanted.addIdentifier().setSystem(Systems.BOOKING).setValue(key);
        return post(
                ca.uhn.fhir.context.FhirContext.forR4Cached()
                        .newJsonParser()
                        .encodeResourceToString(wanted),
                key);
    }

    private static HttpResponse<String> post(String json, String key) throws Exception {
        return send(
                HttpRequest.newBuilder(URI.create(regions.url("14") + "/Appointment"))
                        .header("Content-Type", "application/fhir+json")
                        .header("If-None-Exist", "identifier=" + Systems.BOOKING + "|" + key)
                        .POST(BodyPublishers.ofString(json)));
    }

    private static HttpResponse<String> update(String id, String version, String json)
            throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(regions.url("14") + "/Appointment/" + id))
                        .header("Content-Type", "application/fhir+json")
                        .PUT(BodyPublishers.ofString(json));
        return send(version == null ? request : request.header("If-Match", version));
    }

    private static String json(String person, String id) throws Exception {
        JsonNode page = body(search(person, "&_id=" + id));
        return page.at("/entry/0/resource").toString();
    }

    private static HttpResponse<String> search(String person, String more) throws Exception {
        String patient = URLEncoder.encode(Systems.PERSON + "|" + person, StandardCharsets.UTF_8);
        return send(
                HttpRequest.newBuilder(URI.create(regions.url("14") + "/Appointment/_search"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("patient.identifier=" + patient + more)));
    }

    private static HttpResponse<String> get(String question) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(regions.url() + FhirServer.PATH + question)));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private static JsonNode body(HttpResponse<String> answer) throws Exception {
        return JSON.readTree(answer.body());
    }

    private static String next(JsonNode page) {
        for (JsonNode link : page.path("link")) {
            if (link.path("relation").asText().equals("next")) {
                return link.path("url").asText();
            }
        }
        return null;
    }
}
