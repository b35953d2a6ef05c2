package se.knutpunkt.channel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An answer of FCM (contracts/fcm section 2).
 *
 * @param name of the message that was taken, or null
 * @param keys rows of the table of answers, from the most particular: {@code
 *     400-INVALID_ARGUMENT-message.token}, {@code 400-INVALID_ARGUMENT}, {@code 400}
 */
record FcmAnswer(String name, String... keys) {

    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final String FCM_ERROR = "google.firebase.fcm.v1.FcmError";
    private static final String BAD_REQUEST = "google.rpc.BadRequest";
    private static final String QUOTA = "google.rpc.QuotaFailure";
    private static final String TOKEN = "message.token";
    private static final int OK = 200;

    /**
     * @throws IOException when the answer to what was taken is no JSON; a refusal is known by its
     *     status
     */
    static FcmAnswer read(int status, byte[] body) throws IOException {
        if (status == OK) {
            JsonNode name = JSON.readTree(body).path("name");
            return new FcmAnswer(name.isTextual() ? name.textValue() : null, "200");
        }
        return new FcmAnswer(null, keys(status, body));
    }

    private static String[] keys(int status, byte[] body) {
        List<String> keys = new ArrayList<>();
        JsonNode error = error(body);
        String code = detail(error, FCM_ERROR).path("errorCode").asText();
        if (!code.isEmpty()) {
            if (namesToken(detail(error, BAD_REQUEST))) {
                keys.add(status + "-" + code + "-" + TOKEN);
            }
            if (isOfDevice(detail(error, QUOTA))) {
                keys.add(status + "-" + code + "-device");
            }
            keys.add(status + "-" + code);
        }
        keys.add(Integer.toString(status));
        return keys.toArray(String[]::new);
    }

    private static JsonNode error(byte[] body) {
        try {
            return body == null ? JSON.missingNode() : JSON.readTree(body).path("error");
        } catch (IOException e) {
            return JSON.missingNode();
        }
    }

    private static JsonNode detail(JsonNode error, String type) {
        for (JsonNode detail : error.path("details")) {
            if (detail.path("@type").asText().endsWith("/" + type)) {
                return detail;
            }
        }
        return JSON.missingNode();
    }

    private static boolean namesToken(JsonNode badRequest) {
        for (JsonNode violation : badRequest.path("fieldViolations")) {
            if (violation.path("field").asText().equals(TOKEN)) {
                return true;
            }
        }
        return false;
    }

    /** Only this device gets too many; all else goes on. */
    private static boolean isOfDevice(JsonNode quota) {
        for (JsonNode violation : quota.path("violations")) {
            String which =
                    violation.path("subject").asText() + violation.path("description").asText();
            if (which.toLowerCase(Locale.ROOT).contains("device")) {
                return true;
            }
        }
        return false;
    }
}
