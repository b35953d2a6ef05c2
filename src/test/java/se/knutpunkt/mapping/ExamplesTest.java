package se.knutpunkt.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xml.sax.SAXException;
import se.knutpunkt.fake.rivta.OfficialMessages;

/**
 * Every mapping by its examples: one folder for each mapping, one pair of files for each case.
 * {@code -Dexamples.write=true} writes the results anew and fails the run: read the difference.
 */
class ExamplesTest {

    /** Stands in an answer that a real system sends although its schema does not allow it. */
    private static final String BREAKS = "breaks the schema";

    private static final boolean WRITE = Boolean.getBoolean("examples.write");
    private static final MappingCatalogue MAPPINGS = Mappings.of(Path.of("."));
    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                    .build();

    static List<Example> examples() {
        return Example.all();
    }

    static List<Example> requests() {
        return Example.all().stream().filter(Example::isTemplate).toList();
    }

    static List<Example> answers() {
        return Example.all().stream().filter(one -> !one.isRequest() && one.isXml()).toList();
    }

    static List<Example> results() {
        return Example.all().stream().filter(ContractResult::has).toList();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void isMapped(Example example) throws Exception {
        Object result = MAPPINGS.map(example.mapping(), example.body(), example.variables());
        String text = text(example, result);
        if (WRITE) {
            Files.writeString(example.out(), text);
            fail("%s was written: read the difference, then run without examples.write", example);
        }
        assertThat(example.out()).exists();
        assertThat(text).as(example.out().toString()).isEqualTo(Files.readString(example.out()));
    }

    private static String text(Example example, Object result) throws Exception {
        if (example.isText()) {
            return result.toString();
        }
        return example.isTemplate()
                ? CanonicalXml.of(result.toString())
                : JSON.writeValueAsString(result) + "\n";
    }

    @ParameterizedTest
    @MethodSource("results")
    void followsTheContract(Example example) throws IOException {
        ContractResult.check(example, Files.readString(example.out()));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aRequestFollowsTheOfficialSchema(Example example) throws Exception {
        assumeTrue(
                OfficialMessages.canBeChecked(), "skipped: no official schemas beside the project");
        OfficialMessages.check(Files.readString(example.out()));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void anAnswerFollowsTheOfficialSchema(Example example) throws Exception {
        assumeTrue(
                OfficialMessages.canBeChecked(), "skipped: no official schemas beside the project");
        String answer = Files.readString(example.in());
        try {
            OfficialMessages.check(answer);
        } catch (SAXException e) {
            if (!answer.contains(BREAKS)) {
                throw e;
            }
            return;
        }
        assertThat(answer).as("%s follows its schema after all", example).doesNotContain(BREAKS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"request", "response"})
    void thereAreExamples(String direction) {
        assertThat(Example.all()).anyMatch(one -> one.stem().endsWith(direction));
    }

    @Test
    void noResultIsLeftOver() throws IOException {
        List<Path> wanted = Example.all().stream().map(Example::out).toList();
        try (var files = Files.walk(Example.FOLDER)) {
            assertThat(files.filter(file -> file.toString().contains(".out.")))
                    .as("results without an input")
                    .isSubsetOf(wanted);
        }
    }
}
