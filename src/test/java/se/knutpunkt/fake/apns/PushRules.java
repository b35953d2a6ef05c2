package se.knutpunkt.fake.apns;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What a request must hold (section 3), the device token apart. */
final class PushRules {
    private static final int MOST_BYTES = 4096;
    private static final int LONGEST_COLLAPSE_ID = 64;
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,12}");
    private static final Set<String> PRIORITIES = Set.of("10", "5", "1");
    private static final List<String> ONCE =
            List.of(
                    "apns-topic",
                    "apns-push-type",
                    "apns-id",
                    "apns-expiration",
                    "apns-priority",
                    "apns-collapse-id");

    private final String topic;

    PushRules(String topic) {
        this.topic = topic;
    }

    /**
     * @return the reason to refuse it, null when all is well
     */
    String refusal(Push push) {
        if (!"POST".equals(push.method())) {
            return "MethodNotAllowed";
        }
        if (!push.path().startsWith(Push.PATH)) {
            return "BadPath";
        }
        if (push.token().isEmpty()) {
            return "MissingDeviceToken";
        }
        String wrongHeader = wrongHeader(push);
        return wrongHeader == null ? wrongPayload(push) : wrongHeader;
    }

    private String wrongHeader(Push push) {
        if (ONCE.stream().anyMatch(name -> push.count(name) > 1)) {
            return "DuplicateHeaders";
        }
        if (push.header("apns-topic") == null) {
            return "MissingTopic";
        }
        if (!topic.equals(push.header("apns-topic"))) {
            return "TopicDisallowed";
        }
        if (!"alert".equals(push.header("apns-push-type"))) {
            return "InvalidPushType";
        }
        if (isOdd(push.header("apns-id"), ID)) {
            return "BadMessageId";
        }
        if (isOdd(push.header("apns-expiration"), NUMBER)) {
            return "BadExpirationDate";
        }
        String priority = push.header("apns-priority");
        if (priority != null && !PRIORITIES.contains(priority)) {
            return "BadPriority";
        }
        String collapseId = push.header("apns-collapse-id");
        return collapseId != null && collapseId.getBytes(UTF_8).length > LONGEST_COLLAPSE_ID
                ? "BadCollapseId"
                : null;
    }

    private static boolean isOdd(String value, Pattern form) {
        return value != null && !form.matcher(value).matches();
    }

    /** Of an alert without a text nothing would be shown, so that no device counts it. */
    private static String wrongPayload(Push push) {
        if (push.payload().length > MOST_BYTES) {
            return "PayloadTooLarge";
        }
        return push.json().path("aps").path("alert").path("body").isTextual()
                ? null
                : "PayloadEmpty";
    }
}
