package se.knutpunkt.notification;

import java.time.Instant;
import java.util.UUID;
import se.knutpunkt.store.ByteKey;

/**
 * A row of the ledger that is due.
 *
 * @param about hash of the citizen it is about
 * @param person the same, sealed
 * @param collapseKey or null
 */
record Notice(
        UUID id,
        ByteKey about,
        byte[] person,
        String kind,
        Urgency urgency,
        String collapseKey,
        Instant acceptedAt,
        Instant expiresAt) {

    @Override
    public String toString() {
        return "Notice[" + id + "]";
    }
}
