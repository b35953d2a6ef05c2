package se.knutpunkt.fake;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The moods in force; the one with the narrowest scope wins. */
final class Moods {
    private final List<Held> held = new ArrayList<>();

    /** Sets a mood in place of the one of the same scope; {@code ok} only takes that away. */
    synchronized void set(Mood mood) {
        if (mood.kind() == Mood.Kind.OK && mood.isForAll()) {
            held.clear();
            return;
        }
        held.removeIf(other -> other.mood.hasScopeOf(mood));
        if (mood.kind() != Mood.Kind.OK) {
            held.add(new Held(mood));
        }
    }

    /** The mood for a request, counted down when it lasts for a number of requests only. */
    Mood next(String operation, String address) {
        return next(one -> one.covers(operation, address));
    }

    /** The mood that is meant for this very address, counted down likewise. */
    Mood nextAt(String operation, String address) {
        return next(one -> one.address() != null && one.covers(operation, address));
    }

    /** The mood that is meant for this very operation, counted down likewise. */
    Mood nextOf(String operation, String address) {
        return next(one -> one.operation() != null && one.covers(operation, address));
    }

    private synchronized Mood next(Predicate<Mood> covers) {
        if (held.isEmpty()) {
            return Mood.ok();
        }
        Optional<Held> found =
                held.stream()
                        .filter(one -> covers.test(one.mood))
                        .reduce((a, b) -> b.width() <= a.width() ? b : a);
        found.filter(Held::isUsedUp).ifPresent(held::remove);
        return found.map(one -> one.mood).orElse(Mood.ok());
    }

    synchronized List<Mood> all() {
        return held.stream().map(one -> one.mood).toList();
    }

    private static final class Held {
        private final Mood mood;
        private int left;

        private Held(Mood mood) {
            this.mood = mood;
            this.left = mood.times();
        }

        private boolean isUsedUp() {
            return mood.times() > 0 && --left <= 0;
        }

        private int width() {
            return (mood.operation() == null ? 1 : 0) + (mood.address() == null ? 1 : 0);
        }
    }
}
