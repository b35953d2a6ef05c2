package se.knutpunkt.api;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/**
 * Which system calls, read from a verified token of the machines' issuer.
 *
 * @param client its client id: {@code client_id} (RFC 9068), else {@code azp}, else {@code sub}
 * @param scopes what its token holds
 */
record Machine(String client, Set<String> scopes) {

    private static final String SCOPE = "SCOPE_";

    static Optional<Machine> current() {
        return SecurityContextHolder.getContext().getAuthentication()
                                instanceof JwtAuthenticationToken token
                        && TokenAuthorities.has(token, "MACHINE")
                ? of(token)
                : Optional.empty();
    }

    /** Empty when the token names no client. */
    private static Optional<Machine> of(JwtAuthenticationToken token) {
        Jwt jwt = token.getToken();
        Set<String> scopes =
                token.getAuthorities().stream()
                        .map(GrantedAuthority::getAuthority)
                        .filter(authority -> authority.startsWith(SCOPE))
                        .map(authority -> authority.substring(SCOPE.length()))
                        .collect(Collectors.toUnmodifiableSet());
        return Stream.of("client_id", "azp", "sub")
                .map(jwt::getClaimAsString)
                .filter(client -> client != null && !client.isBlank())
                .findFirst()
                .map(client -> new Machine(client, scopes));
    }
}
