package se.knutpunkt.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import se.knutpunkt.error.ErrorCatalogue;
import se.knutpunkt.error.Problem;

/** Answers a request that never reaches Camel, or is refused by a filter, with a problem. */
@Component
public final class ProblemWriter {

    private static final String CODE = ProblemWriter.class.getName() + ".code";

    private final ErrorCatalogue catalogue;

    ProblemWriter(ErrorCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** Writes the whole answer; does nothing when one is already on its way. */
    public void write(Problem problem, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (response.isCommitted()) {
            return;
        }
        Call call = Call.of(request);
        String correlationId = call == null ? UUID.randomUUID().toString() : call.correlationId();
        byte[] body =
                catalogue.write(problem, call == null ? "sv" : call.language(), correlationId);
        response.resetBuffer();
        response.setStatus(catalogue.status(problem));
        response.setHeader(CallFilter.CORRELATION_ID, correlationId);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        Integer retryAfter = catalogue.retryAfterSeconds(problem);
        if (retryAfter != null) {
            response.setHeader(HttpHeaders.RETRY_AFTER, retryAfter.toString());
        }
        response.setContentType(ErrorCatalogue.MEDIA_TYPE);
        response.setContentLength(body.length);
        note(problem, request);
        response.getOutputStream().write(body);
        response.flushBuffer();
    }

    /** Remembers the code for the log line of the request. */
    static void note(Problem problem, HttpServletRequest request) {
        request.setAttribute(CODE, problem.code());
    }

    /** The code of the problem that was answered, {@code -} when the answer is no problem. */
    static String code(HttpServletRequest request) {
        Object code = request.getAttribute(CODE);
        return code == null ? "-" : code.toString();
    }
}
