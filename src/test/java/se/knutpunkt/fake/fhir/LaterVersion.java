package se.knutpunkt.fake.fhir;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import se.knutpunkt.fake.Answer;

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
