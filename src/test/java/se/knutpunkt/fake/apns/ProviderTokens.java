package se.knutpunkt.fake.apns;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.SignedJWT;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The JWTs of senders (section 2); a signature is verified once. */
final class ProviderTokens {
    private static final Duration OLDEST = Duration.ofHours(1);
    private static final Duration SKEW = Duration.ofMinutes(1);
    private static final int PLAIN_SIGNATURE = 64;
    private static final int KEPT = 1000;

    private final ECPublicKey key;
    private final String keyId;
    private final String team;
    private final Map<String, Instant> issued = new ConcurrentHashMap<>();

    ProviderTokens(ECPublicKey key, String keyId, String team) {
        this.key = key;
        this.keyId = keyId;
        this.team = team;
    }

    /**
     * @param authorization the header's value, null when it is missing
     * @return the reason to refuse it, null when it holds
     */
    String refusal(String authorization) {
        if (authorization == null || !authorization.startsWith("bearer ")) {
            return "MissingProviderToken";
        }
        Instant known = issued.get(authorization);
        Instant at = known == null ? verified(authorization.substring(7)) : known;
        if (at == null || at.isAfter(Instant.now().plus(SKEW))) {
            return "InvalidProviderToken";
        }
        if (at.isBefore(Instant.now().minus(OLDEST))) {
            return "ExpiredProviderToken";
        }
        if (known == null) {
            keep(authorization, at);
        }
        return null;
    }

    /** All that were shown until now are too old. */
    void expire() {
        issued.replaceAll((authorization, at) -> Instant.EPOCH);
    }

    private void keep(String authorization, Instant at) {
        if (issued.size() >= KEPT) {
            issued.clear();
        }
        issued.put(authorization, at);
    }

    /** When it was issued; null when it is not what it says. */
    private Instant verified(String token) {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            boolean good =
                    JWSAlgorithm.ES256.equals(jwt.getHeader().getAlgorithm())
                            && keyId.equals(jwt.getHeader().getKeyID())
                            && team.equals(jwt.getJWTClaimsSet().getIssuer())
                            && isSigned(jwt);
            Date at = jwt.getJWTClaimsSet().getIssueTime();
            return good && at != null ? at.toInstant() : null;
        } catch (ParseException | GeneralSecurityException e) {
            return null;
        }
    }

    /**
     * By 64 bytes as RFC 7518 says, or in DER as Pushy 0.15.4 writes it (and its users show that
     * Apple takes it).
     */
    private boolean isSigned(SignedJWT jwt) throws GeneralSecurityException {
        byte[] proof = jwt.getSignature().decode();
        String format = proof.length == PLAIN_SIGNATURE ? "inP1363Format" : "";
        Signature signature = Signature.getInstance("SHA256withECDSA" + format);
        signature.initVerify(key);
        signature.update(jwt.getSigningInput());
        return signature.verify(proof);
    }
}
