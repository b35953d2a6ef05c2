package se.knutpunkt.channel;

import java.time.Instant;
import java.util.UUID;
import se.knutpunkt.notification.TargetMessage;

/**
 * One target that this hub, and nobody else, may send now, with all that is needed for it. Holds
 * personal data, so it shows nothing of itself.
 *
 * @param message what brought it here
 * @param id of the target
 * @param notification id of the notification, which the payload names
 * @param attempt from 1
 * @param recipientHash who is reached
 * @param device id of the device of a push, else null
 * @param address the device's token, the telephone number or the mail address; null when there is
 *     none any more
 * @param environment of the device's app, production or sandbox; null without a device
 * @param registeredAt when the token was registered last; null without a device
 * @param language sv or en
 * @param about first name of the child it concerns, or null
 * @param collapseId the same for notices that replace each other on the device, at most 64
 *     characters, or null
 */
record Claimed(
        TargetMessage message,
        UUID id,
        UUID notification,
        int attempt,
        byte[] recipientHash,
        String device,
        String address,
        String environment,
        Instant registeredAt,
        String language,
        String about,
        String kind,
        String urgency,
        String collapseId,
        Instant acceptedAt,
        Instant expiresAt) {

    /** The same, saying nothing of whom it concerns. */
    Claimed unnamed() {
        return new Claimed(
                message,
                id,
                notification,
                attempt,
                recipientHash,
                device,
                address,
                environment,
                registeredAt,
                language,
                null,
                kind,
                urgency,
                collapseId,
                acceptedAt,
                expiresAt);
    }

    @Override
    public String toString() {
        return "Claimed " + id;
    }
}
