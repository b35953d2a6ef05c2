package se.knutpunkt.fake.fcm;

import java.util.Map;
import se.knutpunkt.fake.Answer;

/** Refusals in Google's form (section 2). */
final class FcmErrors {
    private static final String TYPES = "type.googleapis.com/google.";
    private static final Map<String, Kind> KINDS =
            Map.of(
                    "UNREGISTERED", new Kind(404, "NOT_FOUND"),
                    "SENDER_ID_MISMATCH", new Kind(403, "PERMISSION_DENIED"),
                    "INVALID_ARGUMENT", new Kind(400, "INVALID_ARGUMENT"),
                    "THIRD_PARTY_AUTH_ERROR", new Kind(401, "UNAUTHENTICATED"),
                    "QUOTA_EXCEEDED", new Kind(429, "RESOURCE_EXHAUSTED"),
                    "UNAVAILABLE", new Kind(503, "UNAVAILABLE"),
                    "INTERNAL", new Kind(500, "INTERNAL"));

    private FcmErrors() {}

    private record Kind(int code, String status) {}

    /** With the errorCode of an FcmError. */
    static Answer of(String errorCode) {
        Kind kind = KINDS.getOrDefault(errorCode, new Kind(500, "INTERNAL"));
        return answer(kind, "Refused.", fcmError(errorCode));
    }

    /**
     * Something in the message is wrong.
     *
     * @param field such as message.token
     */
    static Answer invalid(String field, String why) {
        String violation =
                ",{\"@type\":\"%srpc.BadRequest\",\"fieldViolations\":[{\"field\":\"%s\",\"description\":\"%s\"}]}"
                        .formatted(TYPES, field, why);
        return answer(KINDS.get("INVALID_ARGUMENT"), why, fcmError("INVALID_ARGUMENT") + violation);
    }

    /** The access token does not hold; there is no FcmError then. */
    static Answer unauthenticated() {
        return answer(
                new Kind(401, "UNAUTHENTICATED"),
                "Request had invalid authentication credentials.",
                "");
    }

    static Answer notFound() {
        return answer(new Kind(404, "NOT_FOUND"), "Not found.", "");
    }

    private static String fcmError(String errorCode) {
        return "{\"@type\":\"%sfirebase.fcm.v1.FcmError\",\"errorCode\":\"%s\"}"
                .formatted(TYPES, errorCode);
    }

    private static Answer answer(Kind kind, String message, String details) {
        return Answer.of(
                kind.code,
                "application/json; charset=UTF-8",
                "{\"error\":{\"code\":%d,\"message\":\"%s\",\"status\":\"%s\",\"details\":[%s]}}"
                        .formatted(kind.code, message, kind.status, details));
    }
}
