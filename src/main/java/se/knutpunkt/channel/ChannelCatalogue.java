package se.knutpunkt.channel;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.stereotype.Component;
import se.knutpunkt.catalogue.DeclaredFiles;

/** The channels of {@code config/channels}, and what their providers' answers mean. */
@Component("channels")
public final class ChannelCatalogue {

    private static final Logger LOG = LoggerFactory.getLogger(ChannelCatalogue.class);
    private static final String FOLDER = "config/channels";

    /** What an answer of a provider means, as the files of the channels spell it. */
    enum Treatment {
        sent,
        /** Never repeated, and parked: our own mistake, most likely. */
        rejected,
        /** Never repeated: the token or address leads nowhere any more and is forgotten. */
        dead,
        /** Repeated with growing pauses. */
        failed,
        /** Repeated, and all of the channel rests meanwhile. */
        busy,
        /** The hub is set up wrongly: as busy, and an alarm. */
        configuration,
        unsure
    }

    private final Map<String, Channel> channels = new TreeMap<>();

    public ChannelCatalogue(DeclaredFiles files) {
        files.readAll(FOLDER, "channel.schema.json", Channel.class, "channel")
                .forEach(channel -> channels.put(channel.channel(), channel));
    }

    Channel get(String channel) {
        Channel found = channels.get(channel);
        if (found == null) {
            throw new IllegalArgumentException("no file config/channels/" + channel + ".yaml");
        }
        return found;
    }

    /** Which channels there are. */
    public java.util.Set<String> names() {
        return channels.keySet();
    }

    Duration timeLimit(String channel) {
        return DurationStyle.detectAndParse(get(channel).timeLimit());
    }

    Duration connectTimeLimit(String channel) {
        return DurationStyle.detectAndParse(get(channel).connectTimeLimit());
    }

    /** The pause after so many attempts. */
    Duration pause(String channel, int attempts) {
        Channel.Pauses pauses = get(channel).pauses();
        Duration longest = DurationStyle.detectAndParse(pauses.longest());
        double factor = Math.pow(pauses.factor(), Math.max(0, attempts - 1));
        double millis = DurationStyle.detectAndParse(pauses.first()).toMillis() * factor;
        return millis >= longest.toMillis() ? longest : Duration.ofMillis((long) millis);
    }

    /**
     * What an answer means. One without a row counts as failed, and its raw value is logged.
     *
     * @param keys from the most particular to the most general, for instance {@code
     *     404-UNREGISTERED} and {@code 404}
     * @param reference the provider's id, or null
     * @param retryAfter what the provider asked for, or null
     * @param deadSince since when an address is dead, if it is; null for now
     */
    Delivery delivery(
            String channel,
            String reference,
            Duration retryAfter,
            Instant deadSince,
            String... keys) {
        Map<String, Treatment> answers = get(channel).answers();
        for (String key : keys) {
            Treatment treatment = answers.get(key);
            if (treatment != null) {
                return delivery(treatment, key, reference, retryAfter, deadSince);
            }
        }
        // no token and no telephone number, should the provider put one into its answer
        String raw = keys[0].replaceAll("[^A-Za-z0-9_.-]", "?").replaceAll("[0-9]{4,}", "#");
        String shown = raw.length() > 60 ? raw.substring(0, 60) : raw;
        LOG.atWarn()
                .addKeyValue("channel", channel)
                .addKeyValue("answer", shown)
                .log("a provider's answer has no row in config/channels");
        return new Delivery.Failed(shown, retryAfter, false);
    }

    private static Delivery delivery(
            Treatment treatment,
            String code,
            String reference,
            Duration retryAfter,
            Instant deadSince) {
        return switch (treatment) {
            case sent -> new Delivery.Sent(code, reference);
            case rejected -> Delivery.Rejected.forGood(code);
            case dead -> new Delivery.Rejected(code, deadSince == null ? Instant.now() : deadSince);
            case failed -> new Delivery.Failed(code, retryAfter, false);
            case busy, configuration -> new Delivery.Failed(code, retryAfter, true);
            case unsure -> new Delivery.Unsure(code);
        };
    }

    /** Whether an answer has a row; those that have none are not counted one by one. */
    boolean isListed(String channel, String code) {
        return get(channel).answers().containsKey(code);
    }

    /** Whether an answer means that the hub is set up wrongly. */
    boolean isConfiguration(String channel, String code) {
        return get(channel).answers().get(code) == Treatment.configuration;
    }
}
