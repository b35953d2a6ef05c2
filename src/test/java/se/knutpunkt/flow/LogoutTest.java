package se.knutpunkt.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import se.knutpunkt.fake.oidc.Claims;
import se.knutpunkt.fake.oidc.IdentityProvider;

/** OpenID Connect back-channel logout: what is kept of the session is gone. */
class LogoutTest {

    private static final Map<String, Object> EVENT =
            Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of());

    private final ProofHub proofs = ProofHub.fresh();
    private final IdentityProvider logins = proofs.hub().identityProvider();
    private final String session = UUID.randomUUID().toString();
    private final String token = logins.token(c -> c.with("sid", session));

    @Test
    void theSessionsProofsAreDropped() {
        callWith(token, 1);
        callWith(token, 1);
        assertThat(send(logout(c -> c.with("sid", session).without("sub"))).statusCode())
                .isEqualTo(204);
        callWith(token, 2);
    }

    @Test
    void anotherSessionsProofsAreKept() {
        callWith(token, 1);
        assertThat(send(logout(c -> c.with("sid", "another"))).statusCode()).isEqualTo(204);
        callWith(token, 1);
    }

    @Test
    void withoutASessionAllOfTheCitizenGoes() {
        callWith(token, 1);
        callWith(logins.token(c -> c.with("sid", "another")), 2);
        assertThat(send(logout(c -> {})).statusCode()).isEqualTo(204);
        callWith(token, 3);
        callWith(logins.token(c -> c.with("sid", "another")), 4);
    }

    @Test
    void aLogoutTokenCountsOnce() {
        String once = logout(c -> c.with("sid", session));
        assertThat(send(once).statusCode()).isEqualTo(204);
        refused(once);
    }

    static Stream<Arguments> badTokens() {
        return Stream.of(
                bad("no event", c -> c.without("events")),
                bad("another event", c -> c.with("events", Map.of("x", Map.of()))),
                bad("with nonce", c -> c.with("nonce", "n")),
                bad("other audience", c -> c.audience("other")),
                bad("other issuer", c -> c.issuer("https://evil.example")),
                bad("expired", c -> c.expires(Instant.now().minusSeconds(90))),
                bad("without expiry", c -> c.without("exp")),
                bad("without iat", c -> c.without("iat")),
                bad("old", c -> c.with("iat", Date.from(Instant.now().minusSeconds(900)))),
                bad("without jti", c -> c.without("jti")),
                bad("of nobody", c -> c.without("sub").without("sid")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badTokens")
    void aBadOneDropsNothing(String what, Consumer<Claims> change) {
        callWith(token, 1);
        refused(logout(change));
        callWith(token, 1);
    }

    @Test
    void aForeignOneDropsNothing() {
        assertThat(send(logins.unsigned(c -> c.with("events", EVENT))).statusCode()).isEqualTo(400);
        refused(logins.unknownKeyToken());
        refused(logins.hmacToken());
        refused(logins.foreignToken());
        refused(token);
    }

    @Test
    void theFormMustBeOne() {
        assertThat(post("application/json", "{\"logout_token\":\"a.b.c\"}")).isEqualTo(415);
        assertThat(post("application/x-www-form-urlencoded", "other=1")).isEqualTo(400);
        assertThat(post("application/x-www-form-urlencoded", "logout_token=x")).isEqualTo(400);
        String twice = "logout_token=a.b.c&logout_token=" + logout(c -> {});
        assertThat(post("application/x-www-form-urlencoded", twice)).isEqualTo(400);
    }

    private void callWith(String citizensToken, int exchanges) {
        Expect.good(proofs.probe("probe-exchange").withToken(citizensToken).send(), 200);
        assertThat(proofs.tokens().callsOf("token-exchange")).isEqualTo(exchanges);
    }

    private String logout(Consumer<Claims> change) {
        return logins.token(
                c -> {
                    c.without("acr").without(Claims.PERSONAL_NUMBER).with("events", EVENT);
                    change.accept(c);
                });
    }

    private void refused(String logoutToken) {
        HttpResponse<String> answer = send(logoutToken);
        Expect.problem(new ApiAnswer(answer, null), 400, "logout-token-invalid");
        assertThat(answer.body()).doesNotContain("eyJ");
    }

    private HttpResponse<String> send(String logoutToken) {
        return request(
                "application/x-www-form-urlencoded",
                "logout_token=" + URLEncoder.encode(logoutToken, UTF_8));
    }

    private int post(String type, String body) {
        return request(type, body).statusCode();
    }

    private HttpResponse<String> request(String type, String body) {
        return proofs.hub()
                .send(
                        HttpRequest.newBuilder(proofs.hub().uri("/callbacks/logout"))
                                .header("Content-Type", type)
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build());
    }

    private static Arguments bad(String what, Consumer<Claims> change) {
        return Arguments.arguments(what, change);
    }
}
