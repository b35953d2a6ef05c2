package se.knutpunkt.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A route as it is declared.
 *
 * @param template the template it is made of, or null
 */
record DeclaredRoute(Path file, JsonNode node, String template) {

    private static final Set<String> CALLS =
            Set.of("to", "toD", "wireTap", "enrich", "pollEnrich", "recipientList", "routingSlip");

    /** A route that a bean is told to call. */
    private static final Pattern NAMED = Pattern.compile("'(direct:[^']+)'");

    String id() {
        return node.path("id").asText();
    }

    String group() {
        return node.path("group").asText();
    }

    /** {@code api}, {@code backend}, {@code notification}, {@code common} …: the folder decides. */
    String stage() {
        return id().replaceFirst("\\..*", "");
    }

    /** The endpoint it starts from, for instance {@code direct:listBookings}. */
    String from() {
        return uri(node.path("from"));
    }

    /** Every endpoint it calls, with its expressions. */
    List<String> calls() {
        List<String> found = new ArrayList<>();
        collect(node.path("from").path("steps"), found);
        return found;
    }

    /** Every name of a step that is a bean, with its method. */
    List<String> beans() {
        return node.findValues("bean").stream()
                .map(one -> one.path("ref").asText() + "." + one.path("method").asText())
                .toList();
    }

    private static void collect(JsonNode node, List<String> found) {
        node.properties()
                .forEach(
                        one -> {
                            if (CALLS.contains(one.getKey())) {
                                found.add(uri(one.getValue()));
                            }
                            if (one.getKey().equals("bean")) {
                                NAMED.matcher(one.getValue().path("method").asText())
                                        .results()
                                        .forEach(hit -> found.add(hit.group(1)));
                            }
                            collect(one.getValue(), found);
                        });
        if (node.isArray()) {
            node.forEach(one -> collect(one, found));
        }
    }

    private static String uri(JsonNode endpoint) {
        if (endpoint.isTextual()) {
            return endpoint.textValue();
        }
        String uri = endpoint.path("uri").asText();
        String name = endpoint.path("parameters").path("name").asText();
        return uri.contains(":") || name.isEmpty() ? uri : uri + ":" + name;
    }

    @Override
    public String toString() {
        return file + ": route " + id();
    }
}
