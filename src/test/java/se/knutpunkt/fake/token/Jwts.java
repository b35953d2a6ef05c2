package se.knutpunkt.fake.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.util.Date;

/** JWTs, signed and verified. */
final class Jwts {
    private Jwts() {}

    static RSAKey newKey(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static String signed(JWTClaimsSet claims, RSAKey key) {
        try {
            SignedJWT jwt =
                    new SignedJWT(
                            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
                            claims);
            jwt.sign(new RSASSASigner(key));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Signature, issuer, audience and expiry.
     *
     * @throws Refusal with what is wrong
     */
    static JWTClaimsSet verified(String token, RSAKey key, String issuer, String audience) {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            Refusal.unless(jwt.verify(new RSASSAVerifier(key.toRSAPublicKey())), "signature");
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            Refusal.unless(issuer.equals(claims.getIssuer()), "issuer");
            Refusal.unless(claims.getAudience().contains(audience), "audience");
            Date end = claims.getExpirationTime();
            Refusal.unless(end != null && end.after(new Date()), "expiry");
            return claims;
        } catch (ParseException | JOSEException e) {
            throw new Refusal("no JWT");
        }
    }
}
