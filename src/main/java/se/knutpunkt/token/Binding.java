package se.knutpunkt.token;

import java.util.Map;
import org.springframework.security.oauth2.jwt.Jwt;
import se.knutpunkt.error.Problem;

/**
 * What a token is bound to, by its claim {@code cnf} (RFC 7800).
 *
 * @param key thumbprint of the key that must sign a proof (RFC 9449, {@code jkt}), or null
 * @param certificate SHA-256 of the certificate that the connection must show (RFC 8705, {@code
 *     x5t#S256}), or null
 */
record Binding(String key, String certificate) {

    private static final Binding NONE = new Binding(null, null);

    /**
     * A binding that the hub cannot check is no reason to let the token pass without.
     *
     * @throws TokenRefused token-invalid
     */
    static Binding of(Jwt token) {
        Object claim = token.getClaims().get("cnf");
        if (claim == null) {
            return NONE;
        }
        if (!(claim instanceof Map<?, ?> members) || members.isEmpty()) {
            throw new TokenRefused(Problem.of("token-invalid"));
        }
        for (Map.Entry<?, ?> member : members.entrySet()) {
            boolean known = "jkt".equals(member.getKey()) || "x5t#S256".equals(member.getKey());
            if (!known || !(member.getValue() instanceof String)) {
                throw new TokenRefused(Problem.of("token-invalid"));
            }
        }
        return new Binding((String) members.get("jkt"), (String) members.get("x5t#S256"));
    }

    boolean isNone() {
        return key == null && certificate == null;
    }
}
