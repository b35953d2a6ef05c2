package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import se.knutpunkt.fake.Mood;
import se.knutpunkt.fake.Seen;
import se.knutpunkt.fake.oidc.IdentityProvider;

/** Each back end gets exactly the proof that its file demands, by config alone. */
class ProofTest {

    private static final String OTHER = "198804202383";

    private final ProofHub proofs = ProofHub.fresh();
    private final IdentityProvider logins = proofs.hub().identityProvider();

    @ParameterizedTest
    @ValueSource(strings = {"probe-exchange", "probe-jwt", "probe-saml2", "probe-saml"})
    void theCitizenIsProved(String probe) {
        String who = who(call(probe));
        assertThat(who).hasSize(36);
        assertThat(who(call(probe))).isEqualTo(who);
        Seen seen = proofs.backend().seen(probe).get(0);
        assertThat(seen.header("Authorization").isPresent()).isEqualTo(!probe.equals("probe-saml"));
        assertThat(seen.body().contains(":Assertion")).isEqualTo(probe.equals("probe-saml"));
        assertThat(proofs.tokens().seen()).hasSize(probe.matches(".*(jwt|saml2)") ? 2 : 1);
        citizensTokenWentNowhere();
    }

    @Test
    void theHubIsProvedToABackEndThatAsksForNobodyElse() {
        Expect.good(proofs.hub().get("/v1/open-probes/probe-credentials").send(), 200);
        assertThat(who(call("probe-credentials"))).isEqualTo("hub-with-key");
        assertThat(proofs.tokens().grants()).containsExactly("client_credentials");
        assertThat(proofs.tokens().seen().get(0).body())
                .contains("scope=probe.read+probe.write", "audience=aud-probe-credentials")
                .contains("client_assertion=ey")
                .doesNotContain("client_secret");
    }

    @Test
    void withoutACitizenThereIsNoProofAboutOne() {
        ApiAnswer answer = proofs.hub().get("/v1/open-probes/probe-exchange").send();
        Expect.problem(answer, 500, "hub-misconfigured");
        nothingWasSent();
        assertThat(proofs.tokens().seen()).isEmpty();
    }

    @Test
    void nothingIsSentToABackEndThatDemandsNothing() {
        Expect.good(call("probe-none"), 200);
        assertThat(proofs.tokens().seen()).isEmpty();
        assertThat(proofs.backend().seen().get(0).header("Authorization")).isEmpty();
    }

