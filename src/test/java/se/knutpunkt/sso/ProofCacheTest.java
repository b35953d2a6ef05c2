package se.knutpunkt.sso;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import se.knutpunkt.error.Problem;

class ProofCacheTest {

    private static final int MOST = 1000;
    private static final Executor AT_ONCE = Runnable::run;

    private final MovableClock clock = new MovableClock();
    private final ProofCache cache = new ProofCache(MOST, clock);
    private final AtomicInteger issued = new AtomicInteger();
    private final Deque<Runnable> waiting = new ArrayDeque<>();

    @Test
    void aHundredThousandCitizensDoNotGrowIt() {
        for (int i = 0; i < 100_000; i++) {
            cache.get(key("t" + i, "s" + i), known -> fiveMinutes(), AT_ONCE);
        }
        assertThat(cache.size()).isLessThanOrEqualTo(MOST);
        assertThat(cache.sessionCount()).isLessThanOrEqualTo(2 * MOST);
    }

    @Test
    void allWaitForOne() {
        CompletableFuture<Proof> first = later(key("t", "s"));
        CompletableFuture<Proof> second = later(key("t", "s"));
        assertThat(waiting).hasSize(1);
        run();
        assertThat(first.join()).isSameAs(second.join());
        assertThat(issued).hasValue(1);
    }

    @Test
    void whoComesWhenItLandsBeginsNoOther() {
        CompletableFuture<Proof> first = later(key("t", "s"));
        clock.before = this::run; // between looking into the cache and joining the request
        assertThat(later(key("t", "s")).join()).isSameAs(first.join());
        assertThat(issued).hasValue(1);
    }

    @Test
    void aFailureIsEverybodysAndNobodysAfterwards() {
        UnaryOperator<Proof> refusal =
                known -> {
                    throw Problem.of("login-proof-refused");
                };
        CompletableFuture<Proof> first = cache.get(key("t", "s"), refusal, waiting::add).proof();
        CompletableFuture<Proof> second = cache.get(key("t", "s"), refusal, waiting::add).proof();
        run();
        assertThatThrownBy(first::join).isInstanceOf(CompletionException.class);
        assertThatThrownBy(second::join).isInstanceOf(CompletionException.class);
        assertThat(cache.size()).isZero();
        assertThat(cache.sessionCount()).isZero();
        assertThat(cache.get(key("t", "s"), known -> fiveMinutes(), AT_ONCE).proof()).isCompleted();
    }

    @Test
    void itIsRenewedWhileItServesAndNeverSentAfterItsEnd() {
        Proof old = now(key("t", "s"));
        clock.forward(Duration.ofMinutes(3));
        assertThat(now(key("t", "s"))).isSameAs(old);
        clock.forward(Duration.ofSeconds(61));
        assertThat(later(key("t", "s")).join()).as("served meanwhile").isSameAs(old);
        assertThat(waiting).as("one renewal").hasSize(1);
        assertThat(later(key("t", "s")).join()).isSameAs(old);
        assertThat(waiting).hasSize(1);
        run();
        assertThat(now(key("t", "s"))).isNotSameAs(old);
        assertThat(issued).hasValue(2);
    }

    @Test
    void withoutARenewalItEndsBeforeItExpires() {
        Proof old = now(key("t", "s"));
        clock.forward(Duration.ofSeconds(289));
        assertThat(later(key("t", "s")).join()).isSameAs(old);
        waiting.clear();
        clock.forward(Duration.ofSeconds(2));
        assertThat(clock.instant()).isBefore(old.expires());
        assertThat(cache.get(key("t", "s"), known -> fiveMinutes(), waiting::add).proof())
                .as("no longer served")
                .isNotCompleted();
    }

    @Test
    void aRenewalIsGivenWhatWasKept() {
        Proof old = now(key("t", "s"));
        clock.forward(Duration.ofSeconds(250));
        List<Proof> given = new ArrayList<>();
        cache.get(
                key("t", "s"),
                known -> {
                    given.add(known);
                    return fiveMinutes();
                },
                AT_ONCE);
        assertThat(given).containsExactly(old);
    }

