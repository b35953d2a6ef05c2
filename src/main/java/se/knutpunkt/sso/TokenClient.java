package se.knutpunkt.sso;

import com.nimbusds.jose.jwk.JWK;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.oauth2.client.endpoint.AbstractOAuth2AuthorizationGrantRequest;
import org.springframework.security.oauth2.client.endpoint.AbstractRestClientOAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.JwtBearerGrantRequest;
import org.springframework.security.oauth2.client.endpoint.NimbusJwtClientAuthenticationParametersConverter;
import org.springframework.security.oauth2.client.endpoint.OAuth2ClientCredentialsGrantRequest;
import org.springframework.security.oauth2.client.endpoint.OAuth2RefreshTokenGrantRequest;
import org.springframework.security.oauth2.client.endpoint.RestClientClientCredentialsTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.RestClientJwtBearerTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.RestClientRefreshTokenTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.RestClientTokenExchangeTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.TokenExchangeGrantRequest;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.endpoint.OAuth2AccessTokenResponse;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.client.RestClient;
import se.knutpunkt.error.Problem;

/**
 * The hub as one client of one token endpoint. Spring Security speaks the protocols; what is added
 * are the parameters it does not send by itself (audience, resource, the requested type) and the
 * checking of answers.
 *
 * @param key of private_key_jwt, null with a client secret
 * @param lifetimeWhenUnstated null refuses an answer without an expiry
 */
