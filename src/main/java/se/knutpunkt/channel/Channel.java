package se.knutpunkt.channel;

import java.util.List;
import java.util.Map;
import se.knutpunkt.channel.ChannelCatalogue.Treatment;

/**
 * One channel, {@code config/channels/<channel>.yaml}.
 *
 * @param channel apns, fcm, sms or email
 * @param consumers threads that take single notices; bulkConsumers those of campaigns
 * @param batch most messages that one of them takes at once
 * @param rate notices a second at most, over all threads of this replica; 0 for as many as it can
 * @param timeLimit longest wait for the provider's answer
 * @param connectTimeLimit longest time to open a connection
 * @param attempts how often a notice is tried before it is parked
 * @param provider addresses and names, as the channel's sender wants them
 * @param answers the provider's answer -> what it means
 */
record Channel(
        String channel,
        String product,
        int consumers,
        int bulkConsumers,
        int batch,
        int rate,
        String timeLimit,
        String connectTimeLimit,
        int attempts,
        Pauses pauses,
        Breaker breaker,
        Map<String, String> provider,
        Map<String, Treatment> answers) {

    /**
     * @param first before the second attempt
     * @param factor how much longer each is than the one before
     * @param longest bound of all of them
     */
    record Pauses(String first, int factor, String longest) {}

    /**
     * Over takings, not over notices: a taking failed when each of its notices failed by the
     * channel's fault.
     */
    record Breaker(int window, int minimumCalls, int failurePercent, int openSeconds) {}

    /** Values that must be given to the sender, by their names. */
    String provider(String name) {
        String value = provider.get(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "config/channels/" + channel + ".yaml: provider." + name + " is missing");
        }
        return value;
    }

    static List<String> names() {
        return List.of("apns", "fcm", "sms", "email");
    }
}
