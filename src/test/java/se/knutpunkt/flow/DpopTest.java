package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import se.knutpunkt.fake.oidc.AppKey;

/** Tokens bound to a key (DPoP): good only with a fresh proof of that key for this very request. */
class DpopTest {

    private static final RunningHub HUB = RunningHub.fresh();
    private static final AppKey KEY = new AppKey();
    private static final AppKey STRANGER = new AppKey();
    private static final String TOKEN =
            HUB.identityProvider().token(c -> c.with("cnf", KEY.confirmation()));
    private static final String OTHER_TOKEN =
            HUB.identityProvider()
                    .token(c -> c.with("cnf", KEY.confirmation()).with("sub", "other"));
    private static final String PATH = "/v1/bookings";
    private static final String ADDRESS = HUB.uri(PATH).toString();

    private final RunningHub hub = RunningHub.fresh();

    @Test
    void withAProofItIsGoodAgainAndAgain() {
        for (int i = 0; i < 3; i++) {
            Expect.good(call(proof(c -> {})), 200);
        }
    }

    @Test
    void theQueryIsNoPartOfTheProof() {
        ApiAnswer answer =
                hub.get(PATH + "?from=2026-01-01&to=2026-01-02")
                        .with("Authorization", "DPoP " + TOKEN)
                        .with("DPoP", proof(c -> {}))
                        .send();
        assertThat(answer.status()).as(answer.text()).isNotIn(401, 403);
        Expect.good(call(proof(c -> c.claim("htu", ADDRESS + "?x=1#y"))), 200);
        Expect.good(
                call(proof(c -> c.claim("htu", ADDRESS.replace("localhost", "LOCALHOST")))), 200);
    }

    @Test
    void aProofIsGoodOnce() {
        String proof = proof(c -> {});
        Expect.good(call(proof), 200);
        hub.rivta().forget();
        for (int i = 0; i < 3; i++) {
            refused(call(proof), "proof-replayed");
        }
    }

    @Test
    void ofManyAtOnceOneIsServed() throws Exception {
        String proof = proof(c -> {});
        ExecutorService callers = Executors.newFixedThreadPool(8);
        try {
            Callable<Integer> one = () -> call(proof).status();
            List<Future<Integer>> all = callers.invokeAll(java.util.Collections.nCopies(8, one));
            int served = 0;
            for (Future<Integer> status : all) {
                served += status.get() == 200 ? 1 : 0;
            }
            assertThat(served).isEqualTo(1);
        } finally {
            callers.shutdown();
        }
    }

    @Test
    void aRefusedProofIsNotUsedUp() {
        String proof = proof(c -> {});
        ApiAnswer wrong =
                hub.call("GET", "/v1/me")
                        .with("Authorization", "DPoP " + TOKEN)
                        .with("DPoP", proof)
                        .send();
        refused(wrong, "proof-other-request");
        Expect.good(call(proof), 200);
    }

    @Test
    void asBearerABoundTokenIsNoGood() {
        refused(hub.get(PATH).withToken(TOKEN).send(), "proof-missing");
        refused(
                hub.get(PATH).withToken(TOKEN).with("DPoP", proof(c -> {})).send(),
                "proof-missing");
        refused(hub.get(PATH).with("Authorization", "DPoP " + TOKEN).send(), "proof-missing");
    }

    @Test
    void aTokenThatIsNotBoundIsNotSentAsDpop() {
        String token = hub.identityProvider().citizenToken(RunningHub.TOLVAN);
        ApiAnswer answer =
                hub.get(PATH)
                        .with("Authorization", "DPoP " + token)
                        .with("DPoP", KEY.proof("GET", ADDRESS, token))
                        .send();
        Expect.problem(answer, 401, "token-not-bound");
        assertThat(answer.header("WWW-Authenticate")).startsWith("DPoP ").contains("invalid_token");
        assertThat(hub.rivta().seen()).isEmpty();
    }

