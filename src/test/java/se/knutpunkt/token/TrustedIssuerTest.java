package se.knutpunkt.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.nimbusds.jose.jwk.RSAKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import se.knutpunkt.catalogue.DeclaredFileException;
import se.knutpunkt.fake.Mood;
import se.knutpunkt.fake.oidc.IdentityProvider;
import se.knutpunkt.fake.oidc.KeyServer;

/** An issuer's keys when they change, and when they cannot be fetched. */
class TrustedIssuerTest {

    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration OUTAGE = Duration.ofHours(1);
    private static final Duration PAUSE = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(8_500);
    private static final Duration NONE = Duration.ofMillis(50);
    private static final Duration FETCH = Duration.ofMillis(2_000);
    private static final Duration SHORT_FETCH = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static IdentityProvider provider;

    private final KeyServer keys = provider.citizenKeys();
    private final List<TrustedIssuer> open = new ArrayList<>();

    @BeforeAll
    static void start() {
        provider = new IdentityProvider(0);
    }

    @AfterAll
    static void stop() {
        provider.close();
    }

    @AfterEach
    void close() throws Exception {
        for (TrustedIssuer issuer : open) {
            issuer.close();
        }
        keys.reset();
    }

    @Test
    void keysAreFetchedOnceForManyTokens() {
        TrustedIssuer issuer = issuer(LONG, OUTAGE, PAUSE);
        for (int i = 0; i < 20; i++) {
            issuer.verify(provider.token(claims -> {}));
        }
        assertThat(keys.asked()).isEqualTo(1);
    }

    @Test
    void aNewKeyIsFetchedWhenATokenNamesIt() {
        TrustedIssuer issuer = issuer(LONG, OUTAGE, PAUSE);
        issuer.verify(provider.token(claims -> {}));
        RSAKey key = IdentityProvider.newKey();
        keys.publish(key.toPublicJWK());
        issuer.verify(provider.tokenBy(key));
        assertThat(keys.asked()).isEqualTo(2);
    }

    @Test
    void madeUpKeyIdsAreFetchedForTwiceInAPause() {
        TrustedIssuer issuer = issuer(LONG, OUTAGE, PAUSE);
        for (int i = 0; i < 30; i++) {
            refused(issuer, provider.tokenBy(IdentityProvider.newKey()), "token-invalid");
        }
        assertThat(keys.asked()).isLessThanOrEqualTo(2);
        issuer.verify(provider.token(claims -> {}));
    }

    @Test
    void aWithdrawnKeyIsGoodNoLongerThanKeysAreKept() {
        RSAKey key = IdentityProvider.newKey();
        keys.publish(key.toPublicJWK());
        TrustedIssuer issuer = issuer(SHORT, OUTAGE, NONE);
        issuer.verify(provider.tokenBy(key));
        keys.withdraw(key.toPublicJWK());
        await().atMost(PATIENCE)
                .untilAsserted(() -> refused(issuer, provider.tokenBy(key), "token-invalid"));
        issuer.verify(provider.token(claims -> {}));
    }

    @Test
    void knownKeysGoOnThroughAnOutage() {
        TrustedIssuer issuer = issuer(SHORT, OUTAGE, NONE);
        issuer.verify(provider.token(claims -> {}));
        keys.mood(Mood.down());
        await().during(SHORT.plusSeconds(2))
                .atMost(PATIENCE)
                .until(() -> issuer.verify(provider.token(claims -> {})) != null);
        refused(
                issuer,
                provider.tokenBy(IdentityProvider.newKey()),
                "identity-provider-unavailable");
    }

    @Test
    void butNotForEver() {
        TrustedIssuer issuer = issuer(SHORT, SHORT.plusMillis(500), NONE);
        issuer.verify(provider.token(claims -> {}));
        keys.mood(Mood.down());
        await().atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                refused(
                                        issuer,
                                        provider.token(claims -> {}),
                                        "identity-provider-unavailable"));
    }

    static List<Mood> moods() {
        return List.of(
                Mood.down(),
                Mood.slow(PATIENCE.multipliedBy(2)),
                Mood.drip(),
                Mood.reset(),
                Mood.garbage(),
                Mood.half(),
                Mood.empty(),
                Mood.status(500),
                Mood.status(404));
    }

    @ParameterizedTest
    @MethodSource("moods")
    void anIssuerThatWasNeverReachedIsSaidInTime(Mood mood) {
        TrustedIssuer issuer = issuer(SHORT_FETCH, LONG, OUTAGE, NONE);
        keys.mood(mood);
        for (int i = 0; i < 3; i++) {
            String token = provider.token(claims -> {});
            assertTimeout(PATIENCE, () -> refused(issuer, token, "identity-provider-unavailable"));
        }
        keys.calm();
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> issuer.verify(provider.token(claims -> {})) != null);
    }

    @Test
    void keysAreNotFetchedFromElsewhere() {
        KeyServer elsewhere = new KeyServer();
        try {
            elsewhere.publish(IdentityProvider.newKey().toPublicJWK());
            keys.moveTo(elsewhere.url() + "/jwks");
            TrustedIssuer issuer = issuer(LONG, OUTAGE, PAUSE);
            refused(issuer, provider.token(claims -> {}), "identity-provider-unavailable");
            assertThat(elsewhere.asked()).isZero();
        } finally {
            elsewhere.close();
        }
    }

    @Test
    void anEndlessAnswerIsNotRead() {
        RSAKey key = IdentityProvider.newKey().toPublicJWK();
        for (int i = 0; i < 400; i++) {
            keys.publish(new RSAKey.Builder(key).keyID("x".repeat(1_000) + i).build());
        }
        TrustedIssuer issuer = issuer(LONG, OUTAGE, PAUSE);
        refused(issuer, provider.token(claims -> {}), "identity-provider-unavailable");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://id.example.se/jwks",
                "http://localhost.example.se/jwks",
                "http://localhost@example.se/jwks",
                "file:///etc/passwd",
                "ftp://localhost/jwks",
                "localhost/jwks",
                "https://",
                "",
                "no address"
            })
    void keysComeOverHttps(String address) {
        KeyTimes times = new KeyTimes(FETCH, LONG, OUTAGE, PAUSE);
        assertThatThrownBy(() -> new TrustedIssuer("x", address, "knutpunkt", times))
                .isInstanceOf(DeclaredFileException.class);
    }

    private TrustedIssuer issuer(Duration kept, Duration keptInOutage, Duration pause) {
        return issuer(FETCH, kept, keptInOutage, pause);
    }

    private TrustedIssuer issuer(
            Duration fetch, Duration kept, Duration keptInOutage, Duration pause) {
        TrustedIssuer issuer =
                new TrustedIssuer(
                        provider.citizenIssuer(),
                        keys.url() + "/jwks",
                        IdentityProvider.AUDIENCE,
                        new KeyTimes(fetch, kept, keptInOutage, pause));
        open.add(issuer);
        return issuer;
    }

    private static void refused(TrustedIssuer issuer, String token, String code) {
        assertThatThrownBy(() -> issuer.verify(token))
                .isInstanceOfSatisfying(
                        TokenRefused.class,
                        refused -> assertThat(refused.problem().code()).isEqualTo(code));
    }
}
