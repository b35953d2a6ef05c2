package se.knutpunkt.fake.apns;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import se.knutpunkt.fake.Seen;

/** One request as it came. */
final class Push {
    static final String PATH = "/3/device/";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Http2Headers headers;
    private final byte[] payload;
    private JsonNode json;

    Push(Http2Headers headers, byte[] payload) {
        this.headers = headers;
        this.payload = payload;
    }

    String method() {
        return String.valueOf(headers.method());
    }

    String path() {
        return String.valueOf(headers.path());
    }

    /** Of the device; empty when the path names none. */
    String token() {
        String path = path();
        return path.startsWith(PATH) ? path.substring(PATH.length()) : "";
    }

    /** Null when it is missing. */
    String header(String name) {
        CharSequence value = headers.get(name);
        return value == null ? null : value.toString();
    }

    int count(String name) {
        return headers.getAll(name).size();
    }

    byte[] payload() {
        return payload;
    }

    /** Missing when the payload is no JSON. */
    JsonNode json() {
        if (json == null) {
            try {
                json = JSON.readTree(payload);
            } catch (IOException e) {
                json = JSON.missingNode();
            }
        }
        return json;
    }

    /** Null when the payload holds none. */
    String notificationId() {
        return json().path("notificationId").textValue();
    }

    Seen seen() {
        Map<String, List<String>> plain = new TreeMap<>();
        headers.forEach(
                one -> plain.put(one.getKey().toString(), List.of(one.getValue().toString())));
        return new Seen(
                Instant.now(),
                method(),
                path(),
                PushService.PUSH,
                plain,
                new String(payload, UTF_8));
    }
}
