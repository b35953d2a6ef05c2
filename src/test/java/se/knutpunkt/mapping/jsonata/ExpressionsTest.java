package se.knutpunkt.mapping.jsonata;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Small expressions, one in a line: the compiled one answers as the library's interpreter does, and
 * fails when it fails.
 */
class ExpressionsTest {

    private static final Path FOLDER = Path.of("src/test/resources/jsonata");
    private static final String FAILS = "fails";
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Map<String, Function<List<?>, Object>> FUNCTIONS =
            Map.of(
                    "echo", arguments -> arguments.isEmpty() ? null : arguments.get(0),
                    "nothing", arguments -> null,
                    "pair", arguments -> Arrays.asList(arguments.get(0), arguments.get(1)),
                    "fail", arguments -> Integer.valueOf((String) arguments.get(0)));

    static List<String> compiled() throws IOException {
        return lines("expressions.txt");
    }

    static List<String> interpreted() throws IOException {
        return lines("interpreted.txt");
    }

    private static List<String> lines(String file) throws IOException {
        return Files.readAllLines(FOLDER.resolve(file)).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
    }

    @Test
    void thereAreEnough() throws IOException {
        assertThat(compiled()).hasSizeGreaterThan(400).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("compiled")
    void answersAsTheInterpreterDoes(String expression) throws IOException {
        Program program = Program.compile(expression, FUNCTIONS).orElseThrow();
        Interpreter interpreter = new Interpreter(expression, FUNCTIONS);
        for (String input : lines("inputs.txt")) {
            Object tree = JSON.readValue(input, Object.class);
            String expected = outcome(interpreter::evaluate, tree);
            boolean changed = !Objects.equals(tree, JSON.readValue(input, Object.class));
            // only the library can say what follows when it adds to an empty list of the input
            assertThat(outcome(program::evaluate, JSON.readValue(input, Object.class)))
                    .as(input)
                    .isEqualTo(changed ? FAILS : expected);
        }
    }

    @ParameterizedTest
    @MethodSource("interpreted")
    void isLeftToTheInterpreter(String expression) {
        assertThat(Program.compile(expression, FUNCTIONS)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("compiled")
    void doesNotChangeItsInput(String expression) throws IOException {
        Program program = Program.compile(expression, FUNCTIONS).orElseThrow();
        for (String input : lines("inputs.txt")) {
            Object tree = JSON.readValue(input, Object.class);
            Map<String, Object> variables = variables();
            try {
                program.evaluate(tree, variables);
            } catch (RuntimeException e) {
                // a failure may not change it either
            }
            assertThat(tree).isEqualTo(JSON.readValue(input, Object.class));
            assertThat(variables).isEqualTo(variables());
        }
    }

    private interface Evaluation {
        Object of(Object input, Map<String, Object> variables);
    }

    private static String outcome(Evaluation evaluation, Object tree) throws IOException {
        Object result;
        try {
            result = evaluation.of(tree, variables());
        } catch (RuntimeException e) {
            return FAILS;
        }
        return JSON.writeValueAsString(result);
    }

    private static Map<String, Object> variables() {
        Map<String, Object> variables = new HashMap<>();
        variables.put("wanted", "b");
        variables.put("region", Map.of("code", "01", "name", "Region Stockholm"));
        variables.put("rows", new ArrayList<>(List.of(Map.of("id", "r1"), Map.of("id", "r2"))));
        variables.put("alone", List.of(Map.of("id", "r1")));
        variables.put("null", null);
        return variables;
    }
}
