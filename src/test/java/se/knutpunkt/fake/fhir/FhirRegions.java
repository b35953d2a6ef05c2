package se.knutpunkt.fake.fhir;

import ca.uhn.fhir.context.FhirContext;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import se.knutpunkt.fake.Answer;
import se.knutpunkt.fake.Call;
import se.knutpunkt.fake.FakePartner;
import se.knutpunkt.fake.Request;
import se.knutpunkt.fake.hapi.HapiServer;

/**
 * Regions that book over FHIR R4 (Schedule, Slot, Appointment), on one port below {@code
 * /fhir/<county code>/}; each code is a region with its own clinics and bookings. Keeps state and
 * is as strict as the strictest server: If-Match is demanded and kept, unknown search parameters
 * and elements are refused, and so is a personal number in an address.
 */
public final class FhirRegions extends FakePartner {
    private static final Pattern PERSONAL_NUMBER =
            Pattern.compile(
                    "(?<![0-9])(18|19|20)[0-9]{2}(0[1-9]|1[0-2])[0-9]{2}[-+]?[0-9]{4}(?![0-9])");

    private final Clock clock;
    private final CompletableFuture<HapiServer> server;
    private final Map<String, BookingSystem> systems = new ConcurrentHashMap<>();
    private final Map<String, Answer> prepared = new ConcurrentHashMap<>();
    private final List<String> addresses = new CopyOnWriteArrayList<>();
    private final AtomicInteger faster = new AtomicInteger();
    private volatile Consumer<Appointment> fasterChange = appointment -> {};
    private volatile String refusal;
    private volatile boolean ahead;

    /** On a port (0 = a free one) with the machine's clock. */
    public FhirRegions(int port) {
        this(port, Clock.systemUTC());
    }

    /** On a port (0 = a free one); the clock is read as Swedish time whatever its zone. */
    public FhirRegions(int port, Clock clock) {
        this.clock = clock;
        // takes a second or two, in which others can start too
        this.server = CompletableFuture.supplyAsync(() -> FhirServer.of(this));
        listen(port);
    }

    /** The address of a region, {@code http://localhost:9150/fhir/14}. */
    public String url(String region) {
        return url() + FhirServer.PATH + "/" + region;
    }

    /** Answers an operation so, without doing anything, until {@link #reset()}. */
    public void answers(String operation, Answer answer) {
        prepared.put(operation, answer);
    }

    /** Answers an operation with this resource and 200. */
    public void answers(String operation, String json) {
        answers(operation, Answer.of(200, "application/fhir+json;charset=UTF-8", json));
    }

    /** Speaks a later version until {@link #reset()}. */
    public void speakLaterVersion() {
        ahead = true;
    }

    /** Refuses every change with this text for the patient, until {@link #reset()}. */
    public void refuseChanges(String text) {
        refusal = text;
    }

    /** Before each of the next so many updates, somebody at the clinic saves the Appointment. */
    public void beFaster(int times) {
        beFaster(times, appointment -> {});
    }

    /** The same, with a change of what stands there. */
    public void beFaster(int times, Consumer<Appointment> change) {
        fasterChange = change;
        faster.set(times);
    }

    /** What is booked in a region, cancelled ones too, in time order. */
    public List<Appointment> appointments(String region) {
        return system(region).appointments();
    }

    /**
     * An Appointment that is not in any book yet.
     *
     * @param calendar the clinic's id, a dot and the calendar's
     */
    public Appointment appointment(
            String region, String person, String calendar, String type, LocalDateTime at) {
        return system(region).appointment(person, calendar, type, at);
    }

    /** Writes into a region's book, whether the time is free or not. */
    public void store(String region, String id, Appointment appointment) {
        system(region).store(id, 1, appointment);
    }

    /** The addresses that held a personal number, since the last {@link #reset()}. */
    public List<String> personalNumbersInAddresses() {
        return List.copyOf(addresses);
    }

    @Override
    public void reset() {
        super.reset();
        prepared.clear();
        systems.clear();
        addresses.clear();
        faster.set(0);
        refusal = null;
        ahead = false;
    }

    @Override
    protected Call understand(Request request) {
        return new FhirCall(this, request);
    }

    BookingSystem system(String region) {
        return systems.computeIfAbsent(region, code -> new BookingSystem(code, clock));
    }

    /** Notes and tells whether a personal number stands in the request's address. */
    boolean namesPerson(Request request) {
        String address =
                request.path() + "?" + URLDecoder.decode(request.query(), StandardCharsets.UTF_8);
        boolean named = PERSONAL_NUMBER.matcher(address).find();
        if (named) {
            addresses.add(address);
        }
        return named;
    }

    Optional<Answer> prepared(String operation) {
        return Optional.ofNullable(prepared.get(operation));
    }

    Answer carryOut(Request request) {
        Optional<String> provenance = request.header("X-Provenance");
        if (provenance.isPresent() && !FhirServer.isProvenance(provenance.get())) {
            return failure(
                    400, Issue.outcome(IssueType.STRUCTURE, null, "X-Provenance is no Provenance"));
        }
        Request understood = ahead ? LaterVersion.understood(request) : request;
        Answer answer = server.join().answer(understood);
        return ahead && answer.status() < 300 ? LaterVersion.of(answer) : answer;
    }

    Answer failure(int status, OperationOutcome outcome) {
        String json = FhirContext.forR4Cached().newJsonParser().encodeResourceToString(outcome);
        Answer answer = Answer.of(status, "application/fhir+json;charset=UTF-8", json);
        return status == 429 || status == 503 ? answer.with("Retry-After", "7") : answer;
    }

    void refuse() {
        if (refusal != null) {
            throw Issue.rule(refusal);
        }
    }

    void somebodyWasFaster(BookingSystem system, String id) {
        if (faster.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            system.touch(id, fasterChange);
        }
    }
}
