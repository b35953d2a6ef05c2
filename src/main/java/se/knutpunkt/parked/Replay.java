package se.knutpunkt.parked;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;

/**
 * Parked targets on their way back.
 *
 * @param rate a second, by all replicas together
 * @param state running, done or stopped
 * @param replayed how many so far
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Replay(
        UUID id,
        String who,
        Selection selection,
        int rate,
        String state,
        long replayed,
        Instant createdAt) {}
