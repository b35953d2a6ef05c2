package se.knutpunkt.fake.oidc;

import com.nimbusds.jwt.JWTClaimsSet;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What a token says; begins as a proper citizen's token, from which a test takes away or changes.
 */
public final class Claims {
    /** The claim with the personal identity number. */
    public static final String PERSONAL_NUMBER = "https://id.oidc.se/claim/personalIdentityNumber";

    /** The level of assurance of BankID and Freja. */
    public static final String LOA3 = "http://id.elegnamnden.se/loa/1.0/loa3";

    /** What the app may do for the citizen. */
    public static final String CITIZEN_SCOPES = "openid knutpunkt:read knutpunkt:write";

    private static final Duration LIFETIME = Duration.ofHours(1);

    private final Map<String, Object> claims = new HashMap<>();

    Claims(String issuer, Instant now) {
        with("iss", issuer).with("aud", List.of(IdentityProvider.AUDIENCE));
        with("iat", Date.from(now)).with("nbf", Date.from(now));
        with("exp", Date.from(now.plus(LIFETIME))).with("jti", UUID.randomUUID().toString());
    }

    /** Sets a claim; null takes it away. */
    public Claims with(String name, Object value) {
        claims.put(name, value);
        return this;
    }

    public Claims without(String name) {
        claims.remove(name);
        return this;
    }

    public Claims personalNumber(String number) {
        return with(PERSONAL_NUMBER, number);
    }

    public Claims acr(String level) {
        return with("acr", level);
    }

    public Claims audience(String... audience) {
        return with("aud", List.of(audience));
    }

    public Claims issuer(String issuer) {
        return with("iss", issuer);
    }

    /** When it ends; before now for an expired token. */
    public Claims expires(Instant instant) {
        return with("exp", Date.from(instant));
    }

    public Claims notBefore(Instant instant) {
        return with("nbf", Date.from(instant));
    }

    JWTClaimsSet set() {
        JWTClaimsSet.Builder builder = new JWTClaimsSet.Builder();
        claims.forEach(builder::claim);
        return builder.build();
    }
}
