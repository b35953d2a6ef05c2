package se.knutpunkt.fake.fcm;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import se.knutpunkt.fake.Answer;

/** Trades the assertions of a service account for access tokens (RFC 7523). */
final class AccessTokens {
    private static final String GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private static final String SCOPE = "https://www.googleapis.com/auth/firebase.messaging";
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final long LIFETIME_S = 3599;

    private final RSAPublicKey key;
    private final String email;
    private final Map<String, Instant> issued = new ConcurrentHashMap<>();
    private final Set<String> used = ConcurrentHashMap.newKeySet();

    AccessTokens(RSAPublicKey key, String email) {
        this.key = key;
        this.email = email;
    }

    boolean holds(String authorization) {
        Instant end =
                authorization.startsWith("Bearer ") ? issued.get(authorization.substring(7)) : null;
        return end != null && end.isAfter(Instant.now());
    }

    /** None of those that were issued holds any more. */
    void withdraw() {
        issued.clear();
    }

    /**
     * @param audience the address of the token service
     */
    Answer trade(Map<String, String> form, String audience) {
        if (!GRANT.equals(form.get("grant_type"))) {
            return error("unsupported_grant_type", "Invalid grant_type: ");
        }
        String wrong = wrong(form.getOrDefault("assertion", ""), audience);
        if (wrong != null) {
            return error("invalid_grant", wrong);
        }
        String token = "ya29." + UUID.randomUUID();
        issued.put(token, Instant.now().plusSeconds(LIFETIME_S));
        return Answer.of(
                200,
                "application/json; charset=UTF-8",
                "{\"access_token\":\"%s\",\"expires_in\":%d,\"token_type\":\"Bearer\"}"
                        .formatted(token, LIFETIME_S));
    }

    /** Null when the assertion holds. */
    private String wrong(String assertion, String audience) {
        try {
            SignedJWT jwt = SignedJWT.parse(assertion);
            if (!JWSAlgorithm.RS256.equals(jwt.getHeader().getAlgorithm())
                    || !jwt.verify(new RSASSAVerifier(key))) {
                return "Invalid JWT Signature.";
            }
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            if (!email.equals(claims.getIssuer())) {
                return "Invalid grant: account not found";
            }
            if (!claims.getAudience().contains(audience)) {
                return "Invalid JWT: Failed audience check.";
            }
            if (!SCOPE.equals(claims.getStringClaim("scope"))) {
                return "Invalid OAuth scope or ID token audience provided.";
            }
            return wrongTimes(claims);
        } catch (ParseException | JOSEException e) {
            return "Bad Request";
        }
    }

    private String wrongTimes(JWTClaimsSet claims) {
        if (claims.getIssueTime() == null || claims.getExpirationTime() == null) {
            return "Invalid JWT: iat and exp are needed.";
        }
        Instant issuedAt = claims.getIssueTime().toInstant();
        Instant end = claims.getExpirationTime().toInstant();
        Instant now = Instant.now();
        boolean sane =
                !issuedAt.isAfter(now.plus(SKEW))
                        && !issuedAt.isBefore(now.minus(LONGEST))
                        && end.isAfter(now)
                        && !end.isAfter(issuedAt.plus(LONGEST));
        if (!sane) {
            return "Invalid JWT: Token must be a short-lived token (60 minutes)";
        }
        // Google allows it; a hub that sends one twice reuses what may be stolen
        boolean again = claims.getJWTID() != null && !used.add(claims.getJWTID());
        return again ? "Invalid JWT: used before" : null;
    }

    private static Answer error(String code, String description) {
        return Answer.of(
                400,
                "application/json; charset=UTF-8",
                "{\"error\":\"%s\",\"error_description\":\"%s\"}".formatted(code, description));
    }
}
