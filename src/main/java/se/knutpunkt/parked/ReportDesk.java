package se.knutpunkt.parked;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;
import se.knutpunkt.store.OperationsAudit;

/** What push has saved, and what operations have done. */
@Component
final class ReportDesk implements Desk {

    private static final int LONGEST = 366;
    private static final String CSV = "csv";

    private final Savings savings;
    private final OperationsAudit audit;

    ReportDesk(Savings savings, OperationsAudit audit) {
        this.savings = savings;
        this.audit = audit;
    }

    @Override
    public List<Page> pages() {
        return List.of(
                new Page("GET", "savings", Set.of("from", "to", "format"), this::savings),
                new Page("GET", "audit", Set.of("limit"), this::audit));
    }

    private Object savings(OpsRequest request) {
        LocalDate from = request.day("from");
        LocalDate to = request.day("to");
        if (to.isBefore(from) || ChronoUnit.DAYS.between(from, to) > LONGEST) {
            throw OpsRequest.wrong("invalid-parameter", "to", "at most a year after from");
        }
        String format = request.text("format");
        if (format != null && !Set.of("json", CSV).contains(format)) {
            throw OpsRequest.wrong("invalid-parameter", "format", "json or csv");
        }
        Savings.Report report = savings.of(from, to);
        return CSV.equals(format) ? new Csv(Savings.csv(report)) : report;
    }

    private Object audit(OpsRequest request) {
        return Map.of("audit", audit.latest(request.limit()));
    }
}
