package se.knutpunkt.sso;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.ssl.SslBundles;
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

    /**
     * Exchanges a citizen's token as the broker does, at a token endpoint.
     *
     * @throws se.knutpunkt.error.Problem with the broker's code when that is refused
     */
    public static String exchange(
            String address, String client, String secret, String audience, String token) {
        ClientTls tls =
                new ClientTls(new StaticListableBeanFactory().getBeanProvider(SslBundles.class));
        TokenEndpoints endpoints =
                new TokenEndpoints(CircuitBreakerRegistry.ofDefaults(), tls, 4, 10);
        try {
            return new TokenClient(
                            endpoints.get(
                                    address, null, Duration.ofSeconds(20), Duration.ofSeconds(5)),
                            client,
                            secret,
                            null,
                            audience,
                            null,
                            List.of(),
                            null,
                            Clock.systemUTC())
                    .exchange(token, ProviderAnswer.ACCESS_TOKEN)
                    .value();
        } finally {
            endpoints.close();
        }
    }
}