    @Test
    void aRenewalThatFailsIsNotTriedWithEachCall() {
        Proof old = now(key("t", "s"));
        clock.forward(Duration.ofSeconds(250));
        AtomicInteger tries = new AtomicInteger();
        UnaryOperator<Proof> down =
                known -> {
                    tries.incrementAndGet();
                    throw Problem.of("login-provider-unavailable");
                };
        for (int i = 0; i < 10; i++) {
            assertThat(cache.get(key("t", "s"), down, AT_ONCE).proof().join()).isSameAs(old);
        }
        assertThat(tries).hasValue(1);
        clock.forward(Duration.ofSeconds(6));
        cache.get(key("t", "s"), down, AT_ONCE);
        assertThat(tries).hasValue(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"session", "citizen", "citizen without session"})
    void logoutDropsWhatIsKeptAndWhatIsOnItsWay(String by) {
        String sid = by.equals("citizen without session") ? null : "s";
        now(key("kept", sid));
        CompletableFuture<Proof> onItsWay = later(key("coming", sid));
        cache.dropSession("iss", by.equals("citizen") ? null : "s", "sub");
        run();
        assertThat(onItsWay).as("who asked before gets it").isCompleted();
        assertThat(cache.size()).isZero();
        assertThat(cache.sessionCount()).isZero();
    }

    @Test
    void logoutOfOneSessionLeavesTheOthers() {
        now(key("a", "s1"));
        now(key("b", "s2"));
        cache.dropSession("iss", "s1", "sub");
        cache.dropSession("other issuer", null, "sub");
        assertThat(cache.size()).isEqualTo(1);
    }

    @Test
    void everyInputTellsProofsApart() {
        ProofKey one = key("t", "s");
        for (ProofKey other :
                new ProofKey[] {
                    with(one, "02.x", one.audience(), one.scopes(), one.subject(), ""),
                    with(one, one.line(), "other", one.scopes(), one.subject(), ""),
                    with(one, one.line(), one.audience(), "other", one.subject(), ""),
                    with(one, one.line(), one.audience(), one.scopes(), "other", ""),
                    with(one, one.line(), one.audience(), one.scopes(), one.subject(), "child")
                }) {
            now(one);
            int before = issued.get();
            now(other);
            assertThat(issued.get()).isEqualTo(before + 1);
        }
    }

    @Test
    void nothingSecretIsInATextForm() {
        Proof proof = Proof.of("secret-token", clock.instant(), clock.instant().plusSeconds(9));
        assertThat(proof.toString()).doesNotContain("secret-token");
        assertThat(key("subject-hash", "s").toString()).doesNotContain("subject-hash", "sub");
    }

    private Proof now(ProofKey key) {
        return cache.get(key, known -> fiveMinutes(), AT_ONCE).proof().join();
    }

    private CompletableFuture<Proof> later(ProofKey key) {
        return cache.get(key, known -> fiveMinutes(), waiting::add).proof();
    }

    private void run() {
        while (!waiting.isEmpty()) {
            waiting.poll().run();
        }
    }

    private Proof fiveMinutes() {
        issued.incrementAndGet();
        return Proof.of("x", clock.instant(), clock.instant().plus(Duration.ofMinutes(5)));
    }

    private static ProofKey key(String subject, String sid) {
        return new ProofKey(
                "01.x",
                LoginKind.TOKEN_EXCHANGE,
                "endpoint",
                "hub",
                "audience",
                "",
                "",
                subject,
                new ProofKey.Session("iss", sid, "sub"),
                "");
    }

    private static ProofKey with(
            ProofKey key,
            String line,
            String audience,
            String scopes,
            String subject,
            String actingFor) {
        return new ProofKey(
                line,
                key.kind(),
                key.tokenEndpoint(),
                key.client(),
                audience,
                key.resource(),
                scopes,
                subject,
                key.session(),
                actingFor);
    }

    private static final class MovableClock extends Clock {
        private Instant now = Instant.parse("2026-11-20T10:00:00Z");
        private Runnable before = () -> {};

        void forward(Duration duration) {
            now = now.plus(duration);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            Runnable first = before;
            before = () -> {};
            first.run();
            return now;
        }
    }
}
