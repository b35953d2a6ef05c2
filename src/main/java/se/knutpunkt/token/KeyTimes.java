package se.knutpunkt.token;

import java.time.Duration;
import java.util.List;
import se.knutpunkt.catalogue.DeclaredFileException;

/**
 * How an issuer's keys are fetched and kept.
 *
 * @param fetch longest time of one fetch; a failed one is repeated once
 * @param kept how long fetched keys are used before they are fetched anew
 * @param keptInOutage how long they go on while the issuer cannot be reached
 * @param pause at most two fetches in this time, whatever key ids tokens name
 */
record KeyTimes(Duration fetch, Duration kept, Duration keptInOutage, Duration pause) {

    /**
     * @throws DeclaredFileException when they contradict each other
     */
    KeyTimes {
        demand(!fetch.isNegative() && !fetch.isZero(), "KNUTPUNKT_KEYS_TIME_LIMIT", "is no time");
        demand(!pause.isNegative() && !pause.isZero(), "KNUTPUNKT_KEYS_PAUSE", "is no time");
        demand(
                kept.compareTo(pause) > 0 && kept.compareTo(fetch.multipliedBy(4)) >= 0,
                "KNUTPUNKT_KEYS_KEPT",
                "must be longer than KNUTPUNKT_KEYS_PAUSE and four times KNUTPUNKT_KEYS_TIME_LIMIT");
        demand(
                keptInOutage.compareTo(kept) > 0,
                "KNUTPUNKT_KEYS_KEPT_IN_OUTAGE",
                "must be longer than KNUTPUNKT_KEYS_KEPT");
    }

    /** The longest time a caller waits for keys: a fetch and its one repetition. */
    Duration longestWait() {
        return fetch.multipliedBy(2);
    }

    private static void demand(boolean held, String setting, String what) {
        if (!held) {
            throw new DeclaredFileException(List.of(setting + ": " + what));
        }
    }
}
