package se.knutpunkt.notification;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import se.knutpunkt.store.ByteKey;

/**
 * Somebody who may be told, as the rules see it: how they can be reached, and how they want to be.
 *
 * @param region home region, or null when it is not known or must not be
 * @param devices of the app
 * @param contacts sms and email, as far as there is a number and an address
 * @param wanted by channel (push, sms, email), whether notices of this kind may come that way
 * @param quietUntil when the quiet hours end that the moment lies in
 * @param smsBesidePush an SMS comes with the push and not only when no push was delivered
 * @param guardianNotices whether notices about children are wanted
 * @param namesChildren whether a guardian wants to be told which child it concerns
 */
record Addressee(
        ByteKey hash,
        String region,
        List<Device> devices,
        Set<String> contacts,
        Wants wanted,
        Function<Instant, Optional<Instant>> quietUntil,
        boolean smsBesidePush,
        boolean guardianNotices,
        boolean namesChildren) {

    /**
     * @param channel apns or fcm
     */
    record Device(String id, String channel) {}

    /** What the citizen has chosen. */
    interface Wants {
        boolean allows(String kind, String channel);
    }

    /** Whether there is a way at all, wanted or not. */
    boolean hasChannel(String channel) {
        return channel.equals("push") ? !devices.isEmpty() : contacts.contains(channel);
    }

    @Override
    public String toString() {
        return "Addressee";
    }
}
