package se.knutpunkt.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import se.knutpunkt.backend.BackendCatalogue;
import se.knutpunkt.error.ErrorCatalogue;
import se.knutpunkt.region.AgeRules;
import se.knutpunkt.region.NationalCapabilities;
import se.knutpunkt.region.RegionCatalogue;
import se.knutpunkt.region.ServiceCatalogue;
import se.knutpunkt.sandbox.RegionalPartners;

/** A wrong declared file is refused, and named with its line and its field. */
class DeclaredFilesTest {

    private static final Map<String, String> SETTINGS = RegionalPartners.sandboxSettings();

    @TempDir Path folder;
    private TemporaryHome home;

    @BeforeEach
    void copy() {
        home = new TemporaryHome(folder, "config");
    }

    @Test
    void theProjectsOwnFilesAreRight() {
        read(SETTINGS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    letter: AB              | letter: AB\\ncolour: blue   | 5: colour: unknown field
                    letter: AB              | letter: AB\\ncolour:\\n  a: 1  | 5: colour: unknown field
                    backend: rivta          | backend: rivta\\n    port: 8080 | 12: capabilities.booking.port: unknown field
                    letter: AB              | letter: ab        | 4: letter: does not match the regex pattern
                    letter: AB              | letter: [AB]      | 4: letter: array found, string expected
                    takesPart: true         | takesPart: maybe  | 6: takesPart: string found, boolean expected
                    region: "01"            | region: 1         | 2: region: integer found, string expected
                    region: "01"            | region: "02"      | 2: region: does not have a value in the enumeration
                    region: "01"            | region: "03"      | 2: region: differs from the name of the file
                    name: Region Stockholm  | name: ""          | 3: name: does not match the regex pattern
                    name: Region Stockholm  | # no name         | 2: name: is missing
                    backend: rivta          | # no backend      | 10: capabilities.booking.backend: is missing
                    backend: rivta          | backend: cosmic   | 11: capabilities.booking.backend: no file config/backends/cosmic.yaml
                    https://e-tj            | http://e-tj       | 8: webLogin: does not match the regex pattern
                    organisation: SE2321000016 | organisation: SE | 5: organisation: does not match the regex pattern
                    booking:                | dentistry:        | 10: capabilities.dentistry: unknown field
                    capabilities:           | capabilities: {   | 11: not YAML
                    letter: AB              | letter: AB\\nletter: AC | 5: not YAML: Duplicate field 'letter'
                    letter: AB              | \\tletter: AB     | 4: not YAML
                    ${KNUTPUNKT_RIVTA_URL}} | ${KNUTPUNKT_X}}   | 13: capabilities.booking.address: needs a setting that is not given
                    ${KNUTPUNKT_RIVTA_URL}} | ftp://x}          | 13: capabilities.booking.address: does not match the regex pattern
                    """)
    void aWrongRegionIsNamedWithItsLine(String old, String changed, String expected) {
        home.replace(
                "config/regions/01.yaml", old, changed.replace("\\n", "\n").replace("\\t", "\t"));
        assertThat(mistakes())
                .anySatisfy(m -> assertThat(m).startsWith(at("regions/01", expected)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    timeLimit: ${KNUTPUNKT_RIVTA_TIME_LIMIT:8s} | timeLimit: 0s | 13: timeLimit: does not match the regex pattern
                    attempts: 2        | attempts: "2"       | 17: attempts: string found, integer expected
                    minimumCalls: 20   | minimumCalls: 51    | 26: breaker.minimumCalls: more than window
                    VP004: not-offered | VP004: not-there    | 58: answers.VP004: no code not-there in config/errors.yaml
                    VP004: not-offered | VP4: not-offered    | 58: answers.VP4:
                    backend: rivta     | backend: other      | 3: backend: differs from the name of the file
                    """)
    void aWrongBackEndIsNamedWithItsLine(String old, String changed, String expected) {
        home.replace("config/backends/rivta.yaml", old, changed);
        assertThat(mistakes())
                .anySatisfy(m -> assertThat(m).startsWith(at("backends/rivta", expected)));
    }

    @Test
    void aMissingSettingIsNamedInEveryFileThatNeedsIt() {
        assertThat(mistakes(Map.of()))
                .hasSizeGreaterThan(5)
                .allMatch(mistake -> SETTINGS.keySet().stream().anyMatch(mistake::contains));
    }

    @Test
    void aMissingRegionIsNamed() {
        home.delete("config/regions/07.yaml");
        assertThat(mistakes())
                .containsExactly(folder.resolve("config/regions") + ": no file 07.yaml");
    }

    @Test
    void anEmptyFileIsNamed() {
        home.write("config/regions/07.yaml", "# nothing\n");
        assertThat(mistakes())
                .containsExactly(
                        folder.resolve("config/regions/07.yaml") + ":1: the file is empty");
    }

    @Test
    void allMistakesOfAllFilesAreNamedTogether() {
        home.replace("config/regions/01.yaml", "letter: AB", "letter: ab");
        home.replace("config/regions/03.yaml", "takesPart: true", "takesPart: 1");
        home.replace("config/regions/03.yaml", "letter: C", "letter: c");
        assertThat(mistakes()).hasSize(3);
    }

    @Test
    void anErrorWithoutATranslationIsNamed() {
        home.replace(
                "config/errors.yaml",
                "    en: The request is not valid HTTP\n",
                "    en: \"{placeholder}\"\n");
        assertThat(mistakes()).singleElement().asString().contains("malformed-request.title.en");
    }

    @Test
    void aWrongServiceIsNamedWithItsLine() {
        home.replace("config/services.yaml", "capability: booking\n", "capability: boking\n");
        assertThat(mistakes()).singleElement().asString().contains("services[0].capability");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    presentation: webview | presentation: browser  | services[6].presentation: must be the constant value
                    presentation: browser | presentation: webview  | services[0].federation: is missing
                    /besok/{}             | /besok/../admin        | services[6].targets[1]: does not match
                    /besok/{}             | //evil.example         | services[6].targets[1]: does not match
                    [/besok,              | ['https://evil.example', | services[6].targets[0]: does not match
                    client: ${            | secret: ${             | services[6].federation.secret: unknown field
                    _VIDEO_URL:}          | _X:https://a.se/?b=c}  | services[6].link: does not match
                    _VIDEO_URL:}          | _X:http://a.se/}       | services[6].link: does not match
                    """)
    void aWrongFederationIsNamed(String old, String changed, String expected) {
        home.replace("config/services.yaml", old, changed);
        assertThat(mistakes()).anySatisfy(m -> assertThat(m).contains(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                      until: 13                 | until: 0            | guardian.until: must have a minimum value of 1
                      until: 13                 | until: "13"         | guardian.until: string found, integer expected
                      until: 13                 | from: 13            | guardian.from: unknown field
                    self: {from: 16}}           | self: {from: 19}}   | services.journal.self.from: must have a maximum value of 18
                    self: {from: 16}}           | self: {}}           | services.journal.self.from: is missing
                    self: {from: 16}}           | sjalv: {from: 16}}  | services.journal.self: is missing
                    journal: {guardian: {until: 13} | journal: {guardian: {until: 14} | services.journal.guardian.until: later than guardian.until
                    journal: {                  | Journal: {          | services.Journal: property
                    """)
    void aWrongAgeIsNamedWithItsLine(String old, String changed, String expected) {
        String file = "config/representation.yaml";
        String before = Declared.text(home.file(file));
        String after = before.replace(old, changed);
        home.write(file, after);
        long line = after.substring(0, after.indexOf(changed)).lines().count();
        assertThat(mistakes())
                .anySatisfy(
                        m ->
                                assertThat(m)
                                        .startsWith(home.file(file) + ":" + line + ": " + expected))
                .as("line of %s", changed);
    }

    @Test
    void aServiceWithoutAgesIsNamed() {
        home.replace("config/representation.yaml", "  prescriptions:", "  prescription:");
        assertThat(mistakes())
                .singleElement()
                .asString()
                .contains("services.yaml", "no ages of prescriptions");
    }

    private String at(String file, String rest) {
        return folder.resolve("config/" + file + ".yaml") + ":" + rest;
    }

    private List<String> mistakes() {
        return mistakes(SETTINGS);
    }

    private List<String> mistakes(Map<String, String> settings) {
        return catchThrowableOfType(DeclaredFileException.class, () -> read(settings)).mistakes();
    }

    /** As the hub does at its start. */
    private void read(Map<String, String> settings) {
        DeclaredFiles files = Declared.reader(folder, settings);
        ErrorCatalogue errors = new ErrorCatalogue(files);
        RegionCatalogue regions = new RegionCatalogue(files);
        new BackendCatalogue(files, regions, errors);
        new ServiceCatalogue(
                files, new AgeRules(files, Clock.systemUTC()), new NationalCapabilities(files));
    }
}
