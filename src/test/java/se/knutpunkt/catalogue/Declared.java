package se.knutpunkt.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.mock.env.MockEnvironment;
import se.knutpunkt.api.Contract;
import se.knutpunkt.sandbox.RegionalPartners;

/** The declared files of this project, for the tests over all of them. */
public final class Declared {

    private static final ObjectMapper YAML = new YAMLMapper();

    private Declared() {}

    /** Files by a glob below the project, for instance {@code routes/**.camel.yaml}. */
    public static List<Path> files(String glob) {
        Path folder = Path.of(glob.substring(0, glob.indexOf('/')));
        var matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(matcher::matches).filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static JsonNode yaml(Path file) {
        try {
            return YAML.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The name of a file without its endings. */
    public static String stem(Path file) {
        return file.getFileName().toString().replaceFirst("\\..*", "");
    }

    /** The reader of the hub over a home folder, with every setting given that has no default. */
    public static DeclaredFiles reader(Path home, Map<String, String> settings) {
        MockEnvironment environment = new MockEnvironment();
        settings.forEach(environment::setProperty);
        return new DeclaredFiles(home.toString(), environment);
    }

    public static DeclaredFiles reader() {
        return reader(Path.of("."), RegionalPartners.sandboxSettings());
    }

    public static Contract contract() {
        return new Contract(reader());
    }

    /** The back ends that some region, or the whole country, has for the capability. */
    static List<String> backends(String capability) {
        Stream<JsonNode> regional =
                files("config/regions/*.yaml").stream()
                        .map(file -> yaml(file).at("/capabilities/" + capability + "/backend"));
        Stream<JsonNode> national =
                files("config/backends/*.yaml").stream()
                        .map(Declared::yaml)
                        .filter(file -> file.at("/national/capability").asText().equals(capability))
                        .map(file -> file.path("backend"));
        return Stream.concat(regional, national)
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .distinct()
                .toList();
    }
}
