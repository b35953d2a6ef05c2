package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import se.knutpunkt.fake.oidc.AppKey;
import se.knutpunkt.fake.oidc.Certificate;

/** Tokens bound to a client certificate, which here a trusted proxy has seen. */
class BoundToCertificateTest {

    private static final Certificate OWN = Certificate.named("machine.example");
    private static final Certificate OTHER = Certificate.named("other.example");

    private final RunningHub hub = RunningHub.fresh();
    private final String token =
            hub.identityProvider().token(c -> c.with("cnf", OWN.confirmation()));

    @Test
    void withTheCertificateItIsGood() {
        Expect.good(me(token, OWN.header()), 200);
        String escaped = URLEncoder.encode(OWN.pem(), StandardCharsets.UTF_8).replace("+", "%20");
        Expect.good(me(token, escaped), 200);
    }

    @Test
    void withoutItIsNoGood() {
        refused(me(token, null), "certificate-missing");
        Expect.good(me(token, OWN.header()), 200);
        hub.rivta().forget();
        refused(me(token, null), "certificate-missing");
    }

    @Test
    void withAnotherItIsNoGood() {
        refused(me(token, OTHER.header()), "certificate-wrong");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ":", "::", ":eA==:", ":%%:", "x", "%", "-----BEGIN CERTIFICATE-----"})
    void whatIsNoCertificateIsNone(String header) {
        refused(me(token, header), "certificate-missing");
    }

    @Test
    void aTokenThatIsNotBoundNeedsNone() {
        String free = hub.identityProvider().citizenToken(RunningHub.TOLVAN);
        Expect.good(me(free, OTHER.header()), 200);
        Expect.good(me(free, null), 200);
    }

    @Test
    void boundToBothItNeedsBoth() {
        AppKey key = new AppKey();
        Map<String, Object> both = new HashMap<>(OWN.confirmation());
        both.putAll(key.confirmation());
        String twice = hub.identityProvider().token(c -> c.with("cnf", both));
        refused(me(twice, OWN.header()), "proof-missing");
        String proof = key.proof("GET", hub.uri("/v1/me").toString(), twice);
        ApiCall call = hub.get("/v1/me").with("Authorization", "DPoP " + twice).with("DPoP", proof);
        refused(call.send(), "certificate-missing");
        Expect.good(call.with("Client-Cert", OWN.header()).send(), 200);
    }

    @Test
    void aMachinesTokenToo() {
        String machine =
                hub.identityProvider().machineToken(c -> c.with("cnf", OWN.confirmation()), "x");
        refused(me(machine, null), "certificate-missing");
        Expect.problem(me(machine, OWN.header()), 403, "token-kind-wrong");
    }

    private ApiAnswer me(String token, String certificate) {
        return hub.get("/v1/me").withToken(token).with("Client-Cert", certificate).send();
    }

    private void refused(ApiAnswer answer, String code) {
        Expect.problem(answer, 401, code);
        assertThat(answer.header("WWW-Authenticate")).isNotNull();
        assertThat(hub.rivta().seen()).isEmpty();
    }
}
