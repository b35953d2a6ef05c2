package se.knutpunkt.fake.sms;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * A text that the gateway took.
 *
 * @param message null when the sender does not want it kept
 * @param whenDelivered where reports go; null = nowhere
 */
public record Sms(
        String id,
        String from,
        String to,
        String message,
        String whenDelivered,
        Instant created,
        String status) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);
    private static final int PRICE = 3500;

    static Sms of(Map<String, String> form) {
        boolean kept = !"message".equals(form.get("dontlog"));
        return new Sms(
                "s" + UUID.randomUUID().toString().replace("-", ""),
                form.get("from"),
                form.get("to"),
                kept ? form.get("message") : null,
                form.get("whendelivered"),
                Instant.now(),
                "created");
    }

    Sms with(String newStatus) {
        return new Sms(id, from, to, message, whenDelivered, created, newStatus);
    }

    static String time(Instant time) {
        return TIME.format(time);
    }

    String json() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", id);
        fields.put("direction", "outgoing");
        fields.put("status", status);
        fields.put("from", from);
        fields.put("to", to);
        if (message != null) {
            fields.put("message", message);
        }
        fields.put("created", time(created));
        fields.put("cost", PRICE);
        try {
            return JSON.writeValueAsString(fields);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
