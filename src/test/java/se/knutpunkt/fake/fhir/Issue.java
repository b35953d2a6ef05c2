package se.knutpunkt.fake.fhir;

import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.PreconditionFailedException;
import ca.uhn.fhir.rest.server.exceptions.ResourceVersionConflictException;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import java.util.Locale;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;

/** What is wrong with a request, as an OperationOutcome. */
final class Issue {

    private Issue() {}

    /** 409: the time is taken. */
    static BaseServerResponseException conflict(String diagnostics) {
        return new ResourceVersionConflictException(
                diagnostics, outcome(IssueType.CONFLICT, null, diagnostics));
    }

    /** 412: not the version that is here, or not the one resource. */
    static BaseServerResponseException precondition(String diagnostics) {
        return new PreconditionFailedException(
                diagnostics, outcome(IssueType.CONFLICT, null, diagnostics));
    }

    /** 422: against the clinic's rules, in words for the patient. */
    static BaseServerResponseException rule(String text) {
        return new UnprocessableEntityException(
                text, outcome(IssueType.BUSINESSRULE, text, "RULE-17 in se.region.booking.Rules"));
    }

    /** 400: not what this server takes. */
    static BaseServerResponseException invalid(String diagnostics) {
        return new InvalidRequestException(
                diagnostics, outcome(IssueType.INVALID, null, diagnostics));
    }

    /**
     * @param text for people; null = none
     * @param diagnostics for engineers
     */
    static OperationOutcome outcome(IssueType type, String text, String diagnostics) {
        OperationOutcome outcome = new OperationOutcome();
        var issue = outcome.addIssue().setSeverity(IssueSeverity.ERROR).setCode(type);
        issue.setDiagnostics(diagnostics);
        if (text != null) {
            issue.getDetails().setText(text);
        }
        return outcome;
    }

    /** The status that goes with an issue's code, contract section 5. */
    static int status(String code) {
        return switch (code.toLowerCase(Locale.ROOT)) {
            case "structure", "invalid", "processing" -> 400;
            case "login" -> 401;
            case "forbidden" -> 403;
            case "not-found" -> 404;
            case "conflict", "duplicate" -> 409;
            case "deleted" -> 410;
            case "business-rule" -> 422;
            case "throttled" -> 429;
            case "transient" -> 503;
            case "timeout" -> 504;
            default -> 500;
        };
    }
}
