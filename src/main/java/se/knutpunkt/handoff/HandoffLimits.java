package se.knutpunkt.handoff;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import se.knutpunkt.error.Problem;

/**
 * How often one citizen may ask for a code, and one client may try to redeem one, in a minute. The
 * counts are the replica's own, in memory and bounded: one that nobody used for a while is full
 * again and need not be kept.
 */
@Component
public final class HandoffLimits {

    private static final Duration PERIOD = Duration.ofMinutes(1);
    private static final int MOST_COUNTS = 100_000;

    private final int createLimit;
    private final int redeemLimit;
    private final Cache<String, Bucket> citizens = counts();
    private final Cache<String, Bucket> clients = counts();

    HandoffLimits(
            @Value("${knutpunkt.handoff.create-limit}") int createLimit,
            @Value("${knutpunkt.handoff.redeem-limit}") int redeemLimit) {
        if (createLimit < 1 || redeemLimit < 1) {
            throw new IllegalArgumentException(
                    "KNUTPUNKT_HANDOFF_CREATE_LIMIT and KNUTPUNKT_HANDOFF_REDEEM_LIMIT must be at least 1");
        }
        this.createLimit = createLimit;
        this.redeemLimit = redeemLimit;
    }

    /**
     * @throws Problem {@code too-many-requests} with the time to wait
     */
    void countCreate(String citizen) {
        count(citizens, citizen, createLimit);
    }

    /**
     * @throws Problem {@code too-many-requests} with the time to wait
     */
    void countRedeem(String client) {
        count(clients, client, redeemLimit);
    }

    /** Forgets all counts; for operations and tests. */
    public void forget() {
        citizens.invalidateAll();
        clients.invalidateAll();
    }

    private static Cache<String, Bucket> counts() {
        return Caffeine.newBuilder()
                .maximumSize(MOST_COUNTS)
                .expireAfterAccess(PERIOD.multipliedBy(2))
                .build();
    }

    private static void count(Cache<String, Bucket> counts, String who, int limit) {
        ConsumptionProbe probe =
                counts.get(who, name -> bucket(limit)).tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            Duration wait = Duration.ofNanos(probe.getNanosToWaitForRefill());
            throw Problem.of("too-many-requests").retryAfter((int) wait.toSeconds() + 1);
        }
    }

    private static Bucket bucket(int limit) {
        return Bucket.builder()
                .addLimit(bandwidth -> bandwidth.capacity(limit).refillGreedy(limit, PERIOD))
                .build();
    }
}
