package se.knutpunkt.sso;

import java.util.Set;
import org.springframework.core.convert.converter.Converter;
import org.springframework.http.MediaType;
import org.springframework.security.oauth2.client.endpoint.AbstractOAuth2AuthorizationGrantRequest;
import org.springframework.security.oauth2.client.endpoint.DefaultOAuth2TokenRequestHeadersConverter;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.endpoint.OAuth2AccessTokenResponse;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.client.RestClient;

/** The grant of RFC 7522, which Spring Security has no client for. */
final class Saml2BearerClient
        implements OAuth2AccessTokenResponseClient<Saml2BearerClient.GrantRequest> {

    /** Asks for an access token with an encoded assertion. */
    static final class GrantRequest extends AbstractOAuth2AuthorizationGrantRequest {
        private final String assertion;

        GrantRequest(ClientRegistration client, String assertion) {
            super(TokenClient.SAML2_BEARER, client);
            this.assertion = assertion;
        }
    }

    private final RestClient rest;
    private final Converter<GrantRequest, MultiValueMap<String, String>> added;
    private final DefaultOAuth2TokenRequestHeadersConverter<GrantRequest> headers =
            new DefaultOAuth2TokenRequestHeadersConverter<>();

    Saml2BearerClient(
            RestClient rest, Converter<GrantRequest, MultiValueMap<String, String>> added) {
        this.rest = rest;
        this.added = added;
    }

    @Override
    public OAuth2AccessTokenResponse getTokenResponse(GrantRequest request) {
        MultiValueMap<String, String> form = new LinkedMultiValueMap<>();
        form.set("grant_type", request.getGrantType().getValue());
        form.set("assertion", request.assertion);
        Set<String> scopes = request.getClientRegistration().getScopes(); // null when none
        if (scopes != null) {
            form.set("scope", String.join(" ", scopes));
        }
        form.addAll(added.convert(request));
        return rest.post()
                .uri(request.getClientRegistration().getProviderDetails().getTokenUri())
                .headers(all -> all.putAll(headers.convert(request)))
                .contentType(MediaType.APPLICATION_FORM_URLENCODED)
                .body(form)
                .retrieve()
                .body(OAuth2AccessTokenResponse.class);
    }
}
