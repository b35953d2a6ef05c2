package se.knutpunkt.flow;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import se.knutpunkt.flow.BackendSuite.Operation;

/**
 * What every operation answered at every product, as the tests of {@link BackendSuite} saw it: one
 * table in {@code target/backends.md} of all classes that ran in this JVM.
 *
 * <p>{@link ExtendWith} on the suite writes the table after each of them.
 */
final class BackendTable implements AfterAllCallback {

    private static final Path FILE = Path.of("target", "backends.md");
    private static final Map<String, Map<Operation, Map<Column, String>>> SEEN = new TreeMap<>();

    /** What the back end did. */
    enum Column {
        WORKS("works"),
        NOTHING("has nothing"),
        REFUSAL("refuses"),
        SLOW("is too slow"),
        GARBAGE("answers garbage");

        private final String words;

        Column(String words) {
            this.words = words;
        }
    }

    /**
     * Notes an answer of the API.
     *
     * @param source the region the answer is about
     */
    static synchronized void saw(
            String product, Operation operation, Column column, ApiAnswer answer, String source) {
        SEEN.computeIfAbsent(product, any -> new EnumMap<>(Operation.class))
                .computeIfAbsent(operation, any -> new EnumMap<>(Column.class))
                .put(column, words(answer, source));
    }

    private static String words(ApiAnswer answer, String source) {
        JsonNode json = answer.json();
        if (answer.status() >= 400) {
            return answer.status() + " " + answer.code();
        }
        String items =
                json.properties().stream()
                        .filter(one -> one.getValue().isArray())
                        .filter(one -> !one.getKey().equals("sources"))
                        .findFirst()
                        .map(one -> ", %d %s".formatted(one.getValue().size(), one.getKey()))
                        .orElse(", " + json.path("status").asText());
        String failed =
                AppUser.each(json.path("sources"))
                        .filter(one -> one.path("id").asText().equals(source))
                        .filter(one -> one.has("error"))
                        .map(one -> ", source " + text(one, "status") + ": " + text(one, "error"))
                        .collect(joining());
        return answer.status() + items + failed;
    }

    private static String text(JsonNode node, String name) {
        return node.path(name).asText();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        Files.writeString(FILE, table());
    }

    private static synchronized String table() {
        StringBuilder table =
                new StringBuilder("| Product | Operation |")
                        .append(
                                Arrays.stream(Column.values())
                                        .map(one -> " " + one.words + " |")
                                        .collect(joining()))
                        .append("\n|---|---|")
                        .append("---|".repeat(Column.values().length))
                        .append('\n');
        SEEN.forEach(
                (product, operations) ->
                        operations.forEach(
                                (operation, cells) ->
                                        table.append(
                                                "| %s | %s |%s\n"
                                                        .formatted(
                                                                product, operation, row(cells)))));
        return table.toString();
    }

    private static String row(Map<Column, String> cells) {
        return Arrays.stream(Column.values())
                .map(one -> " " + cells.getOrDefault(one, "not seen") + " |")
                .collect(joining());
    }
}
