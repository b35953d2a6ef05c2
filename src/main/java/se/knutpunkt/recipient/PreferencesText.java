package se.knutpunkt.recipient;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.LocalTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Preferences as the column {@code preferences} holds them: only what somebody has chosen, so that
 * a kind that is new, or a default that changes, reaches everybody who has not.
 */
@Component
final class PreferencesText {

    /** The column's default: the citizen has never put any. */
    static final String NOTHING_CHOSEN = "{}";

    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .serializationInclusion(JsonInclude.Include.NON_NULL)
                    .build();

    private final NoticeKinds kinds;

    /**
     * The column; what is null was not chosen.
     *
     * @param kinds never null in what somebody has put, so that this is known from {@code {}}
     * @param quietHours with both or neither of its times; neither: none are wanted
     * @param language sv or en; the column {@code language} follows it
     */
    record Chosen(
            Map<String, Map<String, Boolean>> kinds,
            Boolean pushReplacesSms,
            Hours quietHours,
            Boolean guardianNotices,
            Boolean namesChildren,
            String language) {}

    record Hours(String from, String to) {
        static final Hours NONE = new Hours(null, null);
    }

    PreferencesText(NoticeKinds kinds) {
        this.kinds = kinds;
    }

    /**
     * @throws IllegalStateException when the column holds something else
     */
    Preferences read(String column) {
        if (NOTHING_CHOSEN.equals(column)) {
            return kinds.defaults();
        }
        try {
            return filled(JSON.readValue(column, Chosen.class));
        } catch (JsonProcessingException e) {
            e.clearLocation();
            throw new IllegalStateException("preferences cannot be read", e);
        }
    }

    String write(Chosen chosen) {
        try {
            return JSON.writeValueAsString(chosen);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("preferences cannot be written", e);
        }
    }

    private Preferences filled(Chosen chosen) {
        Preferences defaults = kinds.defaults();
        return new Preferences(
                channels(chosen.kinds()),
                chosen.pushReplacesSms() == null
                        ? defaults.pushReplacesSms()
                        : chosen.pushReplacesSms(),
                chosen.quietHours() == null ? defaults.quietHours() : hours(chosen.quietHours()),
                chosen.guardianNotices() == null
                        ? defaults.guardianNotices()
                        : chosen.guardianNotices(),
                // a default of false is an operator's decision that no citizen overrules
                defaults.namesChildren()
                        && (chosen.namesChildren() == null || chosen.namesChildren()));
    }

    private static Optional<Preferences.Hours> hours(Hours hours) {
        return hours.from() == null
                ? Optional.empty()
                : Optional.of(
                        new Preferences.Hours(
                                LocalTime.parse(hours.from()), LocalTime.parse(hours.to())));
    }

    /** A kind or channel that the file no longer has is left out. */
    private Map<String, Map<String, Boolean>> channels(Map<String, Map<String, Boolean>> chosen) {
        if (chosen == null || chosen.isEmpty()) {
            return kinds.defaults().channels();
        }
        Map<String, Map<String, Boolean>> all = new LinkedHashMap<>();
        kinds.defaults()
                .channels()
                .forEach(
                        (kind, channels) -> {
                            Map<String, Boolean> own = chosen.getOrDefault(kind, Map.of());
                            Map<String, Boolean> merged = new LinkedHashMap<>(channels);
                            merged.replaceAll(
                                    (channel, byDefault) -> own.getOrDefault(channel, byDefault));
                            all.put(kind, merged);
                        });
        return all;
    }
}
