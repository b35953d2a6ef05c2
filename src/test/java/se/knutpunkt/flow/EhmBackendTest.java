package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import se.knutpunkt.booking.Identifiers;
import se.knutpunkt.fake.Answer;
import se.knutpunkt.fake.Mood;
import se.knutpunkt.fake.Seen;
import se.knutpunkt.fake.ehm.MedicationRegister;
import se.knutpunkt.fake.ehm.Prescription;
import se.knutpunkt.fake.token.TokenService;

/** Prescriptions and dispensed medicines from E-hälsomyndigheten, good days and bad ones. */
class EhmBackendTest {

    private static final String PRESCRIPTIONS = "/v1/prescriptions";
    private static final String DISPENSES = "/v1/dispenses";
    private static final String SEARCH = "searchMedicationRequest";

    private final RunningHub hub = RunningHub.fresh();
    private final MedicationRegister register = hub.surroundings().ehm();
    private final TokenService tokens = hub.surroundings().tokens();
    private final AppUser tolvan = new AppUser(hub, RunningHub.TOLVAN);
    private final AppUser guardian = new AppUser(hub, OmbudFlowTest.GUARDIAN);

    @BeforeEach
    void forget() {
        register.forget();
    }

    @Test
    void anAdultSeesEverything() {
        JsonNode list = tolvan.read(PRESCRIPTIONS);
        Map<String, String> states =
                AppUser.each(list.path("prescriptions"))
                        .collect(
                                Collectors.toMap(
                                        one -> one.at("/medicine/name").asText(),
                                        one -> one.path("status").asText()));
        assertThat(states)
                .containsEntry("Enalapril Exemplet", "active")
                .containsEntry("Amoxicillin Exemplet", "expired")
                .containsEntry("Paracetamol Exemplet", "usedUp")
                .containsEntry("Kodein Exemplet", "cancelled")
                .containsEntry("Metformin Exemplet", "dormant")
                // this one is not contained but referenced
                .containsEntry("Dyrimab Exemplet", "active")
                .hasSize(8);
        assertThat(list.path("complete").asBoolean()).isTrue();
        assertThat(list.path("withheld")).isEmpty();
        assertThat(list.at("/list/version").asText()).isEqualTo("17");
    }

    @Test
    void aPrescriptionSaysWhatIsLeftAndWhen() {
        JsonNode enalapril = named(tolvan.read(PRESCRIPTIONS), "Enalapril");
        assertThat(enalapril.path("withdrawals").asInt()).isEqualTo(4);
        assertThat(enalapril.path("remainingWithdrawals").asInt()).isEqualTo(2);
        assertThat(enalapril.path("nextDispenseFrom").asText())
                .isEqualTo(AppUser.today().plusDays(30).toString());
        assertThat(enalapril.at("/renewal/caseType").asText()).isEqualTo("renew-prescription");
        assertThat(enalapril.at("/renewal/unit/id").asText()).isEqualTo("SE2321000016-A1B2");
    }

    @Test
    void whatIsHiddenAndWhatIsLockedIsSaid() {
        JsonNode list = tolvan.read(PRESCRIPTIONS);
        JsonNode hidden = named(list, "Sertralin").path("treatmentReason");
        assertThat(hidden.toString()).isEqualTo("{\"hidden\":true}");
        assertThat(named(list, "Zopiklon").at("/locks/0/kind").asText()).isEqualTo("privacy");
    }

    @Test
    void eachIsReadByItsId() {
        for (JsonNode one : tolvan.read(PRESCRIPTIONS).path("prescriptions")) {
            JsonNode alone = tolvan.read(PRESCRIPTIONS + "/" + one.path("id").asText());
            assertThat(alone.path("status")).isEqualTo(one.path("status"));
            assertThat(alone.path("medicine")).isEqualTo(one.path("medicine"));
            assertThat(alone.path("remainingWithdrawals"))
                    .isEqualTo(one.path("remainingWithdrawals"));
        }
    }

    @Test
    void whatWasDispensedIsListedWithTheOneOnPaper() {
        JsonNode list = tolvan.read(DISPENSES);
        assertThat(list.path("dispenses")).hasSize(5);
        JsonNode paper = list.path("dispenses").path(4);
        assertThat(paper.path("onPaper").asBoolean()).isTrue();
        assertThat(paper.has("prescriptionId")).isFalse();
        assertThat(paper.at("/pharmacy/name").asText()).isEqualTo("Apoteket Björnen & <Lejonet>");
        JsonNode latest = list.path("dispenses").path(0);
        assertThat(latest.at("/amount/packages").asInt()).isEqualTo(1);
        assertThat(tolvan.read(PRESCRIPTIONS + "/" + latest.path("prescriptionId").asText()))
                .isNotEmpty();
        String from = AppUser.today().minusDays(100).toString();
        assertThat(tolvan.read(DISPENSES + "?from=" + from).path("dispenses")).hasSize(2);
        Expect.problem(
                tolvan.get(DISPENSES + "?from=2026-02-02&to=2026-02-01"), 400, "invalid-parameter");
    }

