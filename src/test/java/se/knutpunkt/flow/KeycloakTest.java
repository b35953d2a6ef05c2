package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.client.endpoint.RestClientTokenExchangeTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.TokenExchangeGrantRequest;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import se.knutpunkt.error.Problem;
import se.knutpunkt.fake.oidc.AppKey;
import se.knutpunkt.sandbox.Surroundings;
import se.knutpunkt.sso.SsoBeans;

/**
 * The hub with a real Keycloak as its identity provider: {@code mvn -Pkeycloak test}, described in
 * {@code docs/guides/keycloak.md}.
 */
@Tag("keycloak")
class KeycloakTest {

    private static final String ISSUED = "urn:ietf:params:oauth:token-type:access_token";
    private static final String READ = "openid";
    private static final String WRITE = "openid knutpunkt:write";

    private static Keycloak keycloak;
    private static RunningHub hub;
    private static JsonNode tokens;

    @BeforeAll
    static void start() {
        keycloak = new Keycloak();
        hub =
                new RunningHub(
                        Surroundings.onFreePorts(Clock.systemDefaultZone()),
                        Map.of(
                                "KNUTPUNKT_CITIZEN_ISSUER", keycloak.issuer("knutpunkt"),
                                "KNUTPUNKT_CITIZEN_JWKS", keycloak.endpoint("knutpunkt", "certs"),
                                "KNUTPUNKT_MACHINE_ISSUER", keycloak.issuer("machines"),
                                "KNUTPUNKT_MACHINE_JWKS", keycloak.endpoint("machines", "certs"),
                                "KNUTPUNKT_KEYS_TIME_LIMIT", "5s",
                                // whom Keycloak names in the logout token: who logged in
                                "KNUTPUNKT_LOGOUT_AUDIENCE", "app"));
        tokens = new KeycloakLogin(keycloak).tokens("app", READ);
    }

    @AfterAll
    static void stop() {
        keycloak.close();
    }

    // --- code flow ---

    @Test
    void theCitizensTokenIsTaken() {
        Expect.good(hub.get("/v1/bookings").withToken(access(tokens)).send(), 200);
        ApiAnswer me = hub.get("/v1/me").withToken(access(tokens)).send();
        Expect.good(me, 200);
        assertThat(me.json().at("/identity/name/surname").asText()).isEqualTo("Tolvansson");
        assertThat(me.json().path("loginLevel").asText()).endsWith("/loa3");
    }

    @Test
    void keycloakDemandsPkceWithS256() {
        assertThat(new KeycloakLogin(keycloak).refusal("app", null, null))
                .containsEntry("error", "invalid_request");
        assertThat(new KeycloakLogin(keycloak).refusal("app", "v".repeat(43), "plain"))
                .containsEntry("error", "invalid_request");
    }

