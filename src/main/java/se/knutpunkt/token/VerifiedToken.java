package se.knutpunkt.token;

import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.jwt.Jwt;

/**
 * A token whose signature and claims hold, with what follows from them, so that a repeated token
 * costs a look-up. What it is bound to is asked for each time.
 *
 * @param login who calls, ready for Spring Security
 * @param expiresAtMillis when it expires, as {@link System#currentTimeMillis()}
 */
record VerifiedToken(Jwt jwt, Authentication login, Binding binding, long expiresAtMillis) {

    static VerifiedToken of(Jwt jwt, Authentication login) {
        return new VerifiedToken(jwt, login, Binding.of(jwt), jwt.getExpiresAt().toEpochMilli());
    }

    boolean isExpired() {
        return System.currentTimeMillis() >= expiresAtMillis;
    }

    @Override
    public String toString() {
        return "VerifiedToken";
    }
}
