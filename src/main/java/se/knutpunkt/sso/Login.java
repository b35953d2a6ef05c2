package se.knutpunkt.sso;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.convert.DurationStyle;

/**
 * The field {@code login} of a back end's file: which proof it demands and where the hub gets it.
 * {@code login: none} is short for {@code login: {kind: none}}. In client id, audience, resource
 * and scopes <code>{region}</code> stands for the line's region.
 *
 * @param tokenEndpoint where the proof is issued
 * @param client who the hub is there
 * @param assertion jwt-bearer and saml2-bearer: where the assertion is issued that is traded at the
 *     token endpoint
 * @param assertionEncoding saml2-bearer: base64url (RFC 7522) or base64
 * @param timeLimit of one request to the endpoint
 * @param connectTimeLimit to open a connection to it
 * @param lifetimeWhenUnstated how long a token counts whose answer states no expiry; null refuses
 *     such an answer
 */
public record Login(
        LoginKind kind,
        String tokenEndpoint,
        Client client,
        String audience,
        String resource,
        List<String> scopes,
        Assertion assertion,
        String assertionEncoding,
        String timeLimit,
        String connectTimeLimit,
        String lifetimeWhenUnstated) {

    /**
     * @param authentication client_secret_basic or private_key_jwt
     * @param secret name of the secret, or of the private key; null when each region names its own
     * @param keyId for a private key that does not name itself
     * @param tlsBundle client certificate and trust list towards the token endpoint, or null
     */
    public record Client(
            String id, String authentication, String secret, String keyId, String tlsBundle) {}

    /** The step before the token endpoint: an exchange that issues an assertion for it. */
    public record Assertion(
            String tokenEndpoint,
            Client client,
            String audience,
            String resource,
            List<String> scopes) {
        public Assertion {
            scopes = scopes == null ? List.of() : List.copyOf(scopes);
        }
    }

    @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
    public Login {
        scopes = scopes == null ? List.of() : List.copyOf(scopes);
    }

    /** The short form. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Login of(String kind) {
        return new Login(
                LoginKind.of(kind), null, null, null, null, null, null, null, null, null, null);
    }

    public Duration timeLimitDuration() {
        return duration(timeLimit, "2s");
    }

    public Duration connectTimeLimitDuration() {
        return duration(connectTimeLimit, "1s");
    }

    /** Null when an answer without an expiry is refused. */
    public Duration lifetimeWhenUnstatedDuration() {
        return lifetimeWhenUnstated == null ? null : duration(lifetimeWhenUnstated, null);
    }

    private static Duration duration(String stated, String usual) {
        return DurationStyle.detectAndParse(stated == null ? usual : stated);
    }
}