    @Test
    void theHubShowsItsCertificate() {
        assertThat(who(call("probe-mtls"))).isEqualTo("CN=hub");
        assertThat(proofs.tls().seen()).last().isEqualTo("CN=hub TLSv1.3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"probe-wrong-host", "probe-untrusted"})
    void theHubShowsItToNobodyElse(String probe) {
        Expect.problem(call(probe), 502, "backend-no-answer");
    }

    @Test
    void aHundredColdCallsMakeOneExchange() throws Exception {
        logins.citizenToken(RunningHub.TOLVAN);
        proofs.tokens().mood(Mood.slow(Duration.ofMillis(700)));
        for (ApiAnswer answer : atOnce(100)) {
            Expect.good(answer, 200);
        }
        assertThat(proofs.tokens().callsOf("token-exchange")).isEqualTo(1);
        assertThat(proofs.backend().callsOf("probe-exchange")).isEqualTo(100);
        assertThat(proofs.backend().accepted()).hasSize(1);
    }

    @Test
    void oneRefusalIsTheAnswerToAllWhoWaitForIt() throws Exception {
        logins.citizenToken(RunningHub.TOLVAN);
        proofs.tokens().mood(Mood.fault("invalid_target"));
        for (ApiAnswer answer : atOnce(20)) {
            Expect.problem(answer, 500, "login-proof-refused");
        }
        nothingWasSent();
        proofs.tokens().calm();
        Expect.good(call("probe-exchange"), 200);
    }

    @Test
    void nobodySharesAProof() {
        Expect.good(call("probe-exchange"), 200);
        Expect.good(call("probe-other"), 200);
        Expect.good(proofs.probe("probe-exchange").as(OTHER).send(), 200);
        assertThat(proofs.tokens().callsOf("token-exchange")).isEqualTo(3);
        Set<String> subjects = new HashSet<>();
        for (String token : proofs.backend().accepted()) {
            subjects.add(new String(Base64.getUrlDecoder().decode(token.split("\\.")[1])));
        }
        assertThat(subjects).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({
        "invalid_grant, 401, login-again",
        "invalid_target, 500, login-proof-refused",
        "invalid_request, 500, login-proof-refused",
        "invalid_client, 500, login-client-refused",
        "wrong-type, 502, login-proof-wrong-type",
        "wrong-issued-type, 502, login-proof-wrong-type",
        "no-expiry, 502, login-proof-without-expiry",
        "zero-expiry, 502, login-proof-expired",
        "no-token, 502, login-provider-broken",
        "huge, 502, login-provider-broken",
        "redirect, 502, login-provider-broken"
    })
    void aWrongAnswerHasItsOwnCode(String fault, int status, String code) {
        refused(Mood.fault(fault), status, code);
    }

    @Test
    void garbageHasItsOwnCode() {
        refused(Mood.garbage(), 502, "login-provider-broken");
        refused(Mood.empty(), 502, "login-provider-broken");
        refused(Mood.half(), 503, "login-provider-unavailable");
        refused(Mood.status(500), 503, "login-provider-unavailable");
        refused(Mood.status(429), 503, "login-provider-busy");
        refused(Mood.reset(), 503, "login-provider-unavailable");
    }

    @Test
    void anUnknownAudienceIsRefusedByTheProviderItself() {
        Expect.problem(call("probe-unknown"), 500, "login-proof-refused");
        nothingWasSent();
    }

    @Test
    void aSlowProviderIsAProblemInTime() {
        proofs.tokens().mood(Mood.slow(Expect.TOO_LATE));
        ApiAnswer late =
                proofs.probe("probe-exchange")
                        .as(RunningHub.TOLVAN)
                        .with("Deadline-Ms", "2000")
                        .send();
        Expect.problem(late, 504, "login-provider-late");
        Expect.inTime(late, "2000");
        Expect.problem(call("probe-other"), 504, "login-provider-late");
        nothingWasSent();
    }

    @Test
    void keptProofsServeWhileTheProviderIsDown() {
        Expect.good(call("probe-exchange"), 200);
        proofs.tokens().mood(Mood.down());
        Expect.good(call("probe-exchange"), 200);
        Expect.problem(call("probe-other"), 503, "login-provider-unavailable");
        for (int i = 0; i < 10; i++) {
            call("probe-other");
        }
        ApiAnswer paused = call("probe-other");
        Expect.problem(paused, 503, "login-provider-paused");
        assertThat(paused.header("Retry-After")).isEqualTo("10");
        Expect.good(call("probe-exchange"), 200);
        assertThat(proofs.backend().callsOf("probe-other")).isZero();
    }

    @Test
    void aRefusedProofIsRenewedOnce() {
        Expect.good(call("probe-exchange"), 200);
        proofs.backend().withdrawAccepted();
        Expect.good(call("probe-exchange"), 200);
        assertThat(proofs.tokens().callsOf("token-exchange")).isEqualTo(2);
        assertThat(proofs.backend().callsOf("probe-exchange")).isEqualTo(3);
        List<Seen> seen = proofs.backend().seen("probe-exchange");
        assertThat(seen.get(2).body()).isEqualTo(seen.get(1).body());
    }

    @Test
    void aProofThatIsRefusedAgainIsAProblem() {
        Expect.good(call("probe-exchange"), 200);
        proofs.backend().mood(Mood.fault());
        Expect.problem(call("probe-exchange"), 502, "backend-refused-proof");
        assertThat(proofs.backend().callsOf("probe-exchange")).isEqualTo(3);
        assertThat(proofs.tokens().callsOf("token-exchange")).isEqualTo(2);
    }

    @Test
    void aNewProofThatIsRefusedIsNotRenewed() {
        proofs.backend().mood(Mood.fault());
        Expect.problem(call("probe-exchange"), 502, "backend-refused-proof");
        assertThat(proofs.tokens().callsOf("token-exchange")).isEqualTo(1);
    }

    @Test
    void anOldProofIsRenewedInTheBackground() {
        Expect.good(call("probe-exchange"), 200);
        proofs.age();
        Expect.good(call("probe-exchange"), 200);
        awaitCalls("token-exchange", 2);
        assertThat(proofs.backend().accepted()).hasSize(1);
    }

    @Test
    void aRefreshTokenSavesTheWayByAnAssertion() {
        Expect.good(call("probe-saml2"), 200);
        proofs.age();
        Expect.good(call("probe-saml2"), 200);
        awaitCalls("refresh_token", 1);
        assertThat(proofs.tokens().callsOf("saml2-bearer")).isEqualTo(1);
        assertThat(proofs.tokens().callsOf("token-exchange")).isEqualTo(1);
    }

    @Test
    void aRefreshTokenThatIsRefusedIsFollowedByANewAssertion() {
        Expect.good(call("probe-saml2"), 200);
        proofs.tokens().withdrawRefreshTokens();
        proofs.age();
        Expect.good(call("probe-saml2"), 200);
        awaitCalls("saml2-bearer", 2);
        assertThat(proofs.tokens().callsOf("refresh_token")).isEqualTo(1);
    }

    private void awaitCalls(String grant, int calls) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> proofs.tokens().callsOf(grant), is(calls));
    }

    @Test
    void theLedgerSaysWhoWentWhere() throws Exception {
        Expect.good(call("probe-exchange"), 200);
        proofs.tokens().mood(Mood.fault("invalid_grant"));
        Expect.problem(call("probe-saml"), 401, "login-again");
        JsonNode issued = ledger("?backend=probe-exchange&outcome=issued&limit=1");
        JsonNode refused = ledger("?backend=probe-saml&limit=1");
        assertThat(issued.path("line").asText()).isEqualTo("national.probe-exchange");
        assertThat(issued.path("kind").asText()).isEqualTo("token-exchange");
        assertThat(issued.path("audience").asText()).isEqualTo("aud-probe-exchange");
        assertThat(issued.path("subject").asText()).hasSize(64);
        assertThat(issued.path("expires").asText()).isNotEmpty();
        assertThat(refused.path("outcome").asText()).isEqualTo("login-again");
        assertThat(refused.path("subject")).isEqualTo(issued.path("subject"));
        assertThat(issued.toString() + refused).doesNotContain(RunningHub.TOLVAN, "eyJ");
    }

    @Test
    void theLedgerIsForOperationsOnly() throws Exception {
        assertThat(askLedger("", "operator:wrong").statusCode()).isEqualTo(401);
        assertThat(askLedger("?since=yesterday", "operator:sandbox").statusCode()).isEqualTo(400);
        assertThat(proofs.hub().get("/actuator/proofs").send().status()).isEqualTo(404);
    }

    private void refused(Mood mood, int status, String code) {
        proofs.backend().forget();
        proofs.tokens().mood(mood);
        ApiAnswer answer = call("probe-exchange");
        Expect.problem(answer, status, code);
        assertThat(answer.text()).doesNotContain("intern förklaring", "invalid_t", "http:");
        nothingWasSent();
        proofs.tokens().calm();
        proofs.hub().closeBreakers();
        proofs.tokens().forget();
        Expect.good(call("probe-exchange"), 200);
        assertThat(proofs.tokens().callsOf("token-exchange")).as("nothing was kept").isEqualTo(1);
        ProofHub.fresh();
    }

    private ApiAnswer call(String probe) {
        return proofs.probe(probe).as(RunningHub.TOLVAN).send();
    }

    private static String who(ApiAnswer answer) {
        Expect.good(answer, 200);
        return answer.json().path("who").asText();
    }

    private List<ApiAnswer> atOnce(int calls) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(calls);
        try {
            List<Callable<ApiAnswer>> all = new ArrayList<>();
            for (int i = 0; i < calls; i++) {
                all.add(() -> call("probe-exchange"));
            }
            List<ApiAnswer> answers = new ArrayList<>();
            for (Future<ApiAnswer> one : callers.invokeAll(all)) {
                answers.add(one.get());
            }
            return answers;
        } finally {
            callers.shutdownNow();
        }
    }

    private void nothingWasSent() {
        assertThat(proofs.backend().seen()).isEmpty();
    }

    private void citizensTokenWentNowhere() {
        String token = logins.citizenToken(RunningHub.TOLVAN);
        for (Seen seen : proofs.backend().seen()) {
            assertThat(seen.headers() + seen.body()).doesNotContain(token);
        }
    }

    private JsonNode ledger(String query) throws Exception {
        HttpResponse<String> answer = askLedger(query, "operator:sandbox");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new ApiAnswer(answer, null).json().path("proofs").path(0);
    }

    private HttpResponse<String> askLedger(String query, String login) {
        String basic = Base64.getEncoder().encodeToString(login.getBytes());
        return proofs.hub()
                .send(
                        HttpRequest.newBuilder(
                                        URI.create(
                                                "http://localhost:%d/actuator/proofs%s"
                                                        .formatted(
                                                                proofs.hub().managementPort(),
                                                                query)))
                                .header("Authorization", "Basic " + basic)
                                .build());
    }
}
