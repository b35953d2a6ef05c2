package se.knutpunkt.catalogue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
    private final Map<String, JsonSchema> schemas = new ConcurrentHashMap<>();
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
     * @param name the field that must be the same as the file's name
     * @throws DeclaredFileException with all mistakes of all files together
     */
    public <T> List<T> readAll(String folder, String schema, Class<T> type, String name) {
        List<T> found = new ArrayList<>();
        List<String> mistakes = new ArrayList<>();
        for (Path file : in(folder)) {
            try {
                found.add(read(file, schema, type));
                String stated = YamlFile.read(file).tree().path(name).asText();
                if (!file.getFileName().toString().equals(stated + ".yaml")) {
                    mistakes.add(mistake(file, "differs from the name of the file", name));
                }
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
        YamlFile written = YamlFile.read(file);
        List<String> mistakes = new ArrayList<>();
        JsonNode filled = fill(written.tree(), List.of(), written, mistakes);
        if (mistakes.isEmpty()) {
            schema(schema).validate(filled).forEach(m -> mistakes.add(mistake(written, m)));
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

    /** A mistake that no schema can find, as {@code file:line: field: what}. */
    public String mistake(Path file, String what, String... field) {
        return YamlFile.read(file).mistake(List.of(field), what);
    }

    /** The values that a schema allows for a field. */
    public List<String> allowed(String schema, String field) {
        List<String> values = new ArrayList<>();
        schema(schema)
                .getSchemaNode()
                .at("/properties/" + field + "/enum")
                .forEach(value -> values.add(value.asText()));
        return values;
    }

    private JsonSchema schema(String name) {
        return schemas.computeIfAbsent(name, this::compile);
    }

    private JsonSchema compile(String name) {
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

    private JsonNode fill(
            JsonNode node, List<Object> field, YamlFile written, List<String> mistakes) {
        if (node instanceof ObjectNode object) {
            ObjectNode copy = mapper.createObjectNode();
            object.properties()
                    .forEach(
                            e ->
                                    copy.set(
                                            e.getKey(),
                                            fill(
                                                    e.getValue(),
                                                    below(field, e.getKey()),
                                                    written,
                                                    mistakes)));
            return copy;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = mapper.createArrayNode();
            for (int i = 0; i < array.size(); i++) {
                copy.add(fill(array.get(i), below(field, i), written, mistakes));
            }
            return copy;
        }
        if (node.isTextual() && node.textValue().contains("${")) {
            try {
                return TextNode.valueOf(environment.resolveRequiredPlaceholders(node.textValue()));
            } catch (IllegalArgumentException e) {
                mistakes.add(
                        written.mistake(
                                field, "needs a setting that is not given: " + node.textValue()));
            }
        }
        return node;
    }

    private static String mistake(YamlFile written, ValidationMessage found) {
        JsonNodePath path = found.getInstanceLocation();
        List<Object> field = new ArrayList<>();
        for (int i = 0; i < path.getNameCount(); i++) {
            field.add(path.getElement(i));
        }
        String what = found.getMessage().replaceFirst("^[^:]*: ", "");
        return switch (found.getType()) {
            case "propertyNames" -> written.mistake(below(field, found.getProperty()), what);
            case "additionalProperties" ->
                    written.mistake(below(field, found.getProperty()), "unknown field");
            case "required" -> written.mistake(below(field, found.getProperty()), "is missing");
            default -> written.mistake(field, what);
        };
    }

    private static List<Object> below(List<Object> field, Object part) {
        List<Object> longer = new ArrayList<>(field);
        longer.add(part);
        return longer;
    }
}
