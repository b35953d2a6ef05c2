package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.jwk.RSAKey;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import se.knutpunkt.fake.Mood;
import se.knutpunkt.fake.oidc.IdentityProvider;
import se.knutpunkt.fake.oidc.KeyServer;

/** The identity provider's keys change, or cannot be fetched, while the hub runs. */
class KeysTest {

    /** Shorter than a key server that hangs. */
    private static final Duration PATIENCE = Duration.ofSeconds(25);

    private final RunningHub hub = RunningHub.fresh();
    private final IdentityProvider provider = hub.identityProvider();
    private final KeyServer keys = provider.citizenKeys();

    @AfterEach
    void asBefore() {
        keys.reset();
        fetchedAgain();
    }

    @Test
    void aNewKeyIsTakenWithoutARestart() {
        RSAKey key = IdentityProvider.newKey();
        keys.publish(key.toPublicJWK());
        await().atMost(PATIENCE).untilAsserted(() -> Expect.good(me(provider.tokenBy(key)), 200));
        Expect.good(me(fresh()), 200);
    }

    @Test
    void madeUpKeysDoNotPressTheIssuer() {
        fetchedAgain();
        keys.forget();
        long start = System.nanoTime();
        int sent = 0;
        while (sent < 40) {
            Expect.problem(me(provider.unknownKeyToken()), 401, "token-invalid");
            sent++;
        }
        long pauses = 1 + (System.nanoTime() - start) / Duration.ofSeconds(1).toNanos();
        assertThat((long) keys.asked()).isLessThanOrEqualTo(2 * pauses).isLessThan(sent);
    }

    @Test
    void knownKeysGoOnWhenTheirAddressIsDown() {
        Expect.good(me(fresh()), 200);
        keys.mood(Mood.down());
        Expect.good(me(fresh()), 200);
        unavailable(provider.unknownKeyToken());
        Expect.good(me(fresh()), 200);
        Expect.problem(me(provider.foreignToken()), 401, "token-invalid");
    }

    @Test
    void anIssuerThatHangsIsGivenUpInTime() {
        Expect.good(me(fresh()), 200);
        keys.mood(Mood.slow(Expect.TOO_LATE));
        unavailable(provider.unknownKeyToken());
        Expect.good(me(fresh()), 200);
    }

    /** The hub has to try before it knows, and it does not try all the time. */
    private void unavailable(String token) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> {
                            ApiAnswer answer = me(token);
                            Expect.problem(answer, 503, "identity-provider-unavailable");
                            assertThat(answer.header("Retry-After")).isNotNull();
                            assertThat(answer.header("WWW-Authenticate")).isNull();
                        });
        assertThat(hub.rivta().seen()).isEmpty();
    }

    private void fetchedAgain() {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> Expect.problem(me(provider.unknownKeyToken()), 401, "token-invalid"));
    }

    /** A token that the hub has not seen, signed with the key it knows. */
    private String fresh() {
        String token = provider.token(claims -> {});
        hub.rivta().forget();
        return token;
    }

    private ApiAnswer me(String token) {
        ApiAnswer answer = hub.get("/v1/me").withToken(token).send();
        hub.rivta().forget();
        return answer;
    }
}
