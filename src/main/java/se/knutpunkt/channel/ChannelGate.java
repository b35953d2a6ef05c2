package se.knutpunkt.channel;

import io.github.bucket4j.Bucket;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether a channel may go on: its breaker, what its provider asked for, and its rate. While it is
 * closed messages stay in the queue, where a full channel costs no memory.
 */
final class ChannelGate {

    /** So many mistakes, and nothing else, are not the notices' own. */
    private static final int SUSPICIOUS = 3;

    private static final int UNBOUNDED = 0;
    private static final int BURSTS_A_SECOND = 10;
    private static final Duration LONGEST_PACE = Duration.ofSeconds(10);

    private final CircuitBreaker breaker;
    private final SlowStart batch;
    private final Bucket rate;
    private final int burst;
    private final AtomicLong restsUntil = new AtomicLong(System.nanoTime());

    ChannelGate(Channel channel) {
        Channel.Breaker settings = channel.breaker();
        this.batch = new SlowStart(channel.batch());
        this.breaker =
                CircuitBreaker.of(
                        "channel." + channel.channel(),
                        CircuitBreakerConfig.custom()
                                .slidingWindowSize(settings.window())
                                .minimumNumberOfCalls(settings.minimumCalls())
                                .failureRateThreshold(settings.failurePercent())
                                .waitDurationInOpenState(Duration.ofSeconds(settings.openSeconds()))
                                .permittedNumberOfCallsInHalfOpenState(1)
                                .automaticTransitionFromOpenToHalfOpenEnabled(true)
                                .build());
        this.burst = Math.max(1, channel.rate() / BURSTS_A_SECOND);
        this.rate =
                channel.rate() == UNBOUNDED
                        ? null
                        : Bucket.builder()
                                .addLimit(
                                        limit ->
                                                limit.capacity(burst)
                                                        .refillGreedy(
                                                                channel.rate(),
                                                                Duration.ofSeconds(1)))
                                .build();
    }

    /** Asks for leave to take messages; who gets it must say {@link #done} or {@link #nothing}. */
    boolean enter() {
        return System.nanoTime() - restsUntil.get() >= 0 && breaker.tryAcquirePermission();
    }

    /** Whether one taking is tried after a rest, and the others wait for what becomes of it. */
    boolean isOnTrial() {
        return breaker.getState() == CircuitBreaker.State.HALF_OPEN;
    }

    /** Nothing was taken. */
    void nothing() {
        breaker.releasePermission();
    }

    /** So many were taken; returns when the rate allows that many, at most after some seconds. */
    void pace(int count) throws InterruptedException {
        if (rate != null) {
            // more than the bucket holds are paid for in parts
            for (int left = count; left > 0; left -= burst) {
                rate.asBlocking().tryConsume(Math.min(left, burst), LONGEST_PACE);
            }
        }
    }

    /** How many a taking may have at most. */
    int most() {
        return batch.now();
    }

    /** A taking of so many was over, recorded and committed, after that time. */
    void took(int count, Duration time) {
        batch.took(count, time);
    }

    /**
     * The taking has ended, with these outcomes. It failed when nothing of it is known to have been
     * taken by the provider: a provider that takes everything in and answers nothing would make a
     * whole queue unsure, and a hub that sends nothing but mistakes would park it.
     */
    void done(List<Outcome> outcomes) {
        outcomes.forEach(
                one -> {
                    if (one.delivery() instanceof Delivery.Failed failed
                            && failed.channel()
                            && failed.retryAfter() != null) {
                        rest(failed.retryAfter());
                    }
                });
        if (isFailure(outcomes)) {
            batch.again();
            breaker.onError(0, TimeUnit.NANOSECONDS, new IllegalStateException("all failed"));
        } else {
            breaker.onSuccess(0, TimeUnit.NANOSECONDS);
        }
    }

    private static boolean isFailure(List<Outcome> outcomes) {
        long lost = outcomes.stream().filter(one -> isOfTheChannel(one.delivery())).count();
        long mistakes = outcomes.stream().filter(one -> isOurMistake(one.delivery())).count();
        return !outcomes.isEmpty() && lost == outcomes.size()
                || mistakes >= SUSPICIOUS && mistakes + lost == outcomes.size();
    }

    private static boolean isOfTheChannel(Delivery delivery) {
        return delivery instanceof Delivery.Unsure
                || delivery instanceof Delivery.Failed failed && failed.channel();
    }

    private static boolean isOurMistake(Delivery delivery) {
        return delivery instanceof Delivery.Rejected rejected && rejected.deadSince() == null;
    }

    /** Something else went wrong, such as the database; says nothing of the provider. */
    void interrupted() {
        breaker.releasePermission();
    }

    void rest(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        restsUntil.accumulateAndGet(until, (a, b) -> a - b > 0 ? a : b);
    }

    boolean isOpen() {
        return System.nanoTime() - restsUntil.get() >= 0
                && breaker.getState() != CircuitBreaker.State.OPEN;
    }

    /** As if nothing had ever failed; for operations and tests. */
    void reset() {
        breaker.reset();
        restsUntil.set(System.nanoTime());
    }
}
