package se.knutpunkt.source;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import se.knutpunkt.api.Failures;
import se.knutpunkt.backend.BackendCatalogue;
import se.knutpunkt.backend.Line;
import se.knutpunkt.error.ErrorCatalogue;
import se.knutpunkt.error.Problem;
import se.knutpunkt.region.ClinicRegions;
import se.knutpunkt.region.RegionCatalogue;

/** What a failure makes of its source: the row by which an answer tells of it. */
@Component
final class SourceFailures {

    private static final Logger LOG = LoggerFactory.getLogger(SourceFailures.class);
    private static final int LATE = 504;
    private static final int CLOSED = 503;

    private final ErrorCatalogue errors;
    private final RegionCatalogue regions;
    private final BackendCatalogue backends;
    private final ClinicRegions clinics;
    private final MeterRegistry meters;

    SourceFailures(
            ErrorCatalogue errors,
            RegionCatalogue regions,
            BackendCatalogue backends,
            ClinicRegions clinics,
            MeterRegistry meters) {
        this.errors = errors;
        this.regions = regions;
        this.backends = backends;
        this.clinics = clinics;
        this.meters = meters;
    }

    /**
     * Counts what an answer tells of its sources, as {@code knutpunkt.source.failures}: the answer
     * itself is a good one, with 200, when any of them answered.
     */
    void count(Map<?, ?> answer) {
        SourceAnswers.rows(answer, "sources").stream()
                .filter(row -> !SourceAnswers.isAnswered(row))
                .forEach(row -> count(String.valueOf(row.get("id")), row.get("error")));
    }

    /** A clinic counts for its region: there are too many of them for a metric. */
    private void count(String id, Object code) {
        boolean whole = isSource(id);
        String source = whole ? id : clinics.codeOf(id).orElse(Line.NATIONAL);
        meters.counter(
                        "knutpunkt.source.failures",
                        "source",
                        source,
                        "code",
                        String.valueOf(code),
                        "of",
                        whole ? "source" : "clinic")
                .increment();
        if (!whole) {
            // those that are asked are logged when they fail
            LOG.atWarn()
                    .addKeyValue("source", source)
                    .addKeyValue("code", code)
                    .log("a clinic failed");
        }
    }

    /** One that is asked; anything else is a clinic, of which only a source's answer tells. */
    private boolean isSource(String id) {
        return id.equals(Line.NATIONAL)
                || regions.find(id).isPresent()
                || backends.line(Line.NATIONAL + "." + id).isPresent();
    }

    /** An answer that holds nothing but how its only source did. */
    Map<String, Object> answer(String id, String name, Problem problem) {
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
