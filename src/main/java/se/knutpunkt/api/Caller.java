package se.knutpunkt.api;

import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/**
 * Who calls, by a verified token, with all that follows from the token worked out once: it is kept
 * with the token and serves every call that repeats it.
 */
final class Caller extends JwtAuthenticationToken {

    private static final long serialVersionUID = 1L;

    private final Operation.Caller kind;
    private final transient Citizen citizen;
    private final Set<String> scopes;

    private Caller(Jwt token, Operation.Caller kind, Citizen citizen) {
        super(token, TokenAuthorities.of(token, kind.name()));
        this.kind = kind;
        this.citizen = citizen;
        this.scopes =
                getAuthorities().stream()
                        .map(GrantedAuthority::getAuthority)
                        .filter(authority -> authority.startsWith(TokenAuthorities.SCOPE))
                        .map(scope -> scope.substring(TokenAuthorities.SCOPE.length()))
                        .collect(Collectors.toUnmodifiableSet());
    }

    static Caller citizen(Jwt token) {
        return new Caller(token, Operation.Caller.CITIZEN, Citizen.of(token).orElse(null));
    }

    static Caller machine(Jwt token) {
        return new Caller(token, Operation.Caller.MACHINE, null);
    }

    Operation.Caller kind() {
        return kind;
    }

    /** Null for a machine, and for a token without a valid number. */
    Citizen citizen() {
        return citizen;
    }

    Set<String> scopes() {
        return scopes;
    }
}
