package se.knutpunkt.fake.tidum;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** The reservations; whoever uses them holds the book's lock. */
final class Holds {
    private static final Duration USUAL = Duration.ofMinutes(5);
    private static final int FIRST = 500001;

    private final Clock clock;
    private final Map<String, Hold> open = new HashMap<>();
    private final Map<String, Hold> confirmed = new HashMap<>();
    private Duration last;
    private int next;

    Holds(Clock clock) {
        this.clock = clock;
        reset();
    }

    void reset() {
        open.clear();
        confirmed.clear();
        last = USUAL;
        next = FIRST;
    }

    /** How long those stand that are made from now on. */
    void last(Duration duration) {
        last = duration;
    }

    /** Keeps a time; an earlier reservation of it is void. */
    Hold make(String person, Slot slot) {
        open.values().removeIf(one -> one.slot().key().equals(slot.key()));
        Hold hold = new Hold("R-" + next++, person, slot, clock.instant().plus(last));
        open.put(hold.nr(), hold);
        return hold;
    }

    /** Those that have not lapsed and are not confirmed. */
    Stream<Hold> standing() {
        return open.values().stream().filter(one -> one.until().isAfter(clock.instant()));
    }

    /** E11 for another person's and another region's as well, E12 when it was confirmed, E10. */
    Hold confirmable(String region, String person, String nr) {
        Hold hold = open.getOrDefault(nr, confirmed.get(nr));
        if (hold == null
                || !hold.person().equals(person)
                || !hold.slot().unit().region().equals(region)) {
            throw new Refusal("E11");
        }
        if (confirmed.containsKey(nr)) {
            throw new Refusal("E12");
        }
        if (!hold.until().isAfter(clock.instant())) {
            throw new Refusal("E10");
        }
        return hold;
    }

    void confirmed(Hold hold) {
        open.remove(hold.nr());
        confirmed.put(hold.nr(), hold);
    }
}
