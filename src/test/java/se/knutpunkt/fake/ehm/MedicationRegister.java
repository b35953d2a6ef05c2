package se.knutpunkt.fake.ehm;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.api.BundleInclusionRule;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Medication;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import se.knutpunkt.fake.Answer;
import se.knutpunkt.fake.Call;
import se.knutpunkt.fake.FakePartner;
import se.knutpunkt.fake.Request;
import se.knutpunkt.fake.hapi.HapiServer;
import se.knutpunkt.fake.token.TokenService;

/**
 * The national medication list. It demands a client certificate, a token of the token service, the
 * headers of contracts/ehm-nll, and that no personal number stands in an address.
 */
public final class MedicationRegister extends FakePartner {

    static final String PATH = "/fhir-server/fhir";

    private static final String FHIR = "application/fhir+json;charset=UTF-8";
    private static final int PAGE = 100;
    private static final Pattern PERSONAL_NUMBER =
            Pattern.compile("(?<![0-9])(18|19|20)[0-9]{6}[-+]?[0-9]{4}(?![0-9])");

    private final TokenService tokens;
    private final Clock clock;
    private final RegisterRules rules;
    private final CompletableFuture<HapiServer> server;
    private final Map<String, MedicationList> lists = new ConcurrentHashMap<>();
    private final Map<String, UnaryOperator<String>> changes = new ConcurrentHashMap<>();
    private final Map<String, Answer> prepared = new ConcurrentHashMap<>();
    private final List<String> withdrawn = new CopyOnWriteArrayList<>();
    private final List<String> accepted = new CopyOnWriteArrayList<>();

    /**
     * @param tls shows the register's certificate and demands one of the same authority; null
     *     listens without TLS
     */
    public MedicationRegister(int port, Clock clock, SSLContext tls, TokenService tokens) {
        this.clock = clock;
        this.tokens = tokens;
        this.rules = new RegisterRules(clock);
        fill();
        // takes a second or two, in which others can start too
        this.server =
                CompletableFuture.supplyAsync(
                        () ->
                                new HapiServer(
                                        PATH,
                                        this::url,
                                        new HapiServer.Pages(PAGE, PAGE),
                                        // a reference's resource comes along where it is set
                                        hapi ->
                                                hapi.setBundleInclusionRule(
                                                        BundleInclusionRule
                                                                .BASED_ON_RESOURCE_PRESENCE),
                                        new RegisterProviders(this),
                                        new BasicProvider(this)));
        listen(port, tls);
    }

    /** The address of the FHIR server. */
    public String base() {
        return url() + PATH;
    }

    /** What it has about a person; made when it has nothing. */
    public MedicationList list(String number) {
        return lists.computeIfAbsent(number, MedicationList::new);
    }

    /** Answers an operation so until {@link #reset()}. */
    public void answers(String operation, Answer answer) {
        prepared.put(operation, answer);
    }

    /** Changes the good answers of an operation before they are sent, until {@link #reset()}. */
    public void change(String operation, UnaryOperator<String> json) {
        changes.put(operation, json);
    }

    /** The tokens accepted so far are refused from now on. */
    public void withdrawTokens() {
        withdrawn.addAll(accepted);
    }

    @Override
    public void reset() {
        super.reset();
        changes.clear();
        prepared.clear();
        withdrawn.clear();
        accepted.clear();
        rules.forget();
        fill();
    }

    private void fill() {
        lists.clear();
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneId.of("Europe/Stockholm"));
        new FirstLists(today).all().forEach(one -> lists.put(one.number(), one));
    }

    @Override
    protected Call understand(Request request) {
        return new RegisterCall(this, request);
    }

    Collection<MedicationList> lists() {
        return List.copyOf(lists.values());
    }

    MedicationList listOf(String id) {
        return lists().stream().filter(one -> one.id().equals(id)).findFirst().orElseThrow();
    }

    /** A medicine that prescriptions refer to, and do not contain. */
    Medication dyrimab() {
        Medication medication = Prescription.medication("Dyrimab Exemplet|Dyrimab|40|mg");
        medication.setId("Medication/dyrimab");
        return medication;
    }

    Answer answer(Request request, String operation) {
        try {
            demandToken(request);
            rules.demandHeaders(request);
            demandNoNumber(request);
            about(request, operation)
                    .forEach(one -> rules.demandAccess(request, subject(request), one));
        } catch (RegisterRules.Refused e) {
            return refusal(e.status(), e.code(), e.getMessage());
        }
        Answer answer =
                prepared.containsKey(operation)
                        ? prepared.get(operation)
                        : server.join().answer(request.without("Accept-Encoding"));
        Answer echoed = answer.with("X-Request-ID", request.header("x-request-id").orElse(""));
        UnaryOperator<String> change = changes.get(operation);
        return change == null || answer.status() != 200
                ? echoed
                : Answer.of(
                        200,
                        answer.contentType(),
                        change.apply(new String(answer.body(), StandardCharsets.UTF_8)));
    }

    /** Whose list the request is about: by the number searched for, else by the header. */
    private List<MedicationList> about(Request request, String operation) {
        if (operation.equals("searchPatient")) {
            String form = URLDecoder.decode(request.text(), StandardCharsets.UTF_8);
            return lists().stream().filter(one -> form.contains(one.number())).toList();
        }
        return List.of(
                rules.patient(request, lists())
                        .orElseThrow(
                                () ->
                                        new RegisterRules.Refused(
                                                400, "required", "x-patientref is missing")));
    }

    private void demandToken(Request request) {
        String token = token(request);
        if (withdrawn.contains(token) || tokens.subject(token).isEmpty()) {
            throw new RegisterRules.Refused(401, "login", "no token that holds");
        }
        accepted.add(token);
    }

    private String subject(Request request) {
        return tokens.subject(token(request)).orElseThrow();
    }

    private static String token(Request request) {
        return request.header("Authorization").orElse("").replaceFirst("^Bearer ", "");
    }

    private static void demandNoNumber(Request request) {
        String address =
                request.path() + "?" + URLDecoder.decode(request.query(), StandardCharsets.UTF_8);
        if (PERSONAL_NUMBER.matcher(address).find()) {
            throw new RegisterRules.Refused(400, "security", "a personal number in the URL");
        }
    }

    static Answer refusal(int status, String code, String text) {
        OperationOutcome outcome = new OperationOutcome();
        boolean own = code.matches("[0-9-]+");
        OperationOutcome.OperationOutcomeIssueComponent issue =
                outcome.addIssue()
                        .setSeverity(IssueSeverity.ERROR)
                        .setCode(own ? IssueType.BUSINESSRULE : IssueType.fromCode(code));
        CodeableConcept details = new CodeableConcept().setText(text);
        issue.setDetails(own ? details.addCoding(Nll.code(Nll.ERRORS, code, null)) : details);
        String json = FhirContext.forR4Cached().newJsonParser().encodeResourceToString(outcome);
        return Answer.of(status, FHIR, json);
    }
}
