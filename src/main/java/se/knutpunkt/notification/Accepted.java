package se.knutpunkt.notification;

import java.util.UUID;

/**
 * What became of a wish; it is durable.
 *
 * @param id of the notification, also when the same wish came before
 */
public record Accepted(UUID id, Result result) {

    /** Whether the ledger knew the sender's key. */
    public enum Result {
        NEW,
        /** The same wish came before; there is one notification. */
        REPEATED,
        /** The key stands for another wish; this one is not accepted. */
        KEY_REUSED
    }
}