    @Test
    void theCallIsAsTheRegisterWantsIt() {
        tolvan.read(PRESCRIPTIONS);
        List<Seen> seen = register.seen();
        assertThat(seen)
                .extracting(Seen::operation)
                .containsExactly(
                        "searchPatient", SEARCH, "searchMedicationDispense", "searchBasic");
        assertThat(seen).extracting(one -> header(one, "x-purpose")).containsOnly("privatperson");
        assertThat(seen).extracting(one -> header(one, "x-access")).containsOnly("own");
        assertThat(seen).extracting(one -> header(one, "x-context-id")).hasSize(4);
        assertThat(Set.copyOf(seen.stream().map(one -> header(one, "x-context-id")).toList()))
                .hasSize(1);
        assertThat(seen).extracting(one -> header(one, "x-request-id")).doesNotHaveDuplicates();
        assertThat(seen).extracting(Seen::path).allMatch(path -> !path.contains(RunningHub.TOLVAN));
        assertThat(header(seen.get(0), "x-patientref")).isNull();
        assertThat(header(seen.get(1), "x-patientref"))
                .isEqualTo(register.list(RunningHub.TOLVAN).id());
    }

    @Test
    void aGuardianSeesTheChildsAndThatSomethingIsKeptBack() {
        AppUser acting = guardian.actingFor(OmbudFlowTest.CHILD);
        register.forget();
        JsonNode list = acting.read(PRESCRIPTIONS);
        assertThat(list.path("prescriptions")).hasSize(1);
        assertThat(list.at("/withheld/0/what").asText()).isEqualTo("prescriptions");
        assertThat(list.path("actingFor").isObject()).isTrue();
        assertThat(register.seen())
                .extracting(one -> header(one, "x-access"))
                .containsOnly("guardian");
        assertThat(acting.read(DISPENSES).path("dispenses")).hasSize(1);
    }

    @Test
    void whatIsKeptFromTheGuardianIsNotThere() {
        AppUser acting = guardian.actingFor(OmbudFlowTest.CHILD);
        String kept =
                register.list(OmbudFlowTest.CHILD).requests().get(1).getIdElement().getIdPart();
        String id =
                hub.bean(Identifiers.class)
                        .record("prescription", OmbudFlowTest.CHILD, "ehm", kept);
        Expect.problem(acting.get(PRESCRIPTIONS + "/" + id), 404, "prescription-not-found");
    }

