package se.knutpunkt.sso;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InterruptedIOException;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.web.client.RestClientException;
import se.knutpunkt.error.Problem;
import se.knutpunkt.http.OutgoingHttp;

/**
 * What it means when a token endpoint does not give what was asked for (RFC 6749 section 5.2, RFC
 * 8693 section 2.2.2). Keycloak answers an unknown audience with invalid_client and 400, so the
 * status decides and not the word alone (contracts/oidc-sso section 6).
 */
final class ProviderFailures {

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private ProviderFailures() {}

    /** Every answer but 200. */
    static void refuse(HttpRequest request, ClientHttpResponse response) throws IOException {
        int status = response.getStatusCode().value();
        if (status == 401) {
            throw Problem.of("login-client-refused");
        }
        if (status == 429) {
            throw Problem.of("login-provider-busy");
        }
        if (status >= 500) {
            throw Problem.of("login-provider-unavailable");
        }
        if (status < 400) {
            throw Problem.of("login-provider-broken");
        }
        throw Problem.of(
                "invalid_grant".equals(error(response)) ? "login-again" : "login-proof-refused");
    }

    /** A failure of the request itself, or one of the problems above on its way out of Spring. */
    static Problem problem(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof Problem known) {
                return known;
            }
            if (t instanceof OutgoingHttp.AnswerTooLarge) {
                return Problem.of("login-provider-broken", failure);
            }
            if (t instanceof InterruptedIOException
                    && !(t instanceof org.apache.hc.client5.http.ConnectTimeoutException)) {
                return Problem.of("login-provider-late", failure);
            }
            if (t instanceof com.fasterxml.jackson.core.JacksonException) {
                return Problem.of("login-provider-broken", failure);
            }
            if (t instanceof IOException) {
                return Problem.of("login-provider-unavailable", failure);
            }
        }
        return isSpringsVerdict(failure)
                ? Problem.of("login-provider-broken", failure)
                : Problem.of("internal-error", failure);
    }

    /** No JSON, no map, no converter for the media type, a value that Spring does not take. */
    private static boolean isSpringsVerdict(Throwable failure) {
        return failure instanceof OAuth2AuthorizationException
                || failure instanceof RestClientException
                || failure instanceof HttpMessageNotReadableException;
    }

    private static String error(ClientHttpResponse response) throws IOException {
        try {
            JsonNode answer = JSON.readTree(response.getBody());
            return answer == null ? "" : answer.path("error").asText();
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            return "";
        }
    }
}
