package se.knutpunkt.notification;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListSet;
import org.springframework.stereotype.Component;

/**
 * Orders the wake-ups of the ladder: one scheduled message for each moment at which something is
 * due, however much it is. A wake-up that is lost costs time only, since the ladder looks by itself
 * now and then.
 */
@Component
final class LadderWakes {

    private final Queues queues;

    /** Moments that this replica has ordered, in seconds. */
    private final ConcurrentSkipListSet<Long> ordered = new ConcurrentSkipListSet<>();

    LadderWakes(Queues queues) {
        this.queues = queues;
    }

    void schedule(List<Decision.Climb> climbs, Instant now) {
        if (climbs.isEmpty()) {
            return;
        }
        ordered.headSet(now.getEpochSecond()).clear();
        List<Long> fresh = new ArrayList<>();
        for (Decision.Climb climb : climbs) {
            long second = climb.dueAt().getEpochSecond();
            if (ordered.add(second)) {
                fresh.add(second);
            }
        }
        List<Duration> delays =
                fresh.stream()
                        .map(second -> Duration.between(now, Instant.ofEpochSecond(second)))
                        .toList();
        if (!queues.wakeLadderIn(delays)) {
            fresh.forEach(ordered::remove);
        }
    }
}
