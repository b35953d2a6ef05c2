package se.knutpunkt.recipient;

import java.time.LocalTime;
import java.util.Map;
import java.util.Optional;

/**
 * How somebody wants to be told, with the defaults of {@code config/notifications.yaml} filled in.
 * Says nothing about whether there is a device, a telephone or a mail box.
 *
 * @param channels by kind and channel (push, sms, email) whether it is wanted; a kind's channels
 *     are those of its ladder
 * @param pushReplacesSms an SMS is sent only when no push was delivered; false: it is sent beside
 *     the push
 * @param quietHours Swedish time; empty when nothing has to wait
 * @param guardianNotices whether this guardian is told about children
 * @param namesChildren whether such a notice ends with the child's first name
 */
public record Preferences(
        Map<String, Map<String, Boolean>> channels,
        boolean pushReplacesSms,
        Optional<Hours> quietHours,
        boolean guardianNotices,
        boolean namesChildren) {

    /**
     * Hours of each day, Swedish time.
     *
     * @param to when it is before {@code from}, of the next day
     */
    public record Hours(LocalTime from, LocalTime to) {}

    /** Whether a kind may come by a channel; never one that its ladder lacks. */
    public boolean allows(String kind, String channel) {
        return channels.getOrDefault(kind, Map.of()).getOrDefault(channel, false);
    }
}
