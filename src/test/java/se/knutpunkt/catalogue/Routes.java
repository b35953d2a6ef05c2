package se.knutpunkt.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** All routes of {@code routes/}; instances of templates as the routes they become. */
final class Routes {

    static final List<Path> FILES = Declared.files("routes/**.camel.yaml");

    private static final Map<String, JsonNode> TEMPLATES = new TreeMap<>();
    private static final Map<String, Path> TEMPLATE_FILES = new TreeMap<>();

    static {
        FILES.forEach(
                file ->
                        named(file, "routeTemplate")
                                .forEach(
                                        template -> {
                                            String id = template.path("id").asText();
                                            TEMPLATES.put(id, template);
                                            TEMPLATE_FILES.put(id, file);
                                        }));
    }

    private Routes() {}

    /**
     * Routes written out and routes made of templates; not those the hub makes of its catalogue.
     */
    static List<DeclaredRoute> all() {
        List<DeclaredRoute> routes = new ArrayList<>();
        for (Path file : FILES) {
            named(file, "route").forEach(one -> routes.add(new DeclaredRoute(file, one, null)));
            named(file, "templatedRoute").forEach(one -> routes.add(instance(file, one)));
        }
        return routes;
    }

    /** Templates, with their placeholders as they are. */
    static List<DeclaredRoute> templates() {
        return TEMPLATES.entrySet().stream()
                .map(
                        one -> {
                            ObjectNode route = one.getValue().path("route").deepCopy();
                            route.put("id", one.getKey());
                            return new DeclaredRoute(
                                    TEMPLATE_FILES.get(one.getKey()), route, one.getKey());
                        })
                .toList();
    }

    static List<String> configurations() {
        return FILES.stream()
                .flatMap(file -> named(file, "routeConfiguration"))
                .map(one -> one.path("id").asText())
                .toList();
    }

    private static Stream<JsonNode> named(Path file, String kind) {
        List<JsonNode> found = new ArrayList<>();
        Declared.yaml(file).forEach(one -> found.add(one.path(kind)));
        return found.stream().filter(one -> !one.isMissingNode());
    }

    private static DeclaredRoute instance(Path file, JsonNode stated) {
        String name = stated.path("routeTemplateRef").asText();
        JsonNode template = TEMPLATES.get(name);
        if (template == null) {
            throw new AssertionError(file + ": no template " + name);
        }
        Map<String, String> values = new HashMap<>();
        template.path("parameters")
                .forEach(
                        one -> {
                            if (one.has("defaultValue")) {
                                values.put(text(one, "name"), text(one, "defaultValue"));
                            }
                        });
        stated.path("parameters").forEach(one -> values.put(text(one, "name"), text(one, "value")));
        ObjectNode route = (ObjectNode) filled(template.path("route"), values);
        route.set("id", stated.path("routeId"));
        return new DeclaredRoute(file, route, name);
    }

    private static String text(JsonNode node, String name) {
        return node.path(name).asText();
    }

    private static JsonNode filled(JsonNode node, Map<String, String> values) {
        if (node instanceof ObjectNode object) {
            ObjectNode copy = object.objectNode();
            object.properties().forEach(e -> copy.set(e.getKey(), filled(e.getValue(), values)));
            return copy;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = array.arrayNode();
            array.forEach(one -> copy.add(filled(one, values)));
            return copy;
        }
        if (!node.isTextual()) {
            return node;
        }
        String text = node.textValue();
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace("{{" + value.getKey() + "}}", value.getValue());
        }
        return TextNode.valueOf(text);
    }
}
