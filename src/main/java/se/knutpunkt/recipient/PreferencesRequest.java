package se.knutpunkt.recipient;

import java.time.LocalTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import se.knutpunkt.error.Problem;

/** Reads the body of putPreferences, whose form the contract has checked. */
@Component
final class PreferencesRequest {

    private static final String NONE = "none";
    private static final String SMS = "sms";
    private static final String EMAIL = "email";

    private final NoticeKinds kinds;

    /**
     * @param language what holds from now on; null leaves it to the app's
     * @param phone E.164, or null
     * @param email null for none
     */
    record Read(PreferencesText.Chosen chosen, Language language, String phone, String email) {

        @Override
        public String toString() {
            return "Read";
        }
    }

    PreferencesRequest(NoticeKinds kinds) {
        this.kinds = kinds;
    }

    /**
     * @throws Problem {@code invalid-body} with all mistakes: a kind or channel that there is not,
     *     a number or address that cannot be reached, quiet hours of no length, a channel chosen
     *     without the contact data it needs
     */
    Read read(Map<?, ?> request) {
        List<Map<String, String>> mistakes = new ArrayList<>();
        Map<String, Map<String, Boolean>> chosen =
                kinds((Map<?, ?>) request.get("kinds"), mistakes);
        String phone = phone((String) request.get("phone"), mistakes);
        String email = email((String) request.get("email"), mistakes);
        PreferencesText.Hours hours = hours(request.get("quietHours"), mistakes);
        demandContact(chosen, SMS, "/phone", request.get("phone"), mistakes);
        demandContact(chosen, EMAIL, "/email", request.get("email"), mistakes);
        if (!mistakes.isEmpty()) {
            throw Problem.of("invalid-body").errors(mistakes);
        }
        String language = (String) request.get("language");
        return new Read(
                new PreferencesText.Chosen(
                        chosen,
                        (Boolean) request.get("pushReplacesSms"),
                        hours,
                        (Boolean) request.get("guardianNotices"),
                        (Boolean) request.get("namesChildren"),
                        language),
                language == null ? null : Language.of(language),
                phone,
                email);
    }

    /** Never null, so that who has chosen nothing and said so is known from who said nothing. */
    private Map<String, Map<String, Boolean>> kinds(
            Map<?, ?> asked, List<Map<String, String>> mistakes) {
        Map<String, Map<String, Boolean>> chosen = new LinkedHashMap<>();
        if (asked == null) {
            return chosen;
        }
        asked.forEach(
                (kind, channels) -> {
                    if (!kinds.names().contains(kind)) {
                        // not its name: that is the caller's text
                        add(mistakes, "/kinds", "unknown kind");
                    } else {
                        chosen.put(
                                (String) kind,
                                channels((String) kind, (Map<?, ?>) channels, mistakes));
                    }
                });
        return chosen;
    }

    /** A channel that the kind never comes by may be turned off, but not on. */
    private Map<String, Boolean> channels(
            String kind, Map<?, ?> asked, List<Map<String, String>> mistakes) {
        Map<String, Boolean> chosen = new LinkedHashMap<>();
        asked.forEach(
                (channel, on) -> {
                    if (kinds.channels(kind).contains(channel)) {
                        chosen.put((String) channel, (Boolean) on);
                    } else if (Boolean.TRUE.equals(on)) {
                        add(mistakes, "/kinds/" + kind, "a channel this kind does not come by");
                    }
                });
        return chosen;
    }

    private static void demandContact(
            Map<String, Map<String, Boolean>> chosen,
            String channel,
            String where,
            Object given,
            List<Map<String, String>> mistakes) {
        boolean wanted =
                chosen.values().stream()
                        .anyMatch(channels -> Boolean.TRUE.equals(channels.get(channel)));
        if (wanted && given == null) {
            add(mistakes, where, "needed by a channel that is on");
        }
    }

    private static String phone(String written, List<Map<String, String>> mistakes) {
        if (written == null) {
            return null;
        }
        return PhoneNumbers.mobile(written)
                .orElseGet(
                        () -> {
                            add(mistakes, "/phone", "no mobile number");
                            return null;
                        });
    }

    private static String email(String written, List<Map<String, String>> mistakes) {
        if (written != null && !MailAddresses.isValid(written)) {
            add(mistakes, "/email", "no mail address");
        }
        return written;
    }

    private static PreferencesText.Hours hours(Object asked, List<Map<String, String>> mistakes) {
        if (asked == null) {
            return null;
        }
        if (NONE.equals(asked)) {
            return PreferencesText.Hours.NONE;
        }
        String from = (String) ((Map<?, ?>) asked).get("from");
        String to = (String) ((Map<?, ?>) asked).get("to");
        if (LocalTime.parse(from).equals(LocalTime.parse(to))) {
            add(mistakes, "/quietHours", "from and to are the same");
        }
        return new PreferencesText.Hours(from, to);
    }

    private static void add(List<Map<String, String>> mistakes, String where, String what) {
        mistakes.add(Map.of("where", where, "what", what));
    }
}