    @Test
    void twoProofsAreNone() {
        RawCall answer =
                RawCall.get(
                        hub,
                        PATH,
                        "Authorization: DPoP " + TOKEN,
                        "DPoP: " + proof(c -> {}),
                        "DPoP: " + proof(c -> {}));
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.body()).contains("proof-invalid");
    }

    static Stream<Arguments> badProofs() {
        return Stream.of(
                changed("other method", "proof-other-request", c -> c.claim("htm", "POST")),
                changed("small method", "proof-other-request", c -> c.claim("htm", "get")),
                changed("no method", "proof-other-request", c -> c.claim("htm", null)),
                changed("other path", "proof-other-request", c -> htu(c, ADDRESS + "/")),
                changed(
                        "other host",
                        "proof-other-request",
                        c -> htu(c, "https://evil.example" + PATH)),
                changed(
                        "other scheme",
                        "proof-other-request",
                        c -> htu(c, ADDRESS.replace("http:", "https:"))),
                changed("only a path", "proof-other-request", c -> htu(c, PATH)),
                changed("no address", "proof-other-request", c -> htu(c, null)),
                changed("address is a number", "proof-other-request", c -> c.claim("htu", 1)),
                changed("nonsense address", "proof-other-request", c -> htu(c, "http://[")),
                changed("no hash", "proof-other-token", c -> c.claim("ath", null)),
                changed("other hash", "proof-other-token", c -> c.claim("ath", "x")),
                arguments(
                        "other token", "proof-other-token", KEY.proof("GET", ADDRESS, OTHER_TOKEN)),
                changed("old", "proof-expired", c -> c.issueTime(ago(70))),
                changed("ahead", "proof-expired", c -> c.issueTime(ago(-90))),
                changed("no time", "proof-invalid", c -> c.issueTime(null)),
                changed("no id", "proof-invalid", c -> c.jwtID(null)),
                changed("empty id", "proof-invalid", c -> c.jwtID(" ")),
                arguments(
                        "stranger's key", "proof-other-key", STRANGER.proof("GET", ADDRESS, TOKEN)),
                headed("other type", h -> h.type(JOSEObjectType.JWT)),
                headed("no type", h -> h.type(null)),
                headed("no key", h -> h.jwk(null)),
                arguments("stranger's signature", "proof-invalid", mixed()),
                arguments("private key shown", "proof-invalid", privateShown()),
                arguments("alg none", "proof-invalid", unsigned()),
                arguments("half a proof", "proof-invalid", half()),
                arguments("the token itself", "proof-invalid", TOKEN),
                arguments("nonsense", "proof-invalid", "x"),
                arguments("empty", "proof-invalid", ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badProofs")
    void aBadProofHasItsOwnCode(String what, String code, String proof) {
        refused(call(proof), code);
    }

    private ApiAnswer call(String proof) {
        return hub.get(PATH).with("Authorization", "DPoP " + TOKEN).with("DPoP", proof).send();
    }

    private void refused(ApiAnswer answer, String code) {
        Expect.problem(answer, 401, code);
        assertThat(answer.header("WWW-Authenticate"))
                .startsWith("DPoP ")
                .contains("invalid_dpop_proof", "ES256");
        assertThat(answer.text()).doesNotContain(TOKEN.substring(0, 20));
        assertThat(hub.rivta().seen()).isEmpty();
    }

    private static String proof(Consumer<JWTClaimsSet.Builder> changes) {
        return KEY.proof("GET", ADDRESS, TOKEN, changes);
    }

    private static Arguments changed(
            String what, String code, Consumer<JWTClaimsSet.Builder> changes) {
        return arguments(what, code, proof(changes));
    }

    private static Arguments headed(String what, Consumer<JWSHeader.Builder> changes) {
        JWSHeader.Builder header = KEY.header();
        changes.accept(header);
        return arguments(what, "proof-invalid", KEY.sign(header.build(), good()));
    }

    private static void htu(JWTClaimsSet.Builder claims, String address) {
        claims.claim("htu", address);
    }

    private static JWTClaimsSet good() {
        try {
            return SignedJWT.parse(proof(c -> {})).getJWTClaimsSet();
        } catch (ParseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Names our key, but a stranger signed. */
    private static String mixed() {
        return STRANGER.sign(KEY.header().build(), good());
    }

    /** A header that no library would write: the key with its private part. */
    private static String privateShown() {
        Map<String, Object> header = new HashMap<>(KEY.header().build().toJSONObject());
        header.put("jwk", KEY.whole());
        String[] parts = proof(c -> {}).split("\\.");
        String first =
                Base64URL.encode(com.nimbusds.jose.util.JSONObjectUtils.toJSONString(header))
                        .toString();
        return first + '.' + parts[1] + '.' + parts[2];
    }

    private static String unsigned() {
        return new PlainJWT(good()).serialize();
    }

    private static String half() {
        String proof = proof(c -> {});
        return proof.substring(0, proof.lastIndexOf('.'));
    }

    private static Date ago(int seconds) {
        return Date.from(Instant.now().minusSeconds(seconds));
    }

    /** The algorithms that the challenge names are those of the tests' keys. */
    @Test
    void theChallengeIsTwofoldWithoutAToken() {
        ApiAnswer answer = hub.get(PATH).send();
        assertThat(answer.response().headers().allValues("WWW-Authenticate"))
                .hasSize(2)
                .anyMatch("Bearer"::equals)
                .anyMatch(
                        one ->
                                one.startsWith("DPoP ")
                                        && one.contains(JWSAlgorithm.ES256.getName()));
    }
}
