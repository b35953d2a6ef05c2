package se.knutpunkt.api;

import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.JwtGrantedAuthoritiesConverter;

/**
 * Who calls, by a verified token, with all that follows from the token worked out once: it is kept
 * with the token and serves every call that repeats it.
 */
final class Caller extends JwtAuthenticationToken {

    private static final long serialVersionUID = 1L;

    /** What Spring puts before a scope's name. */
    private static final String SCOPE = "SCOPE_";

    private static final JwtGrantedAuthoritiesConverter SCOPES =
            new JwtGrantedAuthoritiesConverter();

    private final Operation.Caller kind;
    private final transient Citizen citizen;
    private final transient Machine machine;
    private final Set<String> scopes;

    private Caller(Jwt token, Operation.Caller kind) {
        super(token, SCOPES.convert(token));
        this.kind = kind;
        this.scopes =
                getAuthorities().stream()
                        .map(GrantedAuthority::getAuthority)
                        .map(scope -> scope.substring(SCOPE.length()))
                        .collect(Collectors.toUnmodifiableSet());
        boolean isCitizen = kind == Operation.Caller.CITIZEN;
        this.citizen = isCitizen ? Citizen.of(token).orElse(null) : null;
        this.machine = isCitizen ? null : Machine.of(token, scopes).orElse(null);
    }

    static Caller citizen(Jwt token) {
        return new Caller(token, Operation.Caller.CITIZEN);
    }

    static Caller machine(Jwt token) {
        return new Caller(token, Operation.Caller.MACHINE);
    }

    /** Who calls on this thread, null when nobody showed a token. */
    static Caller current() {
        return SecurityContextHolder.getContext().getAuthentication() instanceof Caller caller
                ? caller
                : null;
    }

    Operation.Caller kind() {
        return kind;
    }

    /** Null for a machine, and for a token without a valid number. */
    Citizen citizen() {
        return citizen;
    }

    /** Null for a citizen, and for a token that names no client. */
    Machine machine() {
        return machine;
    }

    Set<String> scopes() {
        return scopes;
    }
}
