package se.knutpunkt.api;

import java.util.Optional;
import org.springframework.security.oauth2.jwt.Jwt;

/**
 * The verified token of the citizen who is logged in, for the token broker alone: it is shown to
 * the identity provider, never to a back end. Its text form hides it.
 *
 * @param value the token as it was sent
 * @param subject the identity provider's name of the citizen
 * @param sessionId the identity provider's name of the session, null when the token has none
 */
public record CitizenToken(String value, String issuer, String subject, String sessionId) {

    /** The token of this call, empty when no citizen calls. */
    public static Optional<CitizenToken> current() {
        Caller caller = Caller.current();
        return caller != null && caller.kind() == Operation.Caller.CITIZEN
                ? Optional.of(of(caller.getToken()))
                : Optional.empty();
    }

    private static CitizenToken of(Jwt token) {
        return new CitizenToken(
                token.getTokenValue(),
                token.getClaimAsString("iss"),
                token.getSubject(),
                token.getClaimAsString("sid"));
    }

    @Override
    public String toString() {
        return "CitizenToken";
    }
}