record TokenClient(
        TokenEndpoint endpoint,
        String id,
        String secret,
        JWK key,
        String audience,
        String resource,
        List<String> scopes,
        Duration lifetimeWhenUnstated,
        Clock clock) {

    static final AuthorizationGrantType SAML2_BEARER =
            new AuthorizationGrantType("urn:ietf:params:oauth:grant-type:saml2-bearer");

    /**
     * What was issued, and how long it counts.
     *
     * @param life from before the request on, so that the time on the way is not given away
     * @param refresh the refresh token that came with it, or null
     */
    record Issued(String value, Duration life, String refresh) {
        @Override
        public String toString() {
            return "Issued[life=" + life + "]";
        }
    }

    Issued clientCredentials() {
        RestClientClientCredentialsTokenResponseClient client =
                prepared(
                        new RestClientClientCredentialsTokenResponseClient(),
                        answers(ProviderAnswer.ACCESS_TOKEN, false));
        ClientRegistration hub = hub(AuthorizationGrantType.CLIENT_CREDENTIALS);
        return issued(() -> client.getTokenResponse(new OAuth2ClientCredentialsGrantRequest(hub)));
    }

    /**
     * The citizen's token, always stated as an access token (Keycloak takes no other), for one of
     * {@code type}.
     */
    Issued exchange(String citizensToken, String type) {
        RestClientTokenExchangeTokenResponseClient client =
                prepared(new RestClientTokenExchangeTokenResponseClient(), answers(type, true));
        client.setParametersCustomizer(sent -> sent.set("requested_token_type", type));
        ClientRegistration hub = hub(AuthorizationGrantType.TOKEN_EXCHANGE);
        OAuth2AccessToken subject =
                new OAuth2AccessToken(
                        OAuth2AccessToken.TokenType.BEARER, citizensToken, null, null);
        return issued(
                () -> client.getTokenResponse(new TokenExchangeGrantRequest(hub, subject, null)));
    }

    /** A JWT about the citizen for an access token. */
    Issued jwtBearer(String assertion) {
        RestClientJwtBearerTokenResponseClient client =
                prepared(
                        new RestClientJwtBearerTokenResponseClient(),
                        answers(ProviderAnswer.ACCESS_TOKEN, false));
        ClientRegistration hub = hub(AuthorizationGrantType.JWT_BEARER);
        // Spring sends its value and reads nothing of it
        Jwt jwt = Jwt.withTokenValue(assertion).header("typ", "JWT").claim("x", "x").build();
        return issued(() -> client.getTokenResponse(new JwtBearerGrantRequest(hub, jwt)));
    }

    /** A SAML assertion about the citizen, encoded, for an access token. */
    Issued saml2Bearer(String assertion) {
        Saml2BearerClient client =
                new Saml2BearerClient(
                        rest(answers(ProviderAnswer.ACCESS_TOKEN, false)), this::added);
        ClientRegistration hub = hub(SAML2_BEARER);
        return issued(
                () -> client.getTokenResponse(new Saml2BearerClient.GrantRequest(hub, assertion)));
    }

    /** A refresh token for an access token. */
    Issued refresh(String refreshToken) {
        RestClientRefreshTokenTokenResponseClient client =
                prepared(
                        new RestClientRefreshTokenTokenResponseClient(),
                        answers(ProviderAnswer.ACCESS_TOKEN, false));
        ClientRegistration hub = hub(AuthorizationGrantType.REFRESH_TOKEN);
        Instant now = clock.instant();
        // Spring sends the refresh token alone
        OAuth2AccessToken before =
                new OAuth2AccessToken(
                        OAuth2AccessToken.TokenType.BEARER, "x", now, now.plusMillis(1));
        OAuth2RefreshToken refresh = new OAuth2RefreshToken(refreshToken, null);
        return issued(
                () ->
                        client.getTokenResponse(
                                new OAuth2RefreshTokenGrantRequest(hub, before, refresh)));
    }

    private Issued issued(Supplier<OAuth2AccessTokenResponse> request) {
        OAuth2AccessTokenResponse answer = endpoint.call(() -> demand(request.get()));
        OAuth2AccessToken token = answer.getAccessToken();
        OAuth2RefreshToken refresh = answer.getRefreshToken();
        return new Issued(
                token.getTokenValue(),
                Duration.between(token.getIssuedAt(), token.getExpiresAt()),
                refresh == null ? null : refresh.getTokenValue());
    }

    /** Spring gives null for an empty answer. */
    private static OAuth2AccessTokenResponse demand(OAuth2AccessTokenResponse answer) {
        if (answer == null) {
            throw Problem.of("login-provider-broken");
        }
        return answer;
    }

    private <
                    R extends AbstractOAuth2AuthorizationGrantRequest,
                    C extends AbstractRestClientOAuth2AccessTokenResponseClient<R>>
            C prepared(C client, ProviderAnswer answers) {
        client.setRestClient(rest(answers));
        Converter<R, MultiValueMap<String, String>> added = this::added;
        client.addParametersConverter(added);
        return client;
    }

    /** Parameters beyond those of the grant. */
    private <R extends AbstractOAuth2AuthorizationGrantRequest> MultiValueMap<String, String> added(
            R request) {
        MultiValueMap<String, String> added = new LinkedMultiValueMap<>();
        if (key != null) {
            MultiValueMap<String, String> proof =
                    new NimbusJwtClientAuthenticationParametersConverter<R>(client -> key)
                            .convert(request);
            added.addAll(proof);
        }
        if (audience != null) {
            added.set("audience", audience);
        }
        if (resource != null) {
            added.set("resource", resource);
        }
        return added;
    }

    private RestClient rest(ProviderAnswer answers) {
        OAuth2AccessTokenResponseHttpMessageConverter reader =
                new OAuth2AccessTokenResponseHttpMessageConverter();
        reader.setAccessTokenResponseConverter(answers);
        return endpoint.client(reader);
    }

    private ProviderAnswer answers(String type, boolean exchange) {
        return new ProviderAnswer(type, exchange, lifetimeWhenUnstated, clock);
    }

    private ClientRegistration hub(AuthorizationGrantType grant) {
        return ClientRegistration.withRegistrationId("hub")
                .clientId(id)
                .clientSecret(secret)
                .clientAuthenticationMethod(
                        key == null
                                ? ClientAuthenticationMethod.CLIENT_SECRET_BASIC
                                : ClientAuthenticationMethod.PRIVATE_KEY_JWT)
                .authorizationGrantType(grant)
                .scope(scopes)
                .tokenUri(endpoint.address())
                .build();
    }

    @Override
    public String toString() {
        return "TokenClient[id=" + id + "]";
    }
}
