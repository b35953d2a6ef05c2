package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import se.knutpunkt.fake.Seen;

/** Each back end gets exactly the proof that its file demands, by config alone. */
class ProofTest {

    private final ProofHub proofs = ProofHub.fresh();

    @ParameterizedTest
    @ValueSource(strings = {"probe-exchange", "probe-jwt", "probe-saml2", "probe-saml"})
    void theCitizenIsProved(String probe) {
        ApiAnswer answer = proofs.probe(probe).as(RunningHub.TOLVAN).send();
        Expect.good(answer, 200);
        assertThat(answer.json().path("who").asText()).hasSize(36);
        citizensTokenWentNowhere();
    }

    @Test
    void theHubIsProvedToABackEndThatAsksForNobodyElse() {
        Expect.good(proofs.hub().get("/v1/open-probes/probe-credentials").send(), 200);
        Expect.good(proofs.probe("probe-credentials").as(RunningHub.TOLVAN).send(), 200);
        assertThat(proofs.tokens().grants()).containsExactly("client_credentials");
    }

    @Test
    void nothingIsSentToABackEndThatDemandsNothing() {
        Expect.good(proofs.probe("probe-none").as(RunningHub.TOLVAN).send(), 200);
        assertThat(proofs.tokens().seen()).isEmpty();
        assertThat(proofs.backend().seen().get(0).header("Authorization")).isEmpty();
    }

    @Test
    void aHundredColdCallsMakeOneExchange() throws Exception {
        String token = proofs.hub().identityProvider().citizenToken(RunningHub.TOLVAN);
        proofs.tokens().mood(se.knutpunkt.fake.Mood.slow(java.time.Duration.ofMillis(700)));
        ExecutorService callers = Executors.newFixedThreadPool(100);
        try {
            List<Callable<ApiAnswer>> calls = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                calls.add(() -> proofs.probe("probe-exchange").withToken(token).send());
            }
            for (Future<ApiAnswer> call : callers.invokeAll(calls)) {
                Expect.good(call.get(), 200);
            }
        } finally {
            callers.shutdownNow();
        }
        assertThat(proofs.tokens().callsOf("token-exchange")).isEqualTo(1);
        assertThat(proofs.backend().callsOf("probe-exchange")).isEqualTo(100);
    }

    private void citizensTokenWentNowhere() {
        String token = proofs.hub().identityProvider().citizenToken(RunningHub.TOLVAN);
        for (Seen seen : proofs.backend().seen()) {
            assertThat(seen.headers().toString() + seen.body()).doesNotContain(token);
        }
    }
}
