package se.knutpunkt.sso;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.springframework.mock.env.MockEnvironment;
import se.knutpunkt.http.ClientTls;

/** The beans of this package for tests of routes that need no proofs. */
public final class SsoBeans {

    private SsoBeans() {}

    /** Sources that know no secret and keep no ledger. */
    public static ProofSources sources(ClientTls tls) {
        return new ProofSources(
                new Secrets(new MockEnvironment(), ""),
                new TokenEndpoints(CircuitBreakerRegistry.ofDefaults(), tls, 4, 10),
                tls,
                null);
    }
}
