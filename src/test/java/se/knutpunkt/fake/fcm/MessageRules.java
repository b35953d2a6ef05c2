package se.knutpunkt.fake.fcm;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import se.knutpunkt.fake.Answer;

/** What a message must hold (section 1), and nothing that is not in the sheet. */
final class MessageRules {
    private static final int MOST_BYTES = 4096;
    private static final long LONGEST_TTL_S = 2_419_200;
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9:_-]{10,400}");
    private static final Pattern TTL = Pattern.compile("\\d{1,9}s");
    private static final Pattern FORBIDDEN = Pattern.compile("from|message_type|gcm.*|google.*");

    private MessageRules() {}

    /** The refusal; nothing when all is well. */
    static Optional<Answer> refusal(JsonNode root) {
        Wrong wrong = new Wrong();
        wrong.unlessOnly(root, "", Set.of("message", "validate_only"));
        JsonNode message = root.path("message");
        wrong.unlessOnly(message, "message", Set.of("token", "notification", "data", "android"));
        wrong.unless(
                TOKEN.matcher(message.path("token").asText()).matches(),
                "message.token",
                "The registration token is not a valid FCM registration token");
        JsonNode notification = message.path("notification");
        wrong.unlessOnly(notification, "message.notification", Set.of("title", "body"));
        wrong.unless(
                notification.path("title").isTextual() && notification.path("body").isTextual(),
                "message.notification",
                "title and body are texts");
        data(message.path("data"), wrong);
        android(message.path("android"), wrong);
        int size = notification.toString().getBytes(UTF_8).length;
        size += message.path("data").toString().getBytes(UTF_8).length;
        wrong.unless(size <= MOST_BYTES, "message", "Android message is too big");
        return wrong.refusal();
    }

    private static void data(JsonNode data, Wrong wrong) {
        wrong.unless(data.isMissingNode() || data.isObject(), "message.data", "no map");
        data.fields()
                .forEachRemaining(
                        one -> {
                            String field = "message.data." + one.getKey();
                            wrong.unless(one.getValue().isTextual(), field, "no text");
                            wrong.unless(
                                    !FORBIDDEN.matcher(one.getKey()).matches(),
                                    field,
                                    "Invalid data payload key");
                        });
    }

    private static void android(JsonNode android, Wrong wrong) {
        String at = "message.android";
        wrong.unlessOnly(android, at, Set.of("priority", "ttl", "collapse_key", "notification"));
        wrong.unless(
                Set.of("NORMAL", "HIGH").contains(android.path("priority").asText("NORMAL")),
                at + ".priority",
                "unknown");
        String ttl = android.path("ttl").asText("0s");
        wrong.unless(
                TTL.matcher(ttl).matches()
                        && Long.parseLong(ttl.substring(0, ttl.length() - 1)) <= LONGEST_TTL_S,
                at + ".ttl",
                "no duration of at most 4 weeks");
        JsonNode key = android.path("collapse_key");
        wrong.unless(key.isMissingNode() || key.isTextual(), at + ".collapse_key", "no text");
        wrong.unlessOnly(
                android.path("notification"), at + ".notification", Set.of("channel_id", "tag"));
    }

    /** The first thing that is wrong. */
    private static final class Wrong {
        private Answer first;

        void unless(boolean held, String field, String why) {
            if (!held && first == null) {
                first = FcmErrors.invalid(field, why);
            }
        }

        void unlessOnly(JsonNode object, String at, Set<String> names) {
            for (Iterator<String> own = object.fieldNames(); own.hasNext(); ) {
                String name = own.next();
                unless(
                        names.contains(name),
                        at.isEmpty() ? name : at + "." + name,
                        "Unknown name: Cannot find field.");
            }
        }

        Optional<Answer> refusal() {
            return Optional.ofNullable(first);
        }
    }
}
