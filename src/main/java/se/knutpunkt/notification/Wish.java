package se.knutpunkt.notification;

import java.time.Instant;
import java.util.UUID;

/**
 * That somebody is to be told something: what createNotification, an event, an own booking or a
 * campaign becomes before it stands in the ledger. Made by {@link Wishes}.
 *
 * @param dedup 32 bytes: who wishes, and that one's own key; the same wish twice is one
 *     notification
 * @param requestHash 32 bytes: what is wished
 * @param source api, events, booking or campaign
 * @param client the machine that may ask about it, or null
 * @param personHash 32 bytes, whom it is about
 * @param person the same, sealed
 * @param ref what the app opens after login, opaque, or null
 * @param collapseKey hash of who sends and the sender's key, or null
 * @param campaign or null
 */
public record Wish(
        byte[] dedup,
        byte[] requestHash,
        String source,
        String client,
        byte[] personHash,
        byte[] person,
        String kind,
        String ref,
        Urgency urgency,
        String collapseKey,
        UUID campaign,
        Instant expiresAt) {

    @Override
    public String toString() {
        return "Wish[source=" + source + ", kind=" + kind + "]";
    }
}
