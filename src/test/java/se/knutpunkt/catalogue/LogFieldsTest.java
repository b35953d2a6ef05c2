package se.knutpunkt.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A field of a log line must not bear a name that the format has itself: the whole line would be
 * lost, with a stack trace of the appender in its place.
 */
class LogFieldsTest {

    private static final Pattern FIELD = Pattern.compile("addKeyValue\\(\\s*\"([^\"]+)\"");
    private static final Set<String> OF_THE_FORMAT =
            Set.of(
                    "@timestamp",
                    "log",
                    "process",
                    "service",
                    "message",
                    "error",
                    "tags",
                    "ecs",
                    "level",
                    "logger_name",
                    "thread_name",
                    "version",
                    "host",
                    "timestamp");

    static List<Path> files() {
        return Declared.files("src/main/java/**.java").stream()
                .filter(file -> Declared.text(file).contains("addKeyValue"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("files")
    void bearsANameOfItsOwn(Path file) {
        List<String> fields =
                FIELD.matcher(Declared.text(file)).results().map(hit -> hit.group(1)).toList();
        assertThat(fields)
                .as(file.toString())
                .isNotEmpty()
                .doesNotContainAnyElementsOf(OF_THE_FORMAT);
    }
}
