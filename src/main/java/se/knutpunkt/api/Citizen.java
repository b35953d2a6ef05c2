package se.knutpunkt.api;

import java.util.Optional;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/**
 * Who is logged in, read from a verified token by the OIDC Sweden profile (contracts/oidc-sso
 * section 1).
 *
 * @param personalIdentityNumber twelve digits
 * @param loginLevel the token's {@code acr}
 */
record Citizen(String personalIdentityNumber, String loginLevel) {

    private static final String CLAIM = "https://id.oidc.se/claim/";

    static Optional<Citizen> current() {
        Authentication login = SecurityContextHolder.getContext().getAuthentication();
        return login instanceof JwtAuthenticationToken token
                ? of(token.getToken())
                : Optional.empty();
    }

    /** Empty when the token holds no valid personnummer or samordningsnummer. */
    static Optional<Citizen> of(Jwt token) {
        String number = token.getClaimAsString(CLAIM + "personalIdentityNumber");
        if (number == null) {
            number = token.getClaimAsString(CLAIM + "coordinationNumber");
        }
        return PersonalIdentityNumber.isValid(number)
                ? Optional.of(new Citizen(number, token.getClaimAsString("acr")))
                : Optional.empty();
    }
}
