package se.knutpunkt.notification;

import java.time.Duration;
import java.util.List;

/**
 * One kind of {@code config/notifications.yaml}.
 *
 * @param name as callers spell it, for instance inbox.message
 * @param service whose age rules hold, or null when everybody may be told
 * @param guardians whether a child's notice goes to the guardians
 * @param ladder the steps in order, at least one
 * @param text name of the words
 */
public record Kind(
        String name,
        Urgency urgency,
        String service,
        boolean guardians,
        Duration expiresAfter,
        List<Step> ladder,
        String text) {

    /**
     * @param channel push, sms or email
     * @param after how long the steps before it have to be delivered; zero for the first
     */
    public record Step(String channel, Duration after) {}
}
