package se.knutpunkt.api;

import java.time.Instant;
import java.util.Optional;
import org.springframework.security.oauth2.jwt.Jwt;

/**
 * Who is logged in, read from a verified token by the OIDC Sweden profile (contracts/oidc-sso
 * section 1).
 *
 * @param personalIdentityNumber twelve digits
 * @param loginLevel the token's {@code acr}
 * @param loggedInAt the token's {@code auth_time}, or null when it has none
 */
record Citizen(String personalIdentityNumber, String loginLevel, Instant loggedInAt) {

    private static final String CLAIM = "https://id.oidc.se/claim/";

    /** Empty when the token holds no valid personnummer or samordningsnummer. */
    static Optional<Citizen> of(Jwt token) {
        String number = token.getClaimAsString(CLAIM + "personalIdentityNumber");
        if (number == null) {
            number = token.getClaimAsString(CLAIM + "coordinationNumber");
        }
        return PersonalIdentityNumber.isValid(number)
                ? Optional.of(new Citizen(number, token.getClaimAsString("acr"), loggedInAt(token)))
                : Optional.empty();
    }

    /** A token that says it in another form than seconds says nothing. */
    private static Instant loggedInAt(Jwt token) {
        return token.getClaims().get("auth_time") instanceof Number seconds
                ? Instant.ofEpochSecond(seconds.longValue())
                : null;
    }
}
