package se.knutpunkt.source;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import se.knutpunkt.api.Failures;
import se.knutpunkt.error.ErrorCatalogue;
import se.knutpunkt.error.Problem;

/** What a failure makes of its source: the row by which an answer tells of it. */
@Component
final class SourceFailures {

    private static final Logger LOG = LoggerFactory.getLogger(SourceFailures.class);
    private static final int LATE = 504;
    private static final int CLOSED = 503;

    private final ErrorCatalogue errors;
    private final MeterRegistry meters;

    SourceFailures(ErrorCatalogue errors, MeterRegistry meters) {
        this.errors = errors;
        this.meters = meters;
    }

    /**
     * An answer that holds nothing but how its only source did. Counted as {@code
     * knutpunkt.source.failures}: the list itself is answered with 200 when another source did.
     */
    Map<String, Object> answer(String id, String name, Problem problem) {
        meters.counter("knutpunkt.source.failures", "source", id, "code", problem.code())
                .increment();
        Map<String, Object> source = new LinkedHashMap<>();
        source.put("id", id);
        source.put("name", name);
        source.put("status", status(problem));
        source.put("error", problem.code());
        Integer rest = errors.retryAfterSeconds(problem);
        if (rest != null) {
            source.put("retryAfterSeconds", rest);
        }
        return Map.of("bookings", List.of(), "sources", List.of(source), "complete", false);
    }

    /** The problem that an exception means; logged, since no problem answer will be. */
    Problem problem(String id, Throwable failure) {
        Problem problem = found(failure);
        LOG.atWarn()
                .addKeyValue("source", id)
                .addKeyValue("code", problem.code())
                .addKeyValue("failure", Failures.describe(problem.getCause()))
                .log("a source failed");
        return problem.from(id);
    }

    private static Problem found(Throwable failure) {
        if (failure instanceof Problem problem) {
            return problem;
        }
        return failure.getCause() instanceof Problem problem
                ? problem
                : Problem.of("internal-error", failure);
    }

    private String status(Problem problem) {
        String code = problem.code();
        int status = errors.status(problem);
        if (status == LATE) {
            return "late";
        }
        if (status == CLOSED || code.equals("not-offered")) {
            return "not-asked";
        }
        return code.contains("refused") || code.equals("login-again") ? "refused" : "broken";
    }
}
