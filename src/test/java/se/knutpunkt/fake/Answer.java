package se.knutpunkt.fake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Map;

/** A whole HTTP answer. */
public record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {

    /** A text answer in UTF-8. */
    public static Answer of(int status, String contentType, String body) {
        return new Answer(status, contentType, body.getBytes(UTF_8), Map.of());
    }

    /** A status without a body. */
    public static Answer of(int status) {
        return new Answer(status, null, new byte[0], Map.of());
    }

    /** The same answer with one more header. */
    public Answer with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Answer(status, contentType, body, more);
    }
}