    @Test
    void aStolenCodeIsOfNoUse() {
        KeycloakLogin login = new KeycloakLogin(keycloak);
        HttpResponse<String> answer = login.redeem("app", login.code("app"), "w".repeat(43));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Keycloak.json(answer).path("error").asText()).isEqualTo("invalid_grant");
    }

    @Test
    void whoMayOnlyLookMayNotChange() {
        ApiAnswer read = cancel(access(tokens));
        Expect.problem(read, 403, "scope-missing");
        String write = access(new KeycloakLogin(keycloak).tokens("app", WRITE));
        ApiAnswer may = cancel(write);
        assertThat(may.code()).isEqualTo("invalid-identifier");
    }

    @Test
    void tokensForOthersAreRefused() {
        String others = access(new KeycloakLogin(keycloak).tokens("other-app", READ));
        refused(others, 401, "token-audience-wrong");
        refused(tokens.path("id_token").asText(), 401, "token-audience-wrong");
        String whole = access(tokens);
        refused(whole.substring(0, whole.length() - 20), 401, "token-invalid");
        refused(whole.substring(0, whole.length() / 2), 401, "token-malformed");
    }

    @Test
    void aMachinesTokenIsNoCitizens() {
        HttpResponse<String> answer =
                keycloak.token(
                        "machines",
                        Map.of(
                                "grant_type", "client_credentials",
                                "client_id", "sender",
                                "client_secret", Keycloak.SECRET,
                                "scope", "notifications:write"));
        assertThat(answer.statusCode()).isEqualTo(200);
        refused(access(Keycloak.json(answer)), 403, "token-kind-wrong");
    }

    @Test
    void aBoundTokenNeedsItsKey() {
        AppKey key = new AppKey();
        KeycloakLogin login = new KeycloakLogin(keycloak);
        String code = login.code("app");
        String asked =
                key.proof(
                        "POST",
                        keycloak.endpoint("knutpunkt", "token"),
                        "",
                        claims -> claims.claim("ath", null));
        HttpResponse<String> answer = login.redeem("app", code, login.verifier(), "DPoP", asked);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(Keycloak.json(answer).path("token_type").asText()).isEqualTo("DPoP");
        String token = access(Keycloak.json(answer));
        refused(token, 401, "proof-missing");
        String proof = key.proof("GET", hub.uri("/v1/me").toString(), token);
        ApiCall call = hub.get("/v1/me").with("Authorization", "DPoP " + token).with("DPoP", proof);
        Expect.good(call.send(), 200);
        Expect.problem(call.send(), 401, "proof-replayed");
        String strangers = new AppKey().proof("GET", hub.uri("/v1/me").toString(), token);
        Expect.problem(call.with("DPoP", strangers).send(), 401, "proof-other-key");
    }

    // --- token exchange, by Spring's client to see Keycloak's own words, and by the broker ---

    @Test
    void theTokenIsExchangedForOneOfARegion() throws ParseException {
        String exchanged = exchange("knutpunkt", access(tokens), "region-01");
        JWTClaimsSet before = SignedJWT.parse(access(tokens)).getJWTClaimsSet();
        JWTClaimsSet after = SignedJWT.parse(exchanged).getJWTClaimsSet();
        assertThat(after.getAudience()).containsExactly("region-01");
        assertThat(after.getSubject()).isEqualTo(before.getSubject());
        assertThat(after.getClaim("azp")).isEqualTo("knutpunkt");
        assertThat(after.getClaim("act")).isNull();
        assertThat(after.getExpirationTime()).isAfter(before.getIssueTime());
        refused(exchanged, 401, "token-audience-wrong");
    }

    @Test
    void exchangesAreRefusedWithTheirReason() {
        exchangeFails("knutpunkt", access(tokens), "region-99", "invalid_client", "Audience not");
        exchangeFails("knutpunkt", "x.y.z", "region-01", "invalid_request", "Invalid token");
        exchangeFails("no-exchange", access(tokens), "region-01", "invalid_request", "not enabled");
        String others = access(new KeycloakLogin(keycloak).tokens("other-app", READ));
        assertThatThrownBy(() -> exchange("knutpunkt", others, "region-01"))
                .isInstanceOf(OAuth2AuthorizationException.class);
    }

    @Test
    void theBrokerExchangesAndSaysWhyItCannot() throws ParseException {
        String exchanged = brokerExchange("knutpunkt", access(tokens), "region-14");
        assertThat(SignedJWT.parse(exchanged).getJWTClaimsSet().getAudience())
                .containsExactly("region-14");
        brokerFails("knutpunkt", access(tokens), "region-99");
        brokerFails("knutpunkt", "x.y.z", "region-14");
        brokerFails("no-exchange", access(tokens), "region-14");
    }

    // --- keys ---

    @Test
    void aNewSigningKeyNeedsNoRestart() throws ParseException {
        String before = access(tokens);
        ObjectNode key = JsonNodeFactory.instance.objectNode();
        key.put("name", "newer").put("providerId", "rsa-generated");
        key.put("providerType", "org.keycloak.keys.KeyProvider");
        key.putObject("config").putArray("priority").add("500");
        keycloak.administer("POST", "knutpunkt/components", key);
        String after = access(new KeycloakLogin(keycloak).tokens("app", READ));
        assertThat(SignedJWT.parse(after).getHeader().getKeyID())
                .isNotEqualTo(SignedJWT.parse(before).getHeader().getKeyID());
        Expect.good(hub.get("/v1/me").withToken(after).send(), 200);
        Expect.good(hub.get("/v1/me").withToken(before).send(), 200);
    }

    // --- logout ---

    @Test
    void aLogoutIsToldInTheBackground() throws Exception {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        HttpServer receiver =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext(
                "/",
                exchange -> {
                    told.add(
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8));
                    exchange.sendResponseHeaders(204, -1);
                    exchange.close();
                });
        receiver.start();
        try {
            tellLogoutsTo("http://127.0.0.1:" + receiver.getAddress().getPort() + "/");
            KeycloakLogin login = new KeycloakLogin(keycloak);
            JsonNode own = login.tokens("app", READ);
            login.logout(own.path("id_token").asText());
            String form = told.poll(30, TimeUnit.SECONDS);
            assertThat(form).startsWith("logout_token=");
            SignedJWT token = SignedJWT.parse(form.substring("logout_token=".length()));
            JWTClaimsSet claims = token.getJWTClaimsSet();
            assertThat(claims.getIssuer()).isEqualTo(keycloak.issuer("knutpunkt"));
            assertThat(claims.getAudience()).containsExactly("app");
            assertThat(claims.getJSONObjectClaim("events"))
                    .containsKey("http://schemas.openid.net/event/backchannel-logout");
            assertThat(claims.getClaim("sid"))
                    .isEqualTo(SignedJWT.parse(access(own)).getJWTClaimsSet().getClaim("sid"));
            assertThat(claims.getClaim("nonce")).isNull();
            // and it opens no door
            assertThat(hub.get("/v1/me").withToken(token.serialize()).send().status())
                    .isEqualTo(401);
        } finally {
            receiver.stop(0);
        }
    }

    @Test
    void aLogoutReachesTheHub() {
        tellLogoutsTo(hub.uri("/callbacks/logout").toString());
        KeycloakLogin login = new KeycloakLogin(keycloak);
        JsonNode own = login.tokens("app", READ);
        Expect.good(hub.get("/v1/me").withToken(access(own)).send(), 200);
        double before = logoutsTaken();
        login.logout(own.path("id_token").asText());
        await().atMost(Duration.ofSeconds(30)).until(() -> logoutsTaken() > before);
    }

    /** Logout tokens that the hub has answered 204. */
    private static double logoutsTaken() {
        io.micrometer.core.instrument.Timer timer =
                hub.bean(io.micrometer.core.instrument.MeterRegistry.class)
                        .find("knutpunkt.api")
                        .tags("operation", "receiveLogout", "status", "204")
                        .timer();
        return timer == null ? 0 : timer.count();
    }

    private static void tellLogoutsTo(String address) {
        JsonNode app = keycloak.administer("GET", "knutpunkt/clients?clientId=app", null).get(0);
        ObjectNode attributes = (ObjectNode) app.path("attributes");
        attributes.put("backchannel.logout.url", address);
        attributes.put("backchannel.logout.session.required", "true");
        keycloak.administer("PUT", "knutpunkt/clients/" + app.path("id").asText(), app);
    }

    /** A DELETE of a booking that does not exist, so that only what comes before it counts. */
    private static ApiAnswer cancel(String token) {
        return hub.call("DELETE", "/v1/bookings/01.x.x").withToken(token).send();
    }

    private static void refused(String token, int status, String code) {
        hub.rivta().forget();
        Expect.problem(hub.get("/v1/bookings").withToken(token).send(), status, code);
        assertThat(hub.rivta().seen()).isEmpty();
    }

    private static void exchangeFails(
            String client, String token, String audience, String error, String description) {
        assertThatThrownBy(() -> exchange(client, token, audience))
                .isInstanceOfSatisfying(
                        OAuth2AuthorizationException.class,
                        refusal -> {
                            assertThat(refusal.getError().getErrorCode()).isEqualTo(error);
                            assertThat(refusal.getError().getDescription()).contains(description);
                        });
    }

    private static void brokerFails(String client, String token, String audience) {
        assertThatThrownBy(() -> brokerExchange(client, token, audience))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.code()).isEqualTo("login-proof-refused"));
    }

    private static String brokerExchange(String client, String token, String audience) {
        return SsoBeans.exchange(
                keycloak.endpoint("knutpunkt", "token"), client, Keycloak.SECRET, audience, token);
    }

    /**
     * The citizen's token stated as an access token, since Keycloak takes no other, and with the
     * audience, which Spring does not send by itself.
     */
    private static String exchange(String client, String token, String audience) {
        RestClientTokenExchangeTokenResponseClient exchanges =
                new RestClientTokenExchangeTokenResponseClient();
        exchanges.setParametersCustomizer(
                form -> {
                    form.set("requested_token_type", ISSUED);
                    form.set("audience", audience);
                });
        ClientRegistration registration =
                ClientRegistration.withRegistrationId("hub")
                        .clientId(client)
                        .clientSecret(Keycloak.SECRET)
                        .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                        .authorizationGrantType(AuthorizationGrantType.TOKEN_EXCHANGE)
                        .tokenUri(keycloak.endpoint("knutpunkt", "token"))
                        .build();
        OAuth2AccessToken subject =
                new OAuth2AccessToken(OAuth2AccessToken.TokenType.BEARER, token, null, null);
        return exchanges
                .getTokenResponse(new TokenExchangeGrantRequest(registration, subject, null))
                .getAccessToken()
                .getTokenValue();
    }

    private static String access(JsonNode answer) {
        return answer.path("access_token").asText();
    }
}
