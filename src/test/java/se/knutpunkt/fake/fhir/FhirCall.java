package se.knutpunkt.fake.fhir;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import se.knutpunkt.fake.Answer;
import se.knutpunkt.fake.Call;
import se.knutpunkt.fake.Mood;
import se.knutpunkt.fake.Request;
import se.knutpunkt.fake.hapi.Interaction;

/**
 * One request to a region. Operations are named {@code searchSlot}, {@code searchAppointment},
 * {@code readAppointment}, {@code createAppointment}, {@code updateAppointment}, {@code nextPage}
 * and so on; the address is the region's code.
 */
final class FhirCall implements Call {
    private static final Pattern PATH =
            Pattern.compile(FhirServer.PATH + "/([0-9]{2})(?:/([A-Za-z]+))?(?:/([^/]+))?");

    private final FhirRegions regions;
    private final Request request;
    private final Matcher path;

    FhirCall(FhirRegions regions, Request request) {
        this.regions = regions;
        this.request = request;
        this.path = PATH.matcher(request.path());
    }

    @Override
    public String operation() {
        return path.matches()
                ? Interaction.named(request.method(), path.group(2), path.group(3))
                : "unknown";
    }

    @Override
    public String address() {
        return path.matches() ? path.group(1) : null;
    }

    @Override
    public boolean changesState() {
        return Interaction.changesState(operation());
    }

    @Override
    public Answer answer() {
        if (!path.matches()) {
            return Answer.of(404);
        }
        if (regions.namesPerson(request)) {
            return regions.failure(
                    400, Issue.outcome(IssueType.SECURITY, null, "a personal number in the URL"));
        }
        return regions.prepared(operation()).orElseGet(() -> regions.carryOut(request));
    }

    /** By an issue's code; without one the region's own mistake. */
    @Override
    public Answer fault(Mood mood) {
        String code = mood.code() == null ? "exception" : mood.code();
        return regions.failure(
                Issue.status(code),
                Issue.outcome(IssueType.fromCode(code), null, "sandbox mood " + mood.kind()));
    }
}
