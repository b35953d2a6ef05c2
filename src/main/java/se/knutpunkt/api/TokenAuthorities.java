package se.knutpunkt.api;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtGrantedAuthoritiesConverter;

/** What a token allows: its kind, by the issuer that signed it, and its scopes. */
final class TokenAuthorities {

    /** Stands before a scope's name. */
    static final String SCOPE = "SCOPE_";

    private static final JwtGrantedAuthoritiesConverter SCOPES =
            new JwtGrantedAuthoritiesConverter();

    private TokenAuthorities() {}

    static Collection<GrantedAuthority> of(Jwt token, String kind) {
        List<GrantedAuthority> all = new ArrayList<>(SCOPES.convert(token));
        all.add(new SimpleGrantedAuthority(kind));
        return all;
    }

    static boolean has(Authentication token, String authority) {
        return token.getAuthorities().stream().anyMatch(a -> a.getAuthority().equals(authority));
    }
}
