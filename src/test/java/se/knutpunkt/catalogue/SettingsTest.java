package se.knutpunkt.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every setting that can be given from outside is described for operations. */
class SettingsTest {

    private static final Path DOCS = Path.of("docs/operations.md");
    private static final Pattern SETTING = Pattern.compile("\\$\\{(KNUTPUNKT_[A-Z0-9_]+)");
    private static final Pattern IN_JAVA = Pattern.compile("\"(KNUTPUNKT_[A-Z0-9_]+)\"");

    /** A setting of one region; described once for all. */
    private static final Pattern OF_A_REGION = Pattern.compile("KNUTPUNKT_REGION_[0-9]{2}_");

    /** A setting where it is read. */
    record Setting(Path file, String name) {
        @Override
        public String toString() {
            return file + ": " + name;
        }
    }

    static List<Setting> settings() {
        return Stream.concat(in("config/**.yaml", SETTING), in("src/main/java/**.java", IN_JAVA))
                .distinct()
                .toList();
    }

    @ParameterizedTest
    @MethodSource("settings")
    void isDescribed(Setting setting) {
        String name = OF_A_REGION.matcher(setting.name()).replaceFirst("KNUTPUNKT_REGION_<code>_");
        assertThat(Declared.text(DOCS))
                .as("%s is described in %s", setting, DOCS)
                .containsAnyOf(name, setting.name());
    }

    private static Stream<Setting> in(String glob, Pattern pattern) {
        return Declared.files(glob).stream()
                .flatMap(
                        file ->
                                pattern.matcher(Declared.text(file))
                                        .results()
                                        .map(hit -> new Setting(file, hit.group(1))));
    }
}
