package se.knutpunkt.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every error has a code in the catalogue and a row in the documentation, and is used. */
class ErrorRowsTest {

    private static final Path FILE = Path.of("config/errors.yaml");
    private static final Path DOCS = Path.of("docs/errors.md");
    private static final JsonNode CATALOGUE = Declared.yaml(FILE);
    private static final Pattern ROW =
            Pattern.compile(
                    "(?m)^\\| `([a-z0-9-]+)` \\| (\\d{3}) \\| (\\w+) \\| (yes|no) \\| .+ \\| .+ \\|$");

    /** In the catalogue before anything answers them; none at present. */
    private static final Set<String> RESERVED = Set.of();

    record Row(String code, int status, String owner, boolean retryable) {}

    /** A code where it is used. */
    record Use(Path file, String code) {
        @Override
        public String toString() {
            return file + ": " + code;
        }
    }

    static List<String> codes() {
        List<String> codes = new ArrayList<>();
        CATALOGUE.fieldNames().forEachRemaining(codes::add);
        return codes;
    }

    static List<Row> rows() {
        return ROW.matcher(Declared.text(DOCS))
                .results()
                .map(
                        row ->
                                new Row(
                                        row.group(1),
                                        Integer.parseInt(row.group(2)),
                                        row.group(3),
                                        row.group(4).equals("yes")))
                .toList();
    }

    static List<Use> uses() {
        Pattern java =
                Pattern.compile("(?:Problem\\.of|invalid|problem)\\(\\s*\"([a-z]+-[a-z-]+)\"");
        Pattern mapping = Pattern.compile("\"(backend-[a-z-]+)\"");
        List<Use> uses = new ArrayList<>();
        Declared.files("src/main/java/**.java").forEach(file -> add(uses, file, java));
        Declared.files("mappings/**.jsonata").forEach(file -> add(uses, file, mapping));
        for (Path file : Declared.files("config/backends/*.yaml")) {
            Declared.yaml(file)
                    .path("answers")
                    .forEach(one -> uses.add(new Use(file, one.asText())));
        }
        for (Path file : Routes.FILES) {
            add(uses, file, Pattern.compile("value: ([a-z]+-refused)\\b"));
            add(uses, file, Pattern.compile("== '([a-z]+-[a-z-]+)'"));
        }
        return uses;
    }

    @ParameterizedTest
    @MethodSource("codes")
    void hasOneRow(String code) {
        assertThat(rows().stream().filter(row -> row.code().equals(code)))
                .as("%s: rows of %s", DOCS, code)
                .hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void rowSaysWhatTheCatalogueSays(Row row) {
        JsonNode entry = CATALOGUE.path(row.code());
        assertThat(entry.isObject()).as("%s: %s is in %s", DOCS, row.code(), FILE).isTrue();
        assertThat(row)
                .as("%s: %s", DOCS, row.code())
                .isEqualTo(
                        new Row(
                                row.code(),
                                entry.path("status").asInt(),
                                entry.path("owner").asText(),
                                entry.path("retryable").asBoolean()));
    }

    @ParameterizedTest
    @MethodSource("uses")
    void whatIsUsedIsInTheCatalogue(Use use) {
        assertThat(codes()).as(use.toString()).contains(use.code());
    }

    @ParameterizedTest
    @MethodSource("codes")
    void isUsedOrReserved(String code) {
        boolean used =
                uses().stream().anyMatch(use -> use.code().equals(code))
                        || Declared.files("src/main/java/**.java").stream()
                                .anyMatch(file -> Declared.text(file).contains('"' + code + '"'));
        assertThat(used)
                .as("%s: %s is used, unless it is reserved", FILE, code)
                .isNotEqualTo(RESERVED.contains(code));
    }

    @ParameterizedTest
    @MethodSource("codes")
    void isTranslated(String code) {
        for (String text : List.of("title", "detail", "userMessage")) {
            JsonNode both = CATALOGUE.path(code).path(text);
            assertThat(both.path("sv").asText())
                    .as("%s: %s.%s: English is not Swedish", FILE, code, text)
                    .isNotBlank()
                    .isNotEqualTo(both.path("en").asText());
        }
    }

    @ParameterizedTest
    @MethodSource("codes")
    void holdsNoPlaceholder(String code) {
        for (String language : List.of("sv", "en")) {
            assertThat(CATALOGUE.path(code).findValuesAsText(language))
                    .as("%s: %s", FILE, code)
                    .allMatch(text -> !text.matches(".*([{}<>]|%[sd]|TODO|\\$).*"));
        }
    }

    @ParameterizedTest
    @MethodSource("codes")
    void rowSaysWhetherAWriteMayHaveBeenDone(String code) {
        boolean unknown = CATALOGUE.path(code).path("outcome").asText().equals("unknown");
        boolean said =
                Declared.text(DOCS)
                        .lines()
                        .filter(line -> line.startsWith("| `" + code + "`"))
                        .anyMatch(line -> line.contains("write may have been done"));
        assertThat(said).as("%s: %s: a write may have been done", DOCS, code).isEqualTo(unknown);
    }

    @Test
    void theContractNamesNoOtherCodes() {
        JsonNode responses =
                Declared.yaml(Path.of("routes/api/knutpunkt.openapi.yaml"))
                        .at("/components/responses");
        Set<String> named = new TreeSet<>();
        responses.forEach(response -> named.addAll(named(response.path("description").asText())));
        assertThat(codes()).as("codes that the contract's responses name").containsAll(named);
    }

    /** The list after the colon: {@code it failed: backend-broken, backend-fault.} */
    private static List<String> named(String description) {
        return Pattern.compile("(?<=[:,]\\s)[a-z]+(-[a-z]+)+(?=[,.\\s])")
                .matcher(description)
                .results()
                .map(MatchResult::group)
                .toList();
    }

    private static void add(List<Use> uses, Path file, Pattern pattern) {
        Matcher matcher = pattern.matcher(Declared.text(file));
        while (matcher.find()) {
            uses.add(new Use(file, matcher.group(1)));
        }
    }
}
