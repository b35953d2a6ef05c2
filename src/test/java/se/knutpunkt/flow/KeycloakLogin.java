package se.knutpunkt.flow;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.web.util.HtmlUtils;

/**
 * The citizen's browser: opens Keycloak's login page, fills in the form and follows to the app,
 * which gets a code and changes it into tokens (code flow with PKCE).
 */
final class KeycloakLogin {

    private static final String REALM = "knutpunkt";
    private static final String REDIRECT = "http://127.0.0.1/callback";
    private static final Pattern FORM = Pattern.compile("<form[^>]*action=\"([^\"]+)\"");
    private static final Pattern QUERY = Pattern.compile("[?&]([^=]+)=([^&]*)");

    private final Keycloak keycloak;

    /** By hand, since Keycloak marks them as Secure and a client obeys that on plain HTTP. */
    private final Map<String, String> cookies = new LinkedHashMap<>();

    private final String verifier = UUID.randomUUID() + "-" + UUID.randomUUID();

    KeycloakLogin(Keycloak keycloak) {
        this.keycloak = keycloak;
    }

    /** Logs Tolvan in at an app and gives the answer of the token endpoint. */
    JsonNode tokens(String app, String scope) {
        Map<String, String> back = back(authorize(app, scope, challenge(), "S256"));
        HttpResponse<String> answer = redeem(app, back.get("code"), verifier);
        if (answer.statusCode() != 200) {
            throw new AssertionError("the code was refused: " + answer.body());
        }
        return Keycloak.json(answer);
    }

    /** The login as far as the code. */
    String code(String app) {
        return back(authorize(app, "openid", challenge(), "S256")).get("code");
    }

    String verifier() {
        return verifier;
    }

    /** What comes back to the app instead of a login page. */
    Map<String, String> refusal(String app, String challenge, String method) {
        HttpResponse<String> answer = open(address(app, "openid", challenge, method));
        return query(answer.headers().firstValue("Location").orElseThrow());
    }

    /** Changes a code into tokens; the verifier may be wrong. */
    HttpResponse<String> redeem(String app, String code, String verifier, String... headers) {
        return keycloak.token(
                REALM,
                Map.of(
                        "grant_type", "authorization_code",
                        "client_id", app,
                        "code", code,
                        "redirect_uri", REDIRECT,
                        "code_verifier", verifier),
                headers);
    }

    /** Ends the session as the app does, without asking. */
    void logout(String idToken) {
        HttpResponse<String> answer =
                open(keycloak.endpoint(REALM, "logout") + "?id_token_hint=" + idToken);
        if (answer.statusCode() != 200) {
            throw new AssertionError("no logout: " + answer.statusCode());
        }
    }

    private HttpResponse<String> authorize(
            String app, String scope, String challenge, String method) {
        HttpResponse<String> page = open(address(app, scope, challenge, method));
        Matcher form = FORM.matcher(page.body());
        if (!form.find()) {
            throw new AssertionError("no login page: " + page.statusCode());
        }
        return send(
                Keycloak.form(
                        HtmlUtils.htmlUnescape(form.group(1)),
                        Map.of("username", RunningHub.TOLVAN, "password", Keycloak.SECRET)));
    }

    private String address(String app, String scope, String challenge, String method) {
        String address =
                keycloak.endpoint(REALM, "auth")
                        + "?response_type=code&state=s&nonce=n&client_id="
                        + app
                        + "&scope="
                        + Keycloak.encode(scope)
                        + "&redirect_uri="
                        + Keycloak.encode(REDIRECT);
        return challenge == null
                ? address
                : address + "&code_challenge=" + challenge + "&code_challenge_method=" + method;
    }

    private HttpResponse<String> open(String address) {
        return send(HttpRequest.newBuilder(URI.create(address)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        if (!cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        HttpResponse<String> answer = keycloak.send(request);
        for (String cookie : answer.headers().allValues("Set-Cookie")) {
            String[] parts = cookie.split(";", 2)[0].split("=", 2);
            cookies.put(parts[0], parts[1]);
        }
        return answer;
    }

    private String challenge() {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> back(HttpResponse<String> answer) {
        String location =
                answer.headers()
                        .firstValue("Location")
                        .orElseThrow(() -> new AssertionError("no login: " + answer.statusCode()));
        Map<String, String> query = query(location);
        if (!location.startsWith(REDIRECT + "?") || query.get("code") == null) {
            throw new AssertionError("no code: " + query.keySet());
        }
        return query;
    }

    private static Map<String, String> query(String location) {
        return QUERY.matcher(location)
                .results()
                .collect(Collectors.toMap(m -> m.group(1), m -> m.group(2), (a, b) -> a));
    }
}
