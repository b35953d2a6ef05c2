package se.knutpunkt.fake.oidc;

import com.nimbusds.oauth2.sdk.ResourceOwnerPasswordCredentialsGrant;
import com.nimbusds.oauth2.sdk.TokenRequest;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import no.nav.security.mock.oauth2.token.OAuth2TokenCallback;

/** What an issuer writes into the tokens it gives out over HTTP. */
record IssuerCallback(String issuerId, Function<TokenRequest, Map<String, Object>> claims)
        implements OAuth2TokenCallback {
    private static final long LIFETIME_SECONDS = 3600;

    /** A citizen's token: the user name of a password grant is the personal number. */
    static IssuerCallback citizen() {
        return new IssuerCallback(
                IdentityProvider.CITIZEN,
                request ->
                        request.getAuthorizationGrant()
                                        instanceof ResourceOwnerPasswordCredentialsGrant password
                                ? IdentityProvider.citizenClaims(password.getUsername())
                                : Map.of("acr", Claims.LOA3));
    }

    /** A machine's token: it may what it asks for. */
    static IssuerCallback machine() {
        return new IssuerCallback(
                IdentityProvider.MACHINE,
                request -> {
                    String client = request.getClientAuthentication().getClientID().getValue();
                    String scope = request.getScope() == null ? "" : request.getScope().toString();
                    return Map.of("sub", client, "client_id", client, "scope", scope);
                });
    }

    @Override
    public String subject(TokenRequest request) {
        return claims.apply(request).getOrDefault("sub", "nobody").toString();
    }

    @Override
    public String typeHeader(TokenRequest request) {
        return "JWT";
    }

    @Override
    public List<String> audience(TokenRequest request) {
        return List.of(IdentityProvider.AUDIENCE);
    }

    @Override
    public Map<String, Object> addClaims(TokenRequest request) {
        return claims.apply(request);
    }

    @Override
    public long tokenExpiry() {
        return LIFETIME_SECONDS;
    }
}
