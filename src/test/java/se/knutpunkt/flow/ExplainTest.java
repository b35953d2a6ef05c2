package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import se.knutpunkt.api.Contract;
import se.knutpunkt.api.Operation;
import se.knutpunkt.catalogue.Declared;
import se.knutpunkt.fake.Mood;
import se.knutpunkt.region.Region;
import se.knutpunkt.region.RegionCatalogue;

/** What operations are told of a call, on the management port behind the login. */
class ExplainTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CLINIC = "01." + AppUser.SODER;

    private final RunningHub hub = RunningHub.fresh();

    /** A region of each product. */
    static Stream<Region> oneOfEachProduct() {
        return new RegionCatalogue(Declared.reader())
                .all().stream()
                        .filter(one -> one.takesPart() && one.capabilities().containsKey("booking"))
                        .collect(
                                java.util.stream.Collectors.toMap(
                                        one -> one.capabilities().get("booking").backend(),
                                        one -> one,
                                        (first, next) -> first))
                        .values()
                        .stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("oneOfEachProduct")
    void everyProductIsExplainedAlike(Region region) {
        String backend = region.capabilities().get("booking").backend();
        JsonNode told = explained("operation=createBooking&region=" + region.region());
        assertThat(told.at("/region/name").asText()).isEqualTo(region.name());
        assertThat(told.at("/region/config").asText())
                .isEqualTo("config/regions/" + region.region() + ".yaml");
        assertThat(told.at("/line/id").asText()).isEqualTo(region.region() + "." + backend);
        assertThat(told.at("/line/state").asText()).isEqualTo("started");
        assertThat(told.at("/line/breaker/state").asText()).isEqualTo("closed");
        assertThat(told.at("/line/backend/config").asText())
                .isEqualTo("config/backends/" + backend + ".yaml");
        // itself, or one of its steps where a change takes several
        assertThat(route(told, "backend." + backend + ".createBooking").path("does").asText())
                .isNotBlank();
        assertThat(told.findValues("mappings").toString())
                .contains("mappings/backends/" + backend + "/createBooking.request")
                .contains("mappings/backends/" + backend + "/createBooking.response");
        assertThat(told.findValuesAsText("sendsOver")).contains(region.region() + "." + backend);
        assertThat(told.path("inWords").toString()).contains(backend, region.name(), "is started");
    }

    static Stream<String> operations() {
        return new Contract(Declared.reader()).operations().stream().map(Operation::id);
    }

    /** A route that was renamed, and a step of a kind that is not followed, would show here. */
    @ParameterizedTest
    @MethodSource("operations")
    void everyOperationIsExplained(String operation) {
        JsonNode told = explained("operation=" + operation + "&region=01");
        assertThat(told.at("/operation/route").asText()).isEqualTo("api." + operation);
        assertThat(route(told, "api." + operation).path("does").asText()).isNotBlank();
        String capability = told.at("/operation/capability").asText();
        boolean asks = !capability.equals("none");
        assertThat(told.has("line")).isEqualTo(asks);
        String line =
                switch (capability) {
                    case "prescriptions" -> "national.ehm";
                    default -> operation.equals("listBookings") ? "national.rivta" : "01.rivta";
                };
        assertThat(told.findValuesAsText("sendsOver").contains(line)).isEqualTo(asks);
    }

    @Test
    void whatIsToldIsWhatHappens() {
        AppUser tolvan = new AppUser(hub, RunningHub.TOLVAN);
        Expect.good(tolvan.get(tolvan.slotsPath(AppUser.SODER, "")), 200);
        JsonNode told = explained("operation=listSlots&facility=" + CLINIC);
        assertThat(told.at("/region/code").asText()).isEqualTo("01");
        assertThat(told.at("/region/why").asText()).contains("facility's id");
        assertThat(told.at("/line/address").asText()).isEqualTo(hub.rivta().url() + "/vp/");
        assertThat(told.at("/line/breaker/calls").asInt()).isEqualTo(1);
        JsonNode step = route(told, "backend.rivta.listSlots");
        assertThat(hub.rivta().seen(step.at("/with/action").asText()))
                .singleElement()
                .satisfies(
                        seen -> assertThat(seen.body()).contains(step.at("/with/address").asText()))
                .satisfies(seen -> assertThat(seen.body()).contains(AppUser.SODER));
        assertThat(step.has("onlyIf")).isFalse();
        assertThat(route(told, "backend.rivta.listSlotDates").path("onlyIf").toString())
                .contains("manyDays");
    }

    @Test
    void aNationalPartnerIsToldWithItsOwnLineAndAddress() {
        JsonNode told = explained("operation=listBookings&region=12");
        JsonNode step = route(told, "backend.personregister.getPerson");
        assertThat(step.path("sendsOver").asText()).isEqualTo("national.personregister");
        assertThat(step.at("/with/address").asText()).isEqualTo("5565594230");
        assertThat(told.path("national").findValuesAsText("id"))
                .contains("national.personregister", "national.userprofile");
    }

    @Test
    void whatIsAskedTogetherGoesOverTheNationalLine() {
        JsonNode told = explained("operation=listBookings&region=01");
        JsonNode step = route(told, "backend.rivta.listBookings");
        assertThat(step.path("sendsOver").asText()).isEqualTo("national.rivta");
        assertThat(route(told, "backend.engagementindex.findContent").path("sendsOver").asText())
                .isEqualTo("national.engagementindex");
        JsonNode alone =
                route(explained("operation=listSlots&region=01"), "backend.rivta.listSlots");
        assertThat(alone.path("sendsOver").asText()).isEqualTo("01.rivta");
    }

    @Test
    void theSourcesOfACitizenAreTold() {
        JsonNode told = explained("operation=listBookings&region=14");
        assertThat(sources(told, "always"))
                .containsExactly("14 over 14.fhir started", "national over national.rivta started");
        List<String> besides = sources(told, "besides");
        assertThat(besides).hasSize(11).contains("06 over 06.fhir started");
        assertThat(besides).noneMatch(one -> one.contains("rivta") || one.startsWith("14"));
        assertThat(told.path("inWords").toString())
                .contains("Always: 14, ", "engagement index", "06.fhir")
                .doesNotContain("The call goes over the line");
        assertThat(explained("operation=listSlots&region=14").has("sources")).isFalse();
        assertThat(explained("operation=listBookings&region=09").has("sources")).isFalse();
    }

    /** The question about all regions at once is also the home region's own. */
    @Test
    void aHomeRegionThatIsAskedWithAllOthersIsOneSource() throws Exception {
        JsonNode told = explained("operation=listBookings&region=01");
        assertThat(sources(told, "always")).containsExactly("01 over national.rivta started");
        AppUser tolvan = new AppUser(hub, RunningHub.TOLVAN);
        assertThat(tolvan.read("/v1/bookings").at("/sources/0/id").asText()).isEqualTo("01");
        hub.camel().getRouteController().stopRoute("line.national.rivta");
        try {
            assertThat(sources(explained("operation=listBookings&region=01"), "always"))
                    .containsExactly("01 over national.rivta maintenance");
        } finally {
            hub.camel().getRouteController().startRoute("line.national.rivta");
        }
    }

    @Test
    void withoutARegionEachThatMayBeASourceIsTold() {
        JsonNode told = explained("operation=listBookings");
        assertThat(sources(told, "always")).containsExactly("national over national.rivta started");
        assertThat(sources(told, "besides")).hasSize(12).contains("14 over 14.fhir started");
        assertThat(told.path("inWords").toString()).contains("if it is the home region");
    }

    private static List<String> sources(JsonNode told, String when) {
        return AppUser.each(told.path("sources"))
                .filter(one -> one.path("when").asText().equals(when))
                .map(
                        one ->
                                "%s over %s %s"
                                        .formatted(
                                                one.path("id").asText(),
                                                one.path("line").asText(),
                                                one.path("state").asText()))
                .toList();
    }

    @Test
    void anUnknownOutcomeIsSettledAfterAFailureOrByARepeat() {
        JsonNode told = explained("operation=cancelBooking&region=01");
        assertThat(told.path("routes"))
                .filteredOn(one -> one.path("route").asText().equals("common.settle.cancelBooking"))
                .extracting(one -> one.path("onlyIf").toString())
                .hasSize(2)
                .anyMatch(conditions -> conditions.contains("after a failure"))
                .anyMatch(conditions -> conditions.contains("== 'settle'"));
        assertThat(route(told, "common.perform.cancelBooking").path("onlyIf").toString())
                .contains("== 'perform'");
    }

    @Test
    void aLineThatIsStoppedIsInMaintenance() throws Exception {
        hub.camel().getRouteController().stopRoute("line.01.rivta");
        try {
            JsonNode told = explained("operation=listSlots&region=01");
            assertThat(told.at("/line/state").asText()).isEqualTo("maintenance");
            assertThat(told.path("inWords").toString()).contains("every call answers maintenance");
            AppUser tolvan = new AppUser(hub, RunningHub.TOLVAN);
            Expect.problem(tolvan.get(tolvan.slotsPath(AppUser.SODER, "")), 503, "maintenance");
        } finally {
            hub.camel().getRouteController().startRoute("line.01.rivta");
        }
    }

    @Test
    void aBreakerThatIsOpenIsTold() {
        AppUser tolvan = new AppUser(hub, RunningHub.TOLVAN);
        tolvan.read("/v1/me");
        hub.rivta().mood(Mood.reset().on("GetAvailableTimeslots"));
        for (int i = 0; i < 20; i++) {
            tolvan.get(tolvan.slotsPath(AppUser.SODER, ""));
        }
        JsonNode told = explained("operation=listSlots&region=01");
        assertThat(told.at("/line/breaker/state").asText()).isEqualTo("open");
        assertThat(told.at("/line/breaker/failurePercent").asInt()).isEqualTo(100);
        assertThat(told.path("inWords").toString()).contains("every call answers backend-paused");
        Expect.problem(tolvan.get(tolvan.slotsPath(AppUser.SODER, "")), 503, "backend-paused");
    }

    @Test
    void withoutARegionEachRegionIsTold() {
        JsonNode told = explained("operation=listFacilities");
        assertThat(told.path("regions")).hasSize(21);
        assertThat(told.at("/regions/01").asText()).isEqualTo("rivta");
        assertThat(told.at("/regions/09").asText()).isEqualTo("does not take part");
        assertThat(told.has("line")).isFalse();
        assertThat(told.path("inWords").toString()).contains("home region");
    }

    @Test
    void aRegionThatStaysOutsideIsExplainedToo() {
        JsonNode told = explained("operation=listFacilities&region=09");
        assertThat(told.at("/region/takesPart").asBoolean(true)).isFalse();
        assertThat(told.has("line")).isFalse();
        assertThat(told.path("inWords").toString())
                .contains("region-not-joined", "Nothing is sent");
    }

    @ParameterizedTest
    @CsvSource({
        "'', 400, missing-parameter, operation",
        "region=01, 400, missing-parameter, operation",
        "operation=, 400, missing-parameter, operation",
        "operation=Xq7Marker, 404, not-found, operation",
        "operation=listSlots&region=02, 404, not-found, region",
        "operation=listSlots&region=Xq7Marker, 404, not-found, region",
        "operation=listSlots&facility=02.X, 404, not-found, facility",
        "operation=listSlots&facility=Xq7Marker, 400, invalid-identifier, facility",
        "operation=listSlots&facility=01.Xq7%0dMarker, 400, invalid-identifier, facility",
        "operation=listSlots&facility=12.SE2321000255-G7H8&region=01, 400, invalid-parameter, facility",
        "operation=listSlots&operation=listBookings, 400, invalid-parameter, operation",
        "operation=listSlots&Xq7Marker=1, 400, unknown-parameter, query"
    })
    void aQuestionThatCannotBeAnsweredIsAProblem(
            String query, int status, String code, String where) throws IOException {
        HttpResponse<String> answer = ask("GET", query, "operator:sandbox");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type"))
                .contains("application/problem+json");
        JsonNode problem = JSON.readTree(answer.body());
        assertThat(problem.path("code").asText()).isEqualTo(code);
        assertThat(problem.at("/errors/0/where").asText()).isEqualTo(where);
        assertThat(answer.body()).doesNotContain(Expect.MARKER);
    }

    @Test
    void nobodyIsToldWithoutTheLogin() {
        String query = "operation=listSlots&region=01";
        for (String login : List.of("", "operator:wrong", "nobody:sandbox")) {
            HttpResponse<String> answer = ask("GET", query, login);
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.body()).doesNotContain("rivta");
        }
    }

    @Test
    void nothingIsSaidOnThePortOfTheApi() {
        String path = "/ops/explain?operation=listSlots&region=01";
        Expect.problem(hub.get(path).send(), 404, "not-found");
        Expect.problem(hub.get(path).as(RunningHub.TOLVAN).send(), 404, "not-found");
    }

    @Test
    void itIsOnlyRead() {
        HttpResponse<String> answer =
                ask("DELETE", "operation=listSlots&region=01", "operator:sandbox");
        assertThat(answer.statusCode()).isIn(403, 405);
    }

    @Test
    void noSecretIsTold() {
        HttpResponse<String> answer =
                ask("GET", "operation=createBooking&region=01", "operator:sandbox");
        assertThat(answer.body()).doesNotContain("only-for-the-sandbox", "postgres", "password");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    }

    private static JsonNode route(JsonNode told, String id) {
        return AppUser.each(told.path("routes"))
                .filter(one -> one.path("route").asText().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no route " + id + " in " + told));
    }

    private JsonNode explained(String query) {
        HttpResponse<String> answer = ask("GET", query, "operator:sandbox");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> ask(String method, String query, String login) {
        URI uri = URI.create("http://localhost:" + hub.managementPort() + "/ops/explain?" + query);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody());
        if (!login.isEmpty()) {
            byte[] bytes = login.getBytes(StandardCharsets.UTF_8);
            request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(bytes));
        }
        return hub.send(request.build());
    }
}
