package se.knutpunkt.sso;

import java.util.Map;
import org.apache.camel.Exchange;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.stereotype.Component;
import se.knutpunkt.error.Problem;

/**
 * A citizen has logged out at the identity provider (OpenID Connect Back-Channel Logout 1.0): what
 * the hub keeps of the session is dropped, here and on the other replicas.
 */
@Component("logout")
public final class Logout {

    private final LogoutTokens tokens;
    private final EndedSessions sessions;

    Logout(LogoutTokens tokens, EndedSessions sessions) {
        this.tokens = tokens;
        this.sessions = sessions;
    }

    /**
     * Reads the form of the variable {@code request}.
     *
     * @throws Problem {@code logout-token-invalid} or {@code identity-provider-unavailable}
     */
    public void receive(Exchange exchange) {
        Map<?, ?> form = exchange.getVariable("request", Map.class);
        Jwt token = tokens.verify(String.valueOf(form.get("logout_token")));
        sessions.end(
                new EndedSessions.Ended(
                        token.getClaimAsString("iss"),
                        token.getClaimAsString("sid"),
                        token.getSubject()));
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 204);
        exchange.getMessage().setHeader("Cache-Control", "no-store");
        exchange.getMessage().setBody(null);
    }
}
