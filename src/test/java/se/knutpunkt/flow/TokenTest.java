package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import se.knutpunkt.fake.oidc.Claims;
import se.knutpunkt.fake.oidc.IdentityProvider;

/** Tokens that do not do, each with its own code; nothing reaches a back end. */
class TokenTest {

    private static final RunningHub HUB = RunningHub.fresh();
    private static final IdentityProvider PROVIDER = HUB.identityProvider();

    private final RunningHub hub = RunningHub.fresh();

    @Test
    void withoutATokenNobodyIsLetIn() {
        ApiAnswer answer = hub.get("/v1/bookings").send();
        refused(answer, 401, "unauthenticated");
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic dG9sdmFuOng=", "Bearer", "Bearer ", "Token abc", "nonsense"})
    void otherSchemesAreNoTokens(String authorization) {
        ApiAnswer answer = hub.get("/v1/bookings").with("Authorization", authorization).send();
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.code()).isIn("unauthenticated", "token-invalid");
        Expect.nothingReachedTheClinics(hub);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "abc",
                "a.b.c",
                "eyJhbGciOiJSUzI1NiJ9.e30",
                "eyJhbGciOiJSUzI1NiJ9..x",
                "a b c",
                "...."
            })
    void whatIsNoJwtCannotBeRead(String token) {
        refused(hub.get("/v1/bookings").withToken(token).send(), 401, "token-malformed");
    }

    @Test
    void aTruncatedTokenIsRefusedWhereverItIsCut() {
        String token = PROVIDER.citizenToken(RunningHub.TOLVAN);
        int signature = token.lastIndexOf('.');
        String[] cut = {
            token.substring(0, 20),
            token.substring(0, token.indexOf('.')),
            token.substring(0, signature - 10),
            token.substring(0, signature)
        };
        for (String part : cut) {
            refused(hub.get("/v1/bookings").withToken(part).send(), 401, "token-malformed");
        }
        for (int left : new int[] {1, 40, token.length() - signature - 2}) {
            String part = token.substring(0, signature + 1 + left);
            refused(hub.get("/v1/bookings").withToken(part).send(), 401, "token-invalid");
        }
        Expect.good(hub.get("/v1/me").withToken(token).send(), 200);
    }

    static Stream<Arguments> badTokens() {
        return Stream.of(
                bad("foreign signature", PROVIDER.foreignToken(), 401, "token-invalid"),
                bad("unknown key", PROVIDER.unknownKeyToken(), 401, "token-invalid"),
                bad("alg none", PROVIDER.unsigned(), 401, "token-invalid"),
                bad("HS256 with the public key", PROVIDER.hmacToken(), 401, "token-invalid"),
                with("expired", c -> expired(c, 120), 401, "token-expired"),
                with("without expiry", c -> c.without("exp"), 401, "token-invalid"),
                with("not yet valid", c -> c.notBefore(ago(-600)), 401, "token-invalid"),
                with("other audience", c -> c.audience("other"), 401, "token-audience-wrong"),
                with("no audience", c -> c.without("aud"), 401, "token-audience-wrong"),
                with(
                        "other audience, and old",
                        c -> expired(c, 120).audience("other"),
                        401,
                        "token-audience-wrong"),
                with(
                        "other issuer",
                        c -> c.issuer("https://evil.example"),
                        401,
                        "token-issuer-unknown"),
                with("no issuer", c -> c.without("iss"), 401, "token-issuer-unknown"),
                with(
                        "bound in an unknown way",
                        c -> c.with("cnf", Map.of("x5u", "https://evil.example")),
                        401,
                        "token-invalid"),
                with("bound to text", c -> c.with("cnf", "x"), 401, "token-invalid"),
                with("bound to nothing", c -> c.with("cnf", Map.of()), 401, "token-invalid"),
                with("no scope", c -> c.without("scope"), 403, "scope-missing"),
                with("only openid", c -> c.with("scope", "openid"), 403, "scope-missing"),
                with(
                        "somebody else's scopes",
                        c -> c.with("scope", "knutpunkt:reader KNUTPUNKT:READ"),
                        403,
                        "scope-missing"),
                with(
                        "machines' issuer, citizens' key",
                        c -> c.issuer(PROVIDER.machineIssuer()),
                        401,
                        "token-invalid"),
                with("without level", c -> c.without("acr"), 403, "login-level-too-low"),
                with("low level", c -> c.acr(level(2)), 403, "login-level-too-low"),
                with("made-up level", c -> c.acr("loa3"), 403, "login-level-too-low"),
                with("nobody", c -> c.without(Claims.PERSONAL_NUMBER), 403, "identity-missing"),
                with(
                        "bad check digit",
                        c -> c.personalNumber("191212121213"),
                        403,
                        "identity-missing"),
                with("no such day", c -> c.personalNumber("191213321212"), 403, "identity-missing"),
                with("ten digits", c -> c.personalNumber("1212121212"), 403, "identity-missing"),
                with("text", c -> c.personalNumber("19121212121 "), 403, "identity-missing"),
                with(
                        "number list",
                        c -> c.with(Claims.PERSONAL_NUMBER, 12),
                        403,
                        "identity-missing"),
                bad("a machine's", PROVIDER.machineToken("x"), 403, "token-kind-wrong"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badTokens")
    void aBadTokenHasItsOwnCode(String what, String token, int status, String code) {
        ApiAnswer answer = hub.get("/v1/bookings").withToken(token).send();
        refused(answer, status, code);
        assertThat(answer.text()).doesNotContain(token.substring(0, 20));
        assertThat(answer.header("WWW-Authenticate") != null).isEqualTo(status == 401);
        assertThat(hub.rivta().seen()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badTokens")
    void aBadTokenChangesNothing(String what, String token, int status, String code) {
        ApiAnswer answer =
                hub.call(
                                "DELETE",
                                "/v1/bookings/"
                                        + new AppUser(hub, RunningHub.TOLVAN)
                                                .bookingId(AppUser.SODER, "700101"))
                        .withToken(token)
                        .send();
        refused(answer, status, code);
        assertThat(hub.rivta().seen()).isEmpty();
    }

    @Test
    void whoMayLookMayNotChange() {
        String token = PROVIDER.token(c -> c.with("scope", "openid knutpunkt:read"));
        Expect.good(hub.get("/v1/bookings").withToken(token).send(), 200);
        hub.rivta().forget();
        ApiAnswer answer =
                hub.call("POST", "/v1/bookings")
                        .withToken(token)
                        .key(AppUser.newKey())
                        .json("{\"slotId\":\"x\"}")
                        .send();
        refused(answer, 403, "scope-missing");
        assertThat(hub.rivta().seen()).isEmpty();
    }

    @Test
    void scopesMayBeAList() {
        String token = PROVIDER.token(c -> c.with("scope", List.of("knutpunkt:read")));
        Expect.good(hub.get("/v1/me").withToken(token).send(), 200);
    }

    @Test
    void aTokenMayBeALittleOldWhenClocksDiffer() {
        String token = PROVIDER.token(c -> expired(c, 5));
        Expect.good(hub.get("/v1/me").withToken(token).send(), 200);
    }

    @Test
    void theHigherLevelDoesToo() {
        Expect.good(hub.get("/v1/me").withToken(PROVIDER.token(c -> c.acr(level(4)))).send(), 200);
    }

    @Test
    void aTokenInTheAddressIsNoToken() {
        String token = PROVIDER.citizenToken(RunningHub.TOLVAN);
        refused(hub.get("/v1/bookings?access_token=" + token).send(), 401, "unauthenticated");
    }

    @Test
    void everybodyMaySeeTheRegions() {
        Expect.good(hub.get("/v1/regions").send(), 200);
        Expect.good(hub.get("/v1/regions").as(RunningHub.TOLVAN).send(), 200);
    }

    private void refused(ApiAnswer answer, int status, String code) {
        Expect.problem(answer, status, code);
        Expect.nothingReachedTheClinics(hub);
    }

    private static Arguments bad(String what, String token, int status, String code) {
        return arguments(what, token, status, code);
    }

    private static Arguments with(String what, Consumer<Claims> changes, int status, String code) {
        return arguments(what, PROVIDER.token(changes), status, code);
    }

    private static Claims expired(Claims claims, int seconds) {
        Date issued = Date.from(ago(3600));
        return claims.with("iat", issued).with("nbf", issued).expires(ago(seconds));
    }

    private static Instant ago(int seconds) {
        return Instant.now().minusSeconds(seconds);
    }

    private static String level(int number) {
        return "http://id.elegnamnden.se/loa/1.0/loa" + number;
    }
}
