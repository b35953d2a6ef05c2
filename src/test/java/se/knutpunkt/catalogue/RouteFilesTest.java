package se.knutpunkt.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every route file is what the YAML DSL of this Camel version allows. */
class RouteFilesTest {

    /** This version of the DSL has no schema of the canonical notation alone. */
    private static final JsonSchema SCHEMA =
            JsonSchemaFactory.getInstance(VersionFlag.V4)
                    .getSchema(
                            RouteFilesTest.class.getResourceAsStream("/schema/camelYamlDsl.json"));

    static List<Path> routeFiles() {
        return Routes.FILES;
    }

    @ParameterizedTest
    @MethodSource("routeFiles")
    void isValid(Path file) {
        assertThat(SCHEMA.validate(Declared.yaml(file)))
                .as(file.toString())
                .filteredOn(mistake -> !isPlaceholder(mistake.getInstanceNode()))
                .isEmpty();
    }

    /** In a template a number may be a parameter, which the schema does not know. */
    private static boolean isPlaceholder(JsonNode value) {
        return value.asText().matches("\\{\\{[A-Za-z]+}}");
    }

    @ParameterizedTest
    @MethodSource("routeFiles")
    void saysWhatItIsFor(Path file) {
        boolean comment = Declared.text(file).startsWith("# ");
        assertThat(comment)
                .as("%s: begins with a comment that says what the file is for", file)
                .isTrue();
    }
}
