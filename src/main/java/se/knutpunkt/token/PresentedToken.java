package se.knutpunkt.token;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.AbstractAuthenticationToken;

/** An access token as it was sent, not yet looked at. Its text form hides it. */
final class PresentedToken extends AbstractAuthenticationToken {

    private static final long serialVersionUID = 1L;
    private static final String BEARER = "Bearer ";
    private static final String DPOP = "DPoP ";

    private final String value;
    private final boolean dpop;

    private PresentedToken(String value, boolean dpop) {
        super(null);
        this.value = value;
        this.dpop = dpop;
    }

    /**
     * The token of the header {@code Authorization}; null when there is none of a scheme we know.
     * The form of the token is not looked at here: what is no token is found when it is read.
     */
    static PresentedToken of(HttpServletRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null) {
            return null;
        }
        if (header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return of(header, BEARER.length(), false);
        }
        if (header.regionMatches(true, 0, DPOP, 0, DPOP.length())) {
            return of(header, DPOP.length(), true);
        }
        return null;
    }

    private static PresentedToken of(String header, int from, boolean dpop) {
        String value = header.substring(from).trim();
        return value.isEmpty() ? null : new PresentedToken(value, dpop);
    }

    String value() {
        return value;
    }

    /** Whether it was sent as {@code DPoP}, not as {@code Bearer}. */
    boolean isDpop() {
        return dpop;
    }

    @Override
    public Object getCredentials() {
        return "";
    }

    @Override
    public Object getPrincipal() {
        return "";
    }
}
