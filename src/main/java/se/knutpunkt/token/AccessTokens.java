package se.knutpunkt.token;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import jakarta.servlet.http.HttpServletRequest;
import java.text.ParseException;
import java.util.Map;
import java.util.function.Function;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.jwt.Jwt;
import se.knutpunkt.error.Problem;

/**
 * From the token of a request to who calls. A token that was verified a moment ago costs one hash
 * and one look-up; what it is bound to is proven with every request all the same.
 */
public final class AccessTokens {

    /** Algorithms of proofs, as written in a challenge. */
    public static final String PROOF_ALGORITHMS = DpopProofs.ALGORITHMS;

    /** An issuer and what follows from a token of its. */
    record Trusted(TrustedIssuer issuer, Function<Jwt, Authentication> login) {}

    private final Map<String, Trusted> issuers;
    private final RecentTokens recent;
    private final DpopProofs proofs;
    private final ClientCertificates certificates;

    AccessTokens(
            Map<String, Trusted> issuers,
            RecentTokens recent,
            DpopProofs proofs,
            ClientCertificates certificates) {
        this.issuers = issuers;
        this.recent = recent;
        this.proofs = proofs;
        this.certificates = certificates;
    }

    /** The request's token, not yet verified; null when it has none. */
    public Authentication presented(HttpServletRequest request) {
        return PresentedToken.of(request);
    }

    /** Whether the request's token was sent with the scheme {@code DPoP}. */
    public static boolean isSentAsDpop(HttpServletRequest request) {
        PresentedToken sent = PresentedToken.of(request);
        return sent != null && sent.isDpop();
    }

    /**
     * Who calls.
     *
     * @param presented what {@link #presented} gave for this request
     * @throws TokenRefused when the token, or the proof it needs, does not do
     */
    public Authentication verify(Authentication presented, HttpServletRequest request) {
        PresentedToken sent = (PresentedToken) presented;
        VerifiedToken token = recent.of(sent.value(), this::verify);
        if (!token.binding().isNone() || sent.isDpop()) {
            prove(sent, token, request);
        }
        return token.login();
    }

    private void prove(PresentedToken sent, VerifiedToken token, HttpServletRequest request) {
        Binding binding = token.binding();
        if (binding.key() != null && !sent.isDpop()) {
            throw new TokenRefused(Problem.of("proof-missing"));
        }
        if (binding.key() == null && sent.isDpop()) {
            // such a proof would prove nothing
            throw new TokenRefused(Problem.of("token-not-bound"));
        }
        if (binding.certificate() != null) {
            certificates.check(request, binding.certificate());
        }
        if (binding.key() != null) {
            proofs.check(request, token.jwt(), binding.key());
        }
    }

    private VerifiedToken verify(String token) {
        Trusted trusted = issuers.get(issuerOf(token));
        if (trusted == null) {
            throw new TokenRefused(Problem.of("token-issuer-unknown"));
        }
        Jwt jwt = trusted.issuer().verify(token);
        return VerifiedToken.of(jwt, trusted.login().apply(jwt));
    }

    /** What the token says of itself, to choose the keys by; nothing else is believed of it yet. */
    private static String issuerOf(String token) {
        try {
            JWTClaimsSet claims = JWTParser.parse(token).getJWTClaimsSet();
            if (claims != null) {
                return String.valueOf(claims.getIssuer());
            }
        } catch (ParseException | IllegalArgumentException e) {
            // truncated, or never was one
        }
        throw new TokenRefused(Problem.of("token-malformed"));
    }
}
