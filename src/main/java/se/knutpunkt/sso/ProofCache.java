package se.knutpunkt.sso;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Scheduler;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

/**
 * Proofs in memory: bounded, never used past their end, one request under way for each key however
 * many wait for it, renewed while the old one still serves, dropped at logout. Nothing of it is
 * written anywhere.
 */
final class ProofCache {

    /** After a renewal that failed: how long the old proof serves before the next attempt. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final Clock clock;
    private final Cache<ProofKey, Proof> proofs;
    private final Map<ProofKey, CompletableFuture<Proof>> flights = new ConcurrentHashMap<>();
    private final Map<ProofKey, Instant> pauses = new ConcurrentHashMap<>();
    private final SessionIndex sessions = new SessionIndex();

    /**
     * @param entries how many proofs are kept at most; the least used go first
     */
    ProofCache(int entries, Clock clock) {
        this.clock = clock;
        this.proofs =
                Caffeine.newBuilder()
                        .maximumSize(entries)
                        .scheduler(Scheduler.systemScheduler())
                        .ticker(() -> nanos(clock.instant()))
                        .expireAfter(Expiry.<ProofKey, Proof>writing((key, proof) -> left(proof)))
                        .evictionListener(this::evicted)
                        .recordStats()
                        .build();
    }

    void measure(MeterRegistry meters) {
        CaffeineCacheMetrics.monitor(meters, proofs, "proofs");
    }

    /**
     * @param proof done already when it was kept
     * @param kept whether it was there before this call
     */
    record Found(CompletableFuture<Proof> proof, boolean kept) {}

    /**
     * The proof of a key: the kept one, or the outcome of the one request that is under way for it.
     * Never waits itself.
     *
     * @param issue asks the identity provider, given the proof that was kept, or null; runs on
     *     {@code executor}, once for all who ask
     */
    Found get(ProofKey key, UnaryOperator<Proof> issue, Executor executor) {
        Proof known = proofs.getIfPresent(key);
        Instant now = clock.instant();
        if (known == null || !known.serves(now)) {
            return new Found(begin(key, known, issue, executor), false);
        }
        if (known.isOld(now) && !paused(key, now)) {
            renew(key, known, issue, executor);
        }
        return new Found(CompletableFuture.completedFuture(known), true);
    }

    /** Drops a proof that a back end refused, unless it was renewed already. */
    void drop(ProofKey key, Proof refused) {
        if (proofs.asMap().remove(key, refused)) {
            unindex(key);
        }
    }

    /**
     * The citizen logged out: nothing of the session is used again, not even what is on its way.
     */
    void dropSession(String issuer, String sid, String sub) {
        for (ProofKey key : sessions.find(issuer, sid, sub)) {
            flights.remove(key);
            proofs.invalidate(key);
            sessions.remove(key);
        }
    }

    long size() {
        proofs.cleanUp();
        return proofs.estimatedSize();
    }

    /** Sessions that proofs are kept of; for tests. */
    int sessionCount() {
        return sessions.size();
    }

    /**
     * The provider no longer stands by the citizen's login: what was kept does not serve either.
     */
    void forget(ProofKey key) {
        proofs.invalidate(key);
        unindex(key);
    }

    /** Forgets everything, and waits until nothing is on its way; for tests. */
    void clear() {
        List<CompletableFuture<Proof>> underWay = List.copyOf(flights.values());
        flights.clear();
        underWay.forEach(flight -> flight.handle((proof, failure) -> proof).join());
        pauses.clear();
        for (ProofKey key : proofs.asMap().keySet()) {
            forget(key);
        }
    }

    private void renew(ProofKey key, Proof known, UnaryOperator<Proof> issue, Executor executor) {
        begin(key, known, issue, executor)
                .whenComplete(
                        (proof, failure) -> {
                            if (failure != null) {
                                pauses.put(key, clock.instant().plus(PAUSE));
                            }
                        });
    }

    private boolean paused(ProofKey key, Instant now) {
        if (pauses.isEmpty()) {
            return false;
        }
        pauses.values().removeIf(until -> !now.isBefore(until));
        return pauses.containsKey(key);
    }

    /**
     * @param known what was found in the cache before; when there is another one by now, a request
     *     has landed meanwhile and no new one is begun
     */
    private CompletableFuture<Proof> begin(
            ProofKey key, Proof known, UnaryOperator<Proof> issue, Executor executor) {
        CompletableFuture<Proof> mine = new CompletableFuture<>();
        CompletableFuture<Proof> first =
                flights.computeIfAbsent(
                        key,
                        k -> {
                            Proof landed = proofs.getIfPresent(key);
                            if (landed != null && landed != known) {
                                mine.complete(landed);
                                return null;
                            }
                            sessions.add(key);
                            return mine;
                        });
        if (first != mine) {
            return first == null ? mine : first;
        }
        try {
            executor.execute(() -> fly(key, known, mine, issue));
        } catch (RuntimeException e) {
            fail(key, mine, e);
        }
        return mine;
    }

    private void fly(
            ProofKey key, Proof known, CompletableFuture<Proof> mine, UnaryOperator<Proof> issue) {
        try {
            Proof proof = issue.apply(known);
            flights.computeIfPresent(
                    key,
                    (k, flight) -> {
                        if (flight != mine) {
                            return flight;
                        }
                        keep(key, proof);
                        return null;
                    });
            mine.complete(proof);
        } catch (RuntimeException | Error e) {
            fail(key, mine, e);
        }
    }

    /** Not when the session ended meanwhile: then the flight is no longer ours. */
    private void keep(ProofKey key, Proof proof) {
        proofs.asMap()
                .compute(
                        key,
                        (k, old) -> {
                            sessions.add(key);
                            return proof;
                        });
    }

    private void fail(ProofKey key, CompletableFuture<Proof> mine, Throwable failure) {
        flights.computeIfPresent(key, (k, flight) -> flight == mine ? landed(key) : flight);
        mine.completeExceptionally(failure);
    }

    /** A flight that failed leaves nothing behind but what was kept before it. */
    private CompletableFuture<Proof> landed(ProofKey key) {
        if (proofs.getIfPresent(key) == null) {
            sessions.remove(key);
        }
        return null;
    }

    private void evicted(ProofKey key, Proof proof, RemovalCause cause) {
        unindex(key);
    }

    /** Unless a request is under way, which a logout must still find. */
    private void unindex(ProofKey key) {
        if (!flights.containsKey(key)) {
            sessions.remove(key);
        }
    }

    private Duration left(Proof proof) {
        Duration left = Duration.between(clock.instant(), proof.last());
        return left.isNegative() ? Duration.ZERO : left;
    }

    private static long nanos(Instant instant) {
        return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
    }
}
