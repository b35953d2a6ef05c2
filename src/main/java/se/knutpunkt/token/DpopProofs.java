package se.knutpunkt.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import jakarta.servlet.http.HttpServletRequest;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.DPoPProofContext;
import org.springframework.security.oauth2.jwt.DPoPProofJwtDecoderFactory;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.stereotype.Component;
import se.knutpunkt.error.Problem;

/**
 * Proofs of possession (RFC 9449 section 4.3). Spring Security reads them: type, an asymmetric
 * algorithm, a public key, the signature. What they must say is checked here, since Spring's own
 * provider has one refusal for all of it. Used proofs are remembered by this replica.
 */
@Component
final class DpopProofs {

    /** As written in the challenge; the same as for tokens. */
    static final String ALGORITHMS = "ES256 PS256 RS256";

    private static final String HEADER = "DPoP";
    private static final Set<String> ALLOWED = Set.of(ALGORITHMS.split(" "));
    private static final Duration OLDEST = Duration.ofSeconds(60);
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);
    private static final int MOST = 100_000;

    private final PublicAddress address;
    private final DPoPProofJwtDecoderFactory decoders = new DPoPProofJwtDecoderFactory();

    /** Kept longer than a proof is young enough, so a used one is old before it is forgotten. */
    private final Cache<String, Boolean> used =
            Caffeine.newBuilder()
                    .maximumSize(MOST)
                    .expireAfterWrite(OLDEST.plus(CLOCK_SKEW.multipliedBy(2)))
                    .build();

    DpopProofs(PublicAddress address) {
        this.address = address;
        decoders.setJwtValidatorFactory(DpopProofs::demands);
    }

    /**
     * Checks the proof that came with a bound token, and uses it up.
     *
     * @param token the access token, verified
     * @param key the thumbprint it is bound to
     * @throws TokenRefused with a code for each way a proof can be wrong
     */
    void check(HttpServletRequest request, Jwt token, String key) {
        List<String> sent = Collections.list(request.getHeaders(HEADER));
        if (sent.isEmpty()) {
            throw refused("proof-missing");
        }
        if (sent.size() > 1) {
            throw refused("proof-invalid");
        }
        Jwt proof = read(sent.get(0), request, token);
        if (!key.equals(thumbprint(proof))) {
            throw refused("proof-other-key");
        }
        String id = Sha256.of(key + ' ' + proof.getId());
        if (used.asMap().putIfAbsent(id, Boolean.TRUE) != null) {
            throw refused("proof-replayed");
        }
    }

    private Jwt read(String proof, HttpServletRequest request, Jwt token) {
        try {
            DPoPProofContext context =
                    DPoPProofContext.withDPoPProof(proof)
                            .method(request.getMethod())
                            .targetUri(address.of(request))
                            .accessToken(token)
                            .build();
            return decoders.createDecoder(context).decode(proof);
        } catch (JwtValidationException e) {
            throw refused(e.getErrors().iterator().next().getErrorCode());
        } catch (JwtException | IllegalArgumentException e) {
            throw refused("proof-invalid");
        }
    }

    /** In this order; the first that does not hold is the refusal. */
    private static OAuth2TokenValidator<Jwt> demands(DPoPProofContext call) {
        return new DelegatingOAuth2TokenValidator<>(
                demand("proof-invalid", DpopProofs::isWellFormed),
                demand("proof-expired", DpopProofs::isYoung),
                demand("proof-other-request", proof -> isFor(call, proof)),
                demand(
                        "proof-other-token",
                        proof ->
                                Sha256.of(call.getAccessToken().getTokenValue())
                                        .equals(proof.getClaims().get("ath"))));
    }

    private static boolean isWellFormed(Jwt proof) {
        return ALLOWED.contains(String.valueOf(proof.getHeaders().get("alg")))
                && proof.getClaims().get("jti") instanceof String id
                && !id.isBlank()
                && proof.getIssuedAt() != null;
    }

    private static boolean isYoung(Jwt proof) {
        Instant now = Instant.now();
        return proof.getIssuedAt() != null
                && !proof.getIssuedAt().isBefore(now.minus(OLDEST))
                && !proof.getIssuedAt().isAfter(now.plus(CLOCK_SKEW));
    }

    private static boolean isFor(DPoPProofContext call, Jwt proof) {
        return call.getMethod().equals(proof.getClaims().get("htm"))
                && proof.getClaims().get("htu") instanceof String stated
                && call.getTargetUri().equals(PublicAddress.normal(stated));
    }

    private static String thumbprint(Jwt proof) {
        try {
            @SuppressWarnings("unchecked")
            Map<String, Object> key = (Map<String, Object>) proof.getHeaders().get("jwk");
            return JWK.parse(key).computeThumbprint().toString();
        } catch (ParseException | JOSEException e) {
            throw refused("proof-invalid");
        }
    }

    private static OAuth2TokenValidator<Jwt> demand(String code, Predicate<Jwt> held) {
        return proof ->
                held.test(proof)
                        ? OAuth2TokenValidatorResult.success()
                        : OAuth2TokenValidatorResult.failure(new OAuth2Error(code));
    }

    private static TokenRefused refused(String code) {
        return new TokenRefused(Problem.of(code));
    }
}
