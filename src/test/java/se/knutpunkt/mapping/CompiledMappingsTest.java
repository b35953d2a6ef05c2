package se.knutpunkt.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import se.knutpunkt.mapping.jsonata.Program;

/**
 * Each response mapping, compiled, makes the same of every example as the library's interpreter,
 * and of examples that were damaged at random: the same JSON or the same error.
 */
class CompiledMappingsTest {

    /** Left to the interpreter, each by choice: name it here and say why in its first line. */
    private static final Set<String> INTERPRETED = Set.of();

    private static final int DAMAGED = 20;
    private static final Path FOLDER = Path.of("mappings");
    private static final MappingCatalogue MAPPINGS = Mappings.of(Path.of("."));
    private static final MappingFunctions FUNCTIONS = Mappings.functions();
    private static final ObjectMapper JSON = new ObjectMapper();

    private record Input(String name, Object body, Map<String, Object> variables) {

        /** Its own copy: the interpreter may change a list of its input. */
        Input copy() {
            return new Input(name, clone(body), cloned(variables));
        }

        private static Object clone(Object value) {
            if (value instanceof Map<?, ?> map) {
                return cloned(map);
            }
            if (value instanceof List<?> list) {
                List<Object> copy = new ArrayList<>();
                list.forEach(one -> copy.add(clone(one)));
                return copy;
            }
            return value;
        }

        private static Map<String, Object> cloned(Map<?, ?> map) {
            Map<String, Object> copy = new LinkedHashMap<>();
            map.forEach((name, value) -> copy.put((String) name, clone(value)));
            return copy;
        }
    }

    static Set<String> responses() {
        return MAPPINGS.names().stream()
                .filter(name -> name.endsWith(".jsonata"))
                .collect(Collectors.toSet());
    }

    @Test
    void allAreCompiledButThoseNamedHere() {
        assertThat(responses()).isNotEmpty();
        assertThat(responses().stream().filter(name -> !MAPPINGS.isCompiled(name)))
                .containsExactlyInAnyOrderElementsOf(INTERPRETED);
    }

    @ParameterizedTest
    @MethodSource("responses")
    void everyExampleGivesTheSame(String name) throws IOException {
        JsonataMapping mapping = mapping(name);
        for (Input input : inputs()) {
            check(mapping, input);
        }
    }

    @ParameterizedTest
    @MethodSource("responses")
    void everyDamagedExampleGivesTheSame(String name) throws IOException {
        JsonataMapping mapping = mapping(name);
        Random random = new Random(name.hashCode());
        String stem = name.replace(".jsonata", "");
        for (Input input : inputs()) {
            for (int i = 0; i < DAMAGED && input.name.startsWith(stem); i++) {
                Damage damage = new Damage(random);
                Object body = damage.of(input.copy().body);
                Map<String, Object> variables = new HashMap<>(input.variables);
                if (i % 4 == 3) {
                    variables.replaceAll((known, value) -> damage.of(value));
                }
                check(mapping, new Input(input.name, body, variables));
            }
        }
    }

    /** A compiled mapping answers by itself whenever the interpreter does. */
    @ParameterizedTest
    @MethodSource("responses")
    void theInterpreterIsNotAskedInVain(String name) throws IOException {
        String text = Files.readString(FOLDER.resolve(name));
        Program program = Program.compile(text, FUNCTIONS.all()).orElseThrow();
        JsonataMapping mapping = mapping(name);
        Damage damage = new Damage(new Random(1));
        int answered = 0;
        for (Input example : inputs()) {
            Object body = damage.of(example.copy().body);
            Input input = new Input(example.name, body, example.variables);
            Input given = input.copy();
            String expected = outcome(mapping::interpret, given);
            if (!expected.startsWith("fails") && Objects.equals(given.body, input.body)) {
                assertThat(outcome(program::evaluate, input)).isEqualTo(expected);
                answered++;
            }
        }
        assertThat(answered).isPositive();
    }

    private static void check(JsonataMapping mapping, Input input) throws IOException {
        String expected = outcome(mapping::interpret, input.copy());
        assertThat(outcome(mapping::map, input.copy()))
                .as("%s: %s", input.name, input.body)
                .isEqualTo(expected);
    }

    private interface Evaluation {
        Object of(Object body, Map<String, Object> variables);
    }

    private static String outcome(Evaluation evaluation, Input input) throws IOException {
        Object result;
        try {
            result = evaluation.of(input.body, input.variables);
        } catch (MappingException e) {
            return "fails: " + e.getMessage();
        }
        return JSON.writeValueAsString(result);
    }

    private static JsonataMapping mapping(String name) throws IOException {
        return new JsonataMapping(name, Files.readString(FOLDER.resolve(name)), FUNCTIONS);
    }

    private static List<Input> inputs() throws IOException {
        List<Input> inputs = new ArrayList<>();
        for (Example example : Example.all()) {
            if (!example.isRequest()) {
                inputs.add(new Input(example.toString(), example.body(), example.variables()));
            }
        }
        return inputs;
    }
}
