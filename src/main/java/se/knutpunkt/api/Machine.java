package se.knutpunkt.api;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.security.oauth2.jwt.Jwt;

/**
 * Which system calls, read from a verified token of the machines' issuer.
 *
 * @param client its client id: {@code client_id} (RFC 9068), else {@code azp}, else {@code sub}
 * @param scopes what its token holds
 */
record Machine(String client, Set<String> scopes) {

    /** Empty when the token names no client. */
    static Optional<Machine> of(Jwt token, Set<String> scopes) {
        return Stream.of("client_id", "azp", "sub")
                .map(token::getClaimAsString)
                .filter(client -> client != null && !client.isBlank())
                .findFirst()
                .map(client -> new Machine(client, scopes));
    }
}
