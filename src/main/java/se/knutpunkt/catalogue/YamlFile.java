package se.knutpunkt.catalogue;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * One YAML file: what it says, and in which line.
 *
 * @param tree what it says
 * @param root the same with its lines
 */
record YamlFile(Path file, JsonNode tree, Node root) {

    private static final ObjectMapper READER =
            YAMLMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build();

    /**
     * @throws DeclaredFileException when the file is empty, is not YAML or names a field twice
     */
    static YamlFile read(Path file) {
        try {
            String text = Files.readString(file);
            Node root = new Yaml(new LoaderOptions()).compose(new StringReader(text));
            if (root == null) {
                throw new DeclaredFileException(List.of(file + ":1: the file is empty"));
            }
            return new YamlFile(file, READER.readTree(text), root);
        } catch (MarkedYAMLException e) {
            throw notYaml(file, e.getProblemMark().getLine() + 1, e.getProblem());
        } catch (JsonProcessingException e) {
            throw notYaml(file, e.getLocation().getLineNr(), e.getOriginalMessage());
        } catch (IOException e) {
            throw new DeclaredFileException(List.of(file + ": cannot be read"));
        }
    }

    /** {@code file:line: field: what}; the line of the deepest part of the field that is there. */
    String mistake(List<?> field, String what) {
        StringBuilder name = new StringBuilder();
        for (Object part : field) {
            boolean index = part instanceof Integer;
            name.append(index ? "[" : name.isEmpty() ? "" : ".")
                    .append(part)
                    .append(index ? "]" : "");
        }
        return file + ":" + line(field) + ": " + name + (name.isEmpty() ? "" : ": ") + what;
    }

    private int line(List<?> field) {
        Node node = root;
        int line = root.getStartMark().getLine();
        for (Object part : field) {
            Node next = null;
            if (node instanceof SequenceNode list && part instanceof Integer index) {
                next = list.getValue().get(index);
                line = next.getStartMark().getLine();
            } else if (node instanceof MappingNode map) {
                for (NodeTuple one : map.getValue()) {
                    if (one.getKeyNode() instanceof ScalarNode key
                            && key.getValue().equals(part.toString())) {
                        next = one.getValueNode();
                        line = key.getStartMark().getLine();
                    }
                }
            }
            node = next;
        }
        return line + 1;
    }

    private static DeclaredFileException notYaml(Path file, int line, String what) {
        String first = what.lines().findFirst().orElse("");
        return new DeclaredFileException(List.of(file + ":" + line + ": not YAML: " + first));
    }
}
