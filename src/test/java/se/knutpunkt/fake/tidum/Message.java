package se.knutpunkt.fake.tidum;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** The body of a request, read strictly: E01 for whatever its operation's shape does not say. */
final class Message {
    private static final String CONTACT = "telefon?:TEXT epost?:TEXT";
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                    .build();

    private final JsonNode members;

    private Message(JsonNode members) {
        this.members = members;
    }

    static Message read(byte[] body, String shape) {
        try {
            // refuses what is not UTF-8
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
            JsonNode read = JSON.readTree(text);
            demand(read, shape);
            return new Message(read);
        } catch (IOException e) {
            throw new Refusal("E01");
        }
    }

    /** The text of a member, null when it was left out. */
    String text(String name) {
        return members.path(name).textValue();
    }

    int number(String name) {
        return members.path(name).intValue();
    }

    private static void demand(JsonNode read, String shape) {
        Map<String, String> open = new LinkedHashMap<>();
        for (String member : shape.split(" ")) {
            open.put(member.split("\\??:")[0], member);
        }
        boolean right = read.isObject();
        for (Iterator<String> names = read.fieldNames(); right && names.hasNext(); ) {
            String name = names.next();
            String member = open.remove(name);
            right = member != null && isA(member.split(":")[1], read.get(name));
        }
        if (!right || open.values().stream().anyMatch(one -> !one.contains("?"))) {
            throw new Refusal("E01");
        }
    }

    private static boolean isA(String type, JsonNode value) {
        return switch (type) {
            case "PERSON" -> value.isTextual() && value.textValue().matches("[0-9]{12}");
            case "NUMBER" -> value.isInt();
            case "CONTACT" -> {
                demand(value, CONTACT);
                yield true;
            }
            default -> value.isTextual() && !value.textValue().isBlank();
        };
    }
}
