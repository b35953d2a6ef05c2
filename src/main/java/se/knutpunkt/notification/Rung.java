package se.knutpunkt.notification;

import java.time.Instant;
import java.util.List;
import se.knutpunkt.store.ByteKey;

/**
 * A row of the ladder that is due: the steps before it were not delivered to the recipient in time.
 *
 * @param bulk whether it is of a campaign
 * @param state of the notification; rejected too when its campaign was cancelled
 * @param region of the notification, or null
 * @param guardian whether the hub knows the recipient as a guardian of who it is about
 * @param child sealed first name, said with the notice, or null
 */
record Rung(
        Notice notice,
        boolean bulk,
        String state,
        String region,
        ByteKey recipient,
        boolean guardian,
        byte[] child,
        int nextStep) {

    @Override
    public String toString() {
        return "Rung[" + notice.id() + ", " + nextStep + "]";
    }

    /** The rows taken in one transaction. */
    record Taken(Instant now, List<Rung> rungs) {}

    /** What becomes of each: a decision with targets, a later step, or neither. */
    record Climbed(Taken taken, List<Decision> decisions) {}
}
