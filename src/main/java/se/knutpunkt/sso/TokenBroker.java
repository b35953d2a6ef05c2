package se.knutpunkt.sso;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.MDC;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import se.knutpunkt.error.Problem;

/**
 * Gives each call its proof: the kept one at once, else a new one within the call's time. Every
 * proof that is issued, and every refusal, is written in the ledger before it is used.
 */
@Component
public final class TokenBroker {

    private final ProofCache cache;
    private final ProofLedger ledger;

    /** Tells how old proofs are. What their issuers write is held against the machine's own. */
    private final Clock clock;

    TokenBroker(
            ProofLedger ledger,
            MeterRegistry meters,
            Clock clock,
            @Value("${knutpunkt.sso.proofs}") int proofs) {
        this.clock = clock;
        this.cache = new ProofCache(proofs, clock);
        this.ledger = ledger;
        cache.measure(meters);
    }

    /** The citizen logged out: proofs of the session are not used again. */
    void dropSession(String issuer, String sid, String sub) {
        cache.dropSession(issuer, sid, sub);
    }

    void drop(ProofSource.Given given) {
        cache.drop(given.key(), given.proof());
    }

    /** Forgets all proofs; for tests. */
    public void forget() {
        cache.clear();
    }

    ProofSource.Given give(ProofSource source, ProofKey key, ProofSource.Who who, long millis) {
        Map<String, String> context = MDC.getCopyOfContextMap();
        ProofCache.Found found =
                cache.get(
                        key,
                        known -> within(context, source, key, who, known),
                        source.issuer().client().endpoint().executor());
        try {
            return new ProofSource.Given(
                    key, found.proof().get(millis, TimeUnit.MILLISECONDS), found.kept());
        } catch (TimeoutException e) {
            throw Problem.of("login-provider-late");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Problem problem
                    ? problem
                    : Problem.of("internal-error", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.of("deadline-exceeded", e);
        }
    }

    /** On a thread of the endpoint: log lines keep the correlation id of the call that began it. */
    private Proof within(
            Map<String, String> context,
            ProofSource source,
            ProofKey key,
            ProofSource.Who who,
            Proof known) {
        if (context != null) {
            MDC.setContextMap(context);
        }
        try {
            return issue(source, key, who, known);
        } finally {
            MDC.clear();
        }
    }

    private Proof issue(ProofSource source, ProofKey key, ProofSource.Who who, Proof known) {
        ProofLedger.Entry entry =
                new ProofLedger.Entry(
                        source.backend(),
                        key.line(),
                        key.kind().word(),
                        key.session() == null ? null : who.number(),
                        key.actingFor(),
                        source.issuer().target());
        try {
            String token = key.session() == null ? null : who.token().value();
            Proof proof = source.issuer().issue(token, known, clock.instant());
            ledger.write(entry, "issued", proof.expires());
            return proof;
        } catch (Problem problem) {
            if (problem.code().equals("login-again")) {
                cache.forget(key);
            }
            if (!problem.code().equals("login-provider-paused")) {
                ledger.write(entry, problem.code(), null);
            }
            throw problem;
        }
    }
}