    @ParameterizedTest
    @ValueSource(strings = {PRESCRIPTIONS, DISPENSES})
    void oneOfFifteenDoesNotSeeOnesOwn(String path) {
        hub.clock().set("2032-06-01T10:00:00Z");
        Expect.problem(new AppUser(hub, OmbudFlowTest.CHILD).get(path), 403, "age-not-allowed");
        assertThat(register.seen()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {PRESCRIPTIONS, DISPENSES})
    void aChildOfThirteenIsNotActedFor(String path) {
        AppUser acting = guardian.actingFor(OmbudFlowTest.CHILD);
        hub.clock().set("2029-12-31T22:59:00Z");
        Expect.good(acting.get(path), 200);
        register.forget();
        hub.clock().set("2029-12-31T23:00:00Z");
        Expect.problem(acting.get(path), 403, "representation-ended");
        assertThat(register.seen()).isEmpty();
    }

    @Test
    void whoHasNoListHasNoPrescriptions() {
        AppUser other = new AppUser(hub, "198612092380");
        assertThat(other.read(PRESCRIPTIONS).path("prescriptions")).isEmpty();
        assertThat(other.read(PRESCRIPTIONS).path("complete").asBoolean()).isTrue();
        assertThat(other.read(DISPENSES).path("dispenses")).isEmpty();
        assertThat(register.callsOf(SEARCH)).isZero();
    }

    @Test
    void anothersPrescriptionIsNotThere() {
        String id = tolvan.read(PRESCRIPTIONS).at("/prescriptions/0/id").asText();
        register.forget();
        Expect.problem(guardian.get(PRESCRIPTIONS + "/" + id), 404, "prescription-not-found");
        String forged = id.replaceFirst("\\.[^.]+\\.", ".eyJpZCI6InJ4LTEifQ.");
        Expect.problem(tolvan.get(PRESCRIPTIONS + "/" + forged), 400, "invalid-identifier");
        assertThat(register.seen()).isEmpty();
    }

    @Test
    void oneThatIsGoneIsNotThere() {
        String id = tolvan.read(PRESCRIPTIONS).at("/prescriptions/0/id").asText();
        register.list(RunningHub.TOLVAN).requests().clear();
        Expect.problem(tolvan.get(PRESCRIPTIONS + "/" + id), 404, "prescription-not-found");
    }

    @Test
    void aRefusalIsTheRegistersOwn() {
        register.mood(Mood.fault("2-34-303"));
        ApiAnswer answer = tolvan.get(PRESCRIPTIONS);
        Expect.problem(answer, 403, "access-refused");
        assertThat(answer.json().path("notice").asText()).isEqualTo("Det går inte.");
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(Mood.fault("2-99-999"), 502, "backend-refused"),
                Arguments.of(Mood.fault(), 502, "backend-no-answer"),
                Arguments.of(Mood.garbage(), 502, "backend-broken"),
                Arguments.of(Mood.empty(), 502, "backend-broken"),
                Arguments.of(Mood.half(), 502, "backend-no-answer"),
                Arguments.of(Mood.reset(), 502, "backend-no-answer"),
                Arguments.of(Mood.status(502), 502, "backend-no-answer"),
                Arguments.of(Mood.status(429), 503, "backend-busy"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aFailureIsAProblem(Mood mood, int status, String code) {
        register.mood(mood);
        Expect.problem(tolvan.get(PRESCRIPTIONS), status, code);
        Expect.problem(tolvan.get(DISPENSES), status, code);
    }

    @Test
    void slownessEndsInTime() {
        register.mood(Mood.slow(Expect.TOO_LATE));
        ApiAnswer answer = tolvan.call("GET", PRESCRIPTIONS).with("Deadline-Ms", "2500").send();
        Expect.problem(answer, 504, "backend-timeout");
        Expect.inTime(answer, "2500", register.seen());
    }

    @Test
    void prescriptionsComeAlsoWithoutWhatWasDispensed() {
        register.mood(Mood.status(503).on("searchMedicationDispense"));
        JsonNode list = tolvan.read(PRESCRIPTIONS);
        assertThat(named(list, "Enalapril").has("remainingWithdrawals")).isFalse();
        assertThat(named(list, "Enalapril").path("status").asText()).isEqualTo("active");
        assertThat(list.at("/sources/1/id").asText()).isEqualTo("ehm.dispenses");
        assertThat(list.at("/sources/1/error").asText()).isEqualTo("backend-no-answer");
        assertThat(list.path("complete").asBoolean()).isFalse();
    }

    @Test
    void prescriptionsComeAlsoWithoutTheLocks() {
        register.mood(Mood.fault("2-99-999").on("searchBasic"));
        JsonNode list = tolvan.read(PRESCRIPTIONS);
        assertThat(list.path("prescriptions")).hasSize(8);
        assertThat(list.has("list")).isFalse();
        assertThat(list.at("/sources/1/status").asText()).isEqualTo("refused");
    }

    @ParameterizedTest
    @CsvSource({
        "502, text/html, <html>Bad Gateway, backend-no-answer",
        "200, application/fhir+json, {\"hello\":1}, backend-broken",
        "200, application/json, {\"resourceType\":\"Bundle\"}, backend-broken",
        "200, application/fhir+json, {\"resourceType\":\"Patient\"}, backend-broken",
        "200, application/fhir+xml, <Bundle/>, backend-broken",
        "404, text/html, <html>, hub-misconfigured"
    })
    void whatIsNoFhirIsNoAnswer(int status, String type, String body, String code) {
        register.answers("searchPatient", Answer.of(status, type, body));
        ApiAnswer answer = tolvan.get(PRESCRIPTIONS);
        assertThat(answer.code()).as(answer.text()).isEqualTo(code);
    }

    @Test
    void anotherPersonsResourceIsLeftOutAndTheSourceIsBroken() {
        String stranger = register.list(OmbudFlowTest.GUARDIAN).id();
        register.list(RunningHub.TOLVAN)
                .requests()
                .get(0)
                .getSubject()
                .setReference("Patient/" + stranger);
        JsonNode list = tolvan.read(PRESCRIPTIONS);
        assertThat(list.path("prescriptions")).hasSize(7);
        assertThat(list.at("/sources/0/status").asText()).isEqualTo("broken");
        assertThat(list.path("complete").asBoolean()).isFalse();
        assertThat(list.has("leftOut")).isFalse();
        assertThat(list.toString()).doesNotContain("Enalapril", stranger);
    }

    @Test
    void anUnknownStatusIsNotGuessed() {
        register.change(SEARCH, json -> json.replace("\"on-hold\"", "\"asleep\""));
        JsonNode list = tolvan.read(PRESCRIPTIONS);
        assertThat(list.path("prescriptions")).hasSize(7);
        assertThat(list.at("/sources/0/error").asText()).isEqualTo("backend-broken");
    }

    @Test
    void aPrescriptionWithoutItsMedicineIsShownAllTheSame() {
        register.change(SEARCH, json -> json.replace("\"#m\"", "\"#gone\""));
        JsonNode list = tolvan.read(PRESCRIPTIONS);
        assertThat(list.path("prescriptions")).hasSize(8);
        assertThat(list.path("complete").asBoolean()).isFalse();
        assertThat(list.at("/prescriptions/1").has("medicine")).isFalse();
    }

    @Test
    void aThousandPrescriptionsComeInPages() {
        for (int i = 0; i < 1000; i++) {
            register.list("198612092380")
                    .add(
                            new Prescription(
                                    "198612092380",
                                    "n" + i,
                                    "Många Exemplet|Mycket|1|mg",
                                    AppUser.today().minusDays(i % 300),
                                    1));
        }
        JsonNode list = new AppUser(hub, "198612092380").read(PRESCRIPTIONS);
        assertThat(list.path("prescriptions")).hasSize(1000);
        assertThat(register.callsOf("nextPage")).isGreaterThanOrEqualTo(9);
    }

    @Test
    void aNextPageElsewhereIsNotFollowed() {
        register.change(
                SEARCH,
                json ->
                        json.replaceFirst(
                                        "\"type\"",
                                        "\"link\":[{\"relation\":\"next\",\"url\":\"http://localhost:1/x\"}],\"old\":[],\"type\"")
                                .replaceFirst(
                                        "\"link\":\\s*\\[\\s*\\{\\s*\"relation\": ?\"self\"",
                                        "\"was\":[{\"relation\":\"self\""));
        Expect.problem(tolvan.get(PRESCRIPTIONS), 502, "backend-broken");
    }

    @Test
    void aTextIsTextWhateverStandsInIt() {
        Prescription odd =
                new Prescription(
                                "198612092380",
                                "odd",
                                "Åsa & <Öberg>|\"Ä\"|1|mg",
                                AppUser.today(),
                                1)
                        .dosage("1 tablett\u0007 \u202emorgon & <kväll>");
        register.list("198612092380").add(odd);
        JsonNode shown =
                new AppUser(hub, "198612092380").read(PRESCRIPTIONS).at("/prescriptions/0");
        assertThat(shown.at("/medicine/name").asText()).isEqualTo("Åsa & <Öberg>");
        assertThat(shown.path("dosage").asText()).isEqualTo("1 tablett  morgon & <kväll>");
    }

    @Test
    void anAssertionThatIsRefusedMeansToLogInAgain() {
        tokens.mood(Mood.fault("invalid_grant").on("saml2-bearer"));
        Expect.problem(tolvan.get(PRESCRIPTIONS), 401, "login-again");
        assertThat(register.seen()).isEmpty();
    }

    @Test
    void aTokenThatIsRefusedIsRenewedOnce() {
        tolvan.read(PRESCRIPTIONS);
        register.withdrawTokens();
        Expect.good(tolvan.get(PRESCRIPTIONS), 200);
    }

    @Test
    void aTokenIsRenewedByItsRefreshTokenAndByANewAssertionWithoutOne() {
        String first = tokenShown();
        hub.clock().forward(ProofHub.OLD);
        String second = awaitTokenOtherThan(first);
        assertThat(tokens.callsOf("refresh_token")).isEqualTo(1);
        assertThat(tokens.callsOf("saml2-bearer")).isEqualTo(1);
        tokens.withdrawRefreshTokens();
        hub.clock().forward(ProofHub.OLD);
        awaitTokenOtherThan(second);
        assertThat(tokens.callsOf("saml2-bearer")).isEqualTo(2);
    }

    /** What the register is shown for the next call. */
    private String tokenShown() {
        register.forget();
        tolvan.read(DISPENSES);
        return register.seen().get(0).header("Authorization").orElseThrow();
    }

    /** It is renewed beside a call that the old one still serves. */
    private String awaitTokenOtherThan(String old) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(this::tokenShown, not(is(old)));
    }

    @Test
    void theAppHasItNatively() {
        JsonNode services = tolvan.read("/v1/services").path("services");
        assertThat(AppUser.each(services))
                .anyMatch(
                        one ->
                                one.path("id").asText().equals("prescriptions")
                                        && one.path("presentation").asText().equals("native"));
        assertThat(tolvan.read("/v1/me").path("may").toString()).contains("prescriptions");
    }

    private static JsonNode named(JsonNode list, String medicine) {
        return AppUser.each(list.path("prescriptions"))
                .filter(one -> one.at("/medicine/name").asText().startsWith(medicine))
                .findFirst()
                .orElseThrow();
    }

    private static String header(Seen seen, String name) {
        return seen.headers().entrySet().stream()
                .filter(one -> one.getKey().equalsIgnoreCase(name))
                .map(one -> one.getValue().get(0))
                .findFirst()
                .orElse(null);
    }
}
