package se.knutpunkt.channel;

import java.time.Duration;
import java.time.Instant;

/**
 * What became of one notice at its provider. What to do next is in the type (style.md 5).
 *
 * <p>{@code code} is the provider's own answer or a short word of ours; it never holds a text of
 * the provider.
 */
public sealed interface Delivery {

    String code();

    /**
     * Taken by the provider.
     *
     * @param reference the provider's id, or null
     */
    record Sent(String code, String reference) implements Delivery {}

    /**
     * Permanent: never repeated.
     *
     * @param deadSince when the device's token or the address was no longer valid, if that is why;
     *     then it is forgotten. Null: it stays, and operations look at the parked message
     */
    record Rejected(String code, Instant deadSince) implements Delivery {
        static Rejected forGood(String code) {
            return new Rejected(code, null);
        }
    }

    /**
     * Temporary: repeated with growing pauses.
     *
     * @param retryAfter how long the provider wants to be left alone, or null
     * @param channel whether it says something of the whole channel, which then rests
     */
    record Failed(String code, Duration retryAfter, boolean channel) implements Delivery {
        static Failed once(String code) {
            return new Failed(code, null, false);
        }

        static Failed ofTheChannel(String code) {
            return new Failed(code, null, true);
        }
    }

    /** Accepted or not is unknown: never repeated blindly; the ladder goes on. */
    record Unsure(String code) implements Delivery {}
}
