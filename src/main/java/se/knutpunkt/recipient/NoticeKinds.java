package se.knutpunkt.recipient;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.LocalTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;
import se.knutpunkt.catalogue.DeclaredFiles;

/**
 * What somebody can choose, and what holds for who has chosen nothing: the part of {@code
 * config/notifications.yaml} that preferences need.
 */
@Component
public final class NoticeKinds {

    private static final String FILE = "config/notifications.yaml";
    private static final String PUSH = "push";

    /** As much of the file as is read here. */
    record File(Hours quietHours, boolean namesChildren, Map<String, Entry> kinds) {}

    record Hours(String from, String to) {}

    record Entry(List<Rung> ladder) {}

    record Rung(@JsonProperty("channel") String channel) {}

    private final Preferences defaults;

    public NoticeKinds(DeclaredFiles files) {
        File file = files.read(files.path(FILE), "notifications.schema.json", File.class);
        Map<String, Map<String, Boolean>> channels = new LinkedHashMap<>();
        file.kinds().forEach((kind, entry) -> channels.put(kind, byDefault(entry)));
        this.defaults =
                new Preferences(
                        channels,
                        true,
                        Optional.of(
                                new Preferences.Hours(
                                        LocalTime.parse(file.quietHours().from()),
                                        LocalTime.parse(file.quietHours().to()))),
                        true,
                        file.namesChildren());
    }

    /** Push is on; SMS and e-mail are for who chooses them. */
    private static Map<String, Boolean> byDefault(Entry entry) {
        Map<String, Boolean> channels = new LinkedHashMap<>();
        entry.ladder().forEach(rung -> channels.put(rung.channel(), PUSH.equals(rung.channel())));
        return channels;
    }

    /** What holds for who has chosen nothing. */
    public Preferences defaults() {
        return defaults;
    }

    /** The kinds, in the order of the file. */
    Set<String> names() {
        return defaults.channels().keySet();
    }

    /** The channels of a kind's ladder; empty for an unknown kind. */
    Set<String> channels(String kind) {
        return defaults.channels().getOrDefault(kind, Map.of()).keySet();
    }
}
