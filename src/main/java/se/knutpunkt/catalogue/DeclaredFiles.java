package se.knutpunkt.catalogue;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.serialization.JsonNodeReader;
import com.networknt.schema.utils.JsonNodes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Reads YAML files below {@code config/}: settings of the form <code>${NAME:default}</code> are
 * filled in, the result is checked against a JSON schema of {@code config/schemas/} and bound to a
 * record.
 */
@Component
public final class DeclaredFiles {

    private final Path home;
    private final Environment environment;
    private final JsonNodeReader reader = JsonNodeReader.builder().locationAware().build();
    private final ObjectMapper mapper =
            JsonMapper.builder()
                    .addModule(new JavaTimeModule())
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();

    public DeclaredFiles(@Value("${knutpunkt.home:.}") String home, Environment environment) {
        this.home = Path.of(home);
        this.environment = environment;
    }

    /** A path below the home folder, for instance {@code config/regions}. */
    public Path path(String relative) {
        return home.resolve(relative).normalize();
    }

    /** All YAML files of a folder below the home folder, in the order of their names. */
    public List<Path> in(String folder) {
        try (Stream<Path> files = Files.list(path(folder))) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
        } catch (IOException e) {
            throw new DeclaredFileException(List.of(path(folder) + ": the folder cannot be read"));
        }
    }

    /**
     * Reads every file of a folder.
     *
     * @throws DeclaredFileException with all mistakes of all files together
     */
    public <T> List<T> readAll(String folder, String schema, Class<T> type) {
        List<T> found = new ArrayList<>();
        List<String> mistakes = new ArrayList<>();
        for (Path file : in(folder)) {
            try {
                found.add(read(file, schema, type));
            } catch (DeclaredFileException e) {
                mistakes.addAll(e.mistakes());
            }
        }
        if (!mistakes.isEmpty()) {
            throw new DeclaredFileException(mistakes);
        }
        return found;
    }

    /**
     * Reads one file.
     *
     * @param schema the schema's file name in {@code config/schemas}
     * @throws DeclaredFileException when the file is not YAML, lacks a setting or breaks the schema
     */
    public <T> T read(Path file, String schema, Class<T> type) {
        JsonNode written = parse(file);
        List<String> mistakes = new ArrayList<>();
        JsonNode filled = fill(written, file, written, mistakes);
        if (mistakes.isEmpty()) {
            schema(schema)
                    .validate(filled)
                    .forEach(
                            m ->
                                    mistakes.add(
                                            place(file, at(written, m.getInstanceLocation()))
                                                    + field(m.getInstanceLocation())
                                                    + m.getMessage().replaceFirst("^[^:]*: ", "")));
        }
        if (!mistakes.isEmpty()) {
            throw new DeclaredFileException(mistakes);
        }
        try {
            return mapper.treeToValue(filled, type);
        } catch (JsonProcessingException e) {
            throw new DeclaredFileException(List.of(file + ": " + e.getOriginalMessage()));
        }
    }

    private JsonNode parse(Path file) {
        try {
            JsonNode node = reader.readTree(Files.readString(file), InputFormat.YAML);
            if (node == null || node.isMissingNode()) {
                throw new DeclaredFileException(List.of(file + ":1: the file is empty"));
            }
            return node;
        } catch (JsonProcessingException e) {
            throw new DeclaredFileException(
                    List.of(place(file, e.getLocation()) + "not YAML: " + firstLine(e)));
        } catch (IOException e) {
            throw new DeclaredFileException(List.of(file + ": cannot be read"));
        }
    }

    private JsonSchema schema(String name) {
        Path file = path("config/schemas").resolve(name);
        SchemaValidatorsConfig config =
                SchemaValidatorsConfig.builder().locale(Locale.ENGLISH).build();
        try {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(Files.readString(file), config);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode fill(JsonNode node, Path file, JsonNode written, List<String> mistakes) {
        if (node instanceof ObjectNode object) {
            ObjectNode copy = mapper.createObjectNode();
            object.properties()
                    .forEach(
                            e -> copy.set(e.getKey(), fill(e.getValue(), file, written, mistakes)));
            return copy;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = mapper.createArrayNode();
            array.forEach(item -> copy.add(fill(item, file, written, mistakes)));
            return copy;
        }
        if (node.isTextual() && node.textValue().contains("${")) {
            try {
                return TextNode.valueOf(environment.resolveRequiredPlaceholders(node.textValue()));
            } catch (IllegalArgumentException e) {
                mistakes.add(
                        place(file, JsonNodes.tokenLocationOf(node))
                                + "needs a setting that is not given: "
                                + node.textValue());
            }
        }
        return node;
    }

    private static JsonLocation at(JsonNode root, JsonNodePath path) {
        JsonNode node = root;
        for (int i = 0; i < path.getNameCount(); i++) {
            Object name = path.getElement(i);
            JsonNode next =
                    name instanceof Integer index ? node.get(index) : node.get(name.toString());
            if (next == null) {
                break;
            }
            node = next;
        }
        return JsonNodes.tokenLocationOf(node);
    }

    private static String place(Path file, JsonLocation location) {
        return file + ":" + (location == null ? 1 : location.getLineNr()) + ": ";
    }

    private static String field(JsonNodePath path) {
        return path.getNameCount() == 0
                ? ""
                : path.toString().replaceFirst("^\\$?[./]?", "") + ": ";
    }

    private static String firstLine(JsonProcessingException e) {
        return e.getOriginalMessage().lines().findFirst().orElse("");
    }
}
