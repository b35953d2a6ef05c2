package se.knutpunkt.notification;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * When steps are due: on whole seconds, far ones on whole minutes, so that many of them share a
 * wake-up. Never earlier than asked for.
 */
final class LadderTimes {

    private static final Duration SOON = Duration.ofHours(1);

    private LadderTimes() {}

    static Instant due(Instant now, Duration after) {
        ChronoUnit unit = after.compareTo(SOON) > 0 ? ChronoUnit.MINUTES : ChronoUnit.SECONDS;
        Instant exact = now.plus(after);
        Instant floor = exact.truncatedTo(unit);
        return floor.equals(exact) ? exact : floor.plus(1, unit);
    }
}
