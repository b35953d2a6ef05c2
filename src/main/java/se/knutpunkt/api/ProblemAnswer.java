package se.knutpunkt.api;

import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import se.knutpunkt.error.ErrorCatalogue;
import se.knutpunkt.error.Problem;

/**
 * Turns the failure of a route into its answer; used by the route configurations of {@code
 * routes/common} only.
 */
@Component("problemAnswer")
public final class ProblemAnswer {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemAnswer.class);

    private final ErrorCatalogue errors;

    ProblemAnswer(ErrorCatalogue errors) {
        this.errors = errors;
    }

    /**
     * Writes the caught exception as a problem; one that is no {@link Problem} is the hub's own
     * mistake.
     */
    public void write(Exchange exchange) {
        Throwable caught = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        Problem problem = caught instanceof Problem p ? p : Problem.of("internal-error", caught);
        log(problem, exchange.getVariable("operation", String.class));
        Call call = exchange.getVariable("call", Call.class);
        byte[] body =
                errors.write(
                        problem,
                        call == null ? "sv" : call.language(),
                        call == null ? UUID.randomUUID().toString() : call.correlationId());
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, errors.status(problem));
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, ErrorCatalogue.MEDIA_TYPE);
        exchange.getMessage().setHeader("Cache-Control", "no-store");
        Integer retryAfter = errors.retryAfterSeconds(problem);
        if (retryAfter != null) {
            exchange.getMessage().setHeader("Retry-After", retryAfter.toString());
        }
        exchange.getMessage().setBody(body);
        note(problem);
    }

    private static void note(Problem problem) {
        if (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes found) {
            HttpServletRequest request = found.getRequest();
            ProblemWriter.note(problem, request);
        }
    }

    /** Exception messages may hold what a back end sent, so only types and places are logged. */
    private void log(Problem problem, String operation) {
        if ("hub".equals(errors.entry(problem.code()).owner()) && errors.status(problem) == 500) {
            LOG.atError()
                    .addKeyValue("operation", operation)
                    .addKeyValue("code", problem.code())
                    .addKeyValue("failure", Failures.describe(problem.getCause()))
                    .log("a route failed");
        } else if (problem.getCause() != null) {
            LOG.atWarn()
                    .addKeyValue("operation", operation)
                    .addKeyValue("code", problem.code())
                    .addKeyValue("source", problem.extras().source())
                    .addKeyValue("failure", Failures.describe(problem.getCause()))
                    .log("a step failed");
        }
    }
}
