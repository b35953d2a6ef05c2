package se.knutpunkt.sso;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The hub's own accounts at others, which prove themselves with a signed JWT (RFC 7523). */
@Component
public final class ServiceAccounts {

    private final TokenEndpoints endpoints;
    private final Secrets secrets;
    private final Clock clock;

    /**
     * @param address of the token endpoint, which is the assertion's audience too
     * @param tlsBundle null for the JVM's trust store
     * @param account who asks: issuer of the assertion
     * @param key name of the secret with the private key, RSA
     * @param keyId names the key to the endpoint; may be null
     */
    public record Settings(
            String address,
            String tlsBundle,
            Duration timeLimit,
            Duration connectTimeLimit,
            String account,
            String key,
            String keyId,
            String scope) {}

    ServiceAccounts(TokenEndpoints endpoints, Secrets secrets, Clock clock) {
        this.endpoints = endpoints;
        this.secrets = secrets;
        this.clock = clock;
    }

    /**
     * @return empty when the hub has no such key
     * @throws IllegalArgumentException when the key is none
     */
    public Optional<ServiceAccount> find(Settings settings) {
        return secrets.find(settings.key()).map(secret -> account(settings, secret));
    }

    private ServiceAccount account(Settings settings, String secret) {
        JWK key = ClientKey.parse(secret, settings.keyId());
        if (!(key instanceof RSAKey rsa)) {
            throw new IllegalArgumentException("the key of " + settings.key() + " is no RSA key");
        }
        TokenEndpoint endpoint =
                endpoints.get(
                        settings.address(),
                        settings.tlsBundle(),
                        settings.timeLimit(),
                        settings.connectTimeLimit());
        return new ServiceAccount(settings, rsa, endpoint, clock);
    }
}
