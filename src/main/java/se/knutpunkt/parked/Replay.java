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
 * @param refused how many are not sent any more, by what was chosen since; their rows say why
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Replay(
        UUID id,
        String who,
        Selection selection,
        int rate,
        String state,
        long replayed,
        long refused,
        Instant createdAt) {}
