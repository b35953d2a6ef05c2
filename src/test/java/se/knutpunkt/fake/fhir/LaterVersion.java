package se.knutpunkt.fake.fhir;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import se.knutpunkt.fake.Answer;
import se.knutpunkt.fake.Request;

/**
 * Answers as a later version would give them: elements and extensions that nobody here knows, and a
 * participant and links of a new kind.
 */
final class LaterVersion {
    private static final ObjectMapper JSON = new ObjectMapper();

    private LaterVersion() {}

    static Answer of(Answer answer) {
        if (answer.body().length == 0) {
            return answer;
        }
        try {
            JsonNode tree = JSON.readTree(answer.body());
            extend(tree);
            return new Answer(
                    answer.status(),
                    answer.contentType(),
                    JSON.writeValueAsBytes(tree),
                    answer.headers());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A request as today's version has it: what only the later one knows is left out. Its answer is
     * not to be compressed, so that more can be written into it.
     */
    static Request understood(Request request) {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(request.headers());
        headers.remove("Accept-Encoding");
        boolean json = request.header("Content-Type").orElse("").contains("json");
        return new Request(
                request.method(),
                request.path(),
                request.rawPath(),
                request.query(),
                headers,
                json ? understood(request.body()) : request.body());
    }

    private static byte[] understood(byte[] body) {
        try {
            JsonNode tree = JSON.readTree(body);
            for (JsonNode one : tree.findParents("news")) {
                ((ObjectNode) one).remove(List.of("news", "extension"));
            }
            return JSON.writeValueAsBytes(tree);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void extend(JsonNode node) {
        List<JsonNode> children = new ArrayList<>();
        node.forEach(children::add);
        children.forEach(LaterVersion::extend);
        if (node instanceof ObjectNode object) {
            if (object.path("resourceType").asText().equals("Appointment")) {
                ObjectNode who = ((ArrayNode) object.get("participant")).addObject();
                who.putObject("actor").put("reference", "DeviceAssociation/1");
                who.put("status", "accepted");
            }
            if (object.path("resourceType").asText().equals("Bundle")) {
                ((ArrayNode) object.get("link"))
                        .addObject()
                        .put("relation", "news")
                        .put("url", "urn:news");
            }
            object.put("news", "1 & 2");
            ObjectNode extension = object.putArray("extension").addObject();
            extension.put("url", "urn:news").put("valueString", "1 & 2");
        }
    }
}
