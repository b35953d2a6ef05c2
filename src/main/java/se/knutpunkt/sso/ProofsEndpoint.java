package se.knutpunkt.sso;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/** {@code /actuator/proofs?backend=&outcome=&since=&limit=}: the proof ledger, for operations. */
@Component
@Endpoint(id = "proofs")
final class ProofsEndpoint {

    private static final Duration USUAL = Duration.ofDays(1);
    private static final int USUAL_ROWS = 100;
    private static final int MOST_ROWS = 1000;

    private final ProofLedger ledger;

    ProofsEndpoint(ProofLedger ledger) {
        this.ledger = ledger;
    }

    /**
     * @param since RFC 3339, a day ago unless it is given
     * @param limit at most 1000, 100 unless it is given
     */
    @ReadOperation
    public Map<String, List<ProofLedger.Row>> proofs(
            @Nullable String backend,
            @Nullable String outcome,
            @Nullable String since,
            @Nullable Integer limit) {
        int most = limit == null ? USUAL_ROWS : Math.max(1, Math.min(MOST_ROWS, limit));
        return Map.of("proofs", ledger.find(backend, outcome, begin(since), most));
    }

    private static Instant begin(String since) {
        try {
            return since == null
                    ? Instant.now().minus(USUAL)
                    : java.time.OffsetDateTime.parse(since).toInstant();
        } catch (DateTimeException e) {
            throw new InvalidEndpointRequestException(
                    "since is no time by RFC 3339", "since is no time by RFC 3339");
        }
    }
}
