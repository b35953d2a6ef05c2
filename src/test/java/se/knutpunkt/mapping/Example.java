package se.knutpunkt.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import se.knutpunkt.region.Person;

/**
 * One pair of files: what goes into a mapping and what comes out.
 *
 * @param in {@code <case>.in.json} or {@code <case>.in.xml}
 */
record Example(Path in) {

    static final Path FOLDER = Path.of("src/test/resources/examples");
    private static final List<String> ENDINGS = List.of(".ftlx", ".ftlh", ".ftl");
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    static List<Example> all() {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.getFileName().toString().contains(".in."))
                    .sorted()
                    .map(Example::new)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The mapping's name without its ending, for instance {@code backends/rivta/listSlots.request}.
     */
    String stem() {
        return FOLDER.relativize(in.getParent()).toString();
    }

    String mapping() {
        return stem() + ENDINGS.stream().filter(this::isFile).findFirst().orElse(".jsonata");
    }

    private boolean isFile(String ending) {
        return Files.exists(Path.of("mappings", stem() + ending));
    }

    /** A channel's mapping reads a notice, which is the body. */
    boolean isOfChannel() {
        return stem().startsWith("channels/");
    }

    /** A text as it is sent, of a template that makes no XML. */
    boolean isText() {
        return isFile(".ftl") || isFile(".ftlh");
    }

    /** A request in XML; one in JSON is an expression, as every answer is. */
    boolean isTemplate() {
        return isRequest() && isFile(".ftlx");
    }

    /** The contract's operation, or the hub's own. */
    String operation() {
        return in.getParent().getFileName().toString().replaceFirst("\\..*", "");
    }

    boolean isRequest() {
        return stem().endsWith(".request");
    }

    boolean isXml() {
        return in.toString().endsWith(".xml");
    }

    Path out() {
        if (isText()) {
            return sibling(isFile(".ftlh") ? ".out.html" : ".out.txt");
        }
        return sibling(isTemplate() ? ".out.xml" : ".out.json");
    }

    /** The body: a notice, nothing for another request, else the answer read as a tree. */
    Object body() throws IOException {
        if (isRequest() && !isOfChannel()) {
            return null;
        }
        byte[] bytes = Files.readAllBytes(in);
        return isXml() ? XmlTree.read(bytes) : JSON.readValue(bytes, Object.class);
    }

    /** The variables of the exchange as the hub sets them. */
    Map<String, Object> variables() throws IOException {
        if (isOfChannel()) {
            return Map.of();
        }
        if (isRequest()) {
            return variables(JSON.readTree(in.toFile()));
        }
        ObjectNode common = (ObjectNode) JSON.readTree(FOLDER.resolve("variables.json").toFile());
        Path own = sibling(".variables.json");
        if (Files.exists(own)) {
            common.setAll((ObjectNode) JSON.readTree(own.toFile()));
        }
        return variables(common);
    }

    private static Map<String, Object> variables(JsonNode stated) {
        Map<String, Object> variables = new HashMap<>();
        for (Map.Entry<String, JsonNode> one : stated.properties()) {
            Class<?> type = one.getKey().equals("person") ? Person.class : Object.class;
            variables.put(one.getKey(), JSON.convertValue(one.getValue(), type));
        }
        return variables;
    }

    private Path sibling(String ending) {
        String name = in.getFileName().toString().replaceFirst("\\.in\\.(json|xml)$", ending);
        return in.resolveSibling(name);
    }

    @Override
    public String toString() {
        return FOLDER.relativize(in).toString();
    }
}
