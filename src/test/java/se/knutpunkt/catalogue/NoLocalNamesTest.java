package se.knutpunkt.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A region is settings: no region, organisation or host is named in routes, mappings or code. */
class NoLocalNamesTest {

    /** Names of namespaces, claims, identifiers and code systems, which are no addresses. */
    private static final String NAMES =
            "schemas\\.xmlsoap\\.org/|id\\.oidc\\.se/claim/|schemas\\.openid\\.net/event/"
                    + "|docs\\.oasis-open\\.org/wss/|terminology\\.hl7\\.org/CodeSystem/|1177\\.se/booking\\b";

    private static final Pattern ORGANISATION =
            Pattern.compile("\\bSE[0-9]{10}\\b|[\"'>:](16)?[0-9]{10}[\"'<]");
    private static final Pattern HOST = Pattern.compile("https?://(?!" + NAMES + ")[A-Za-z0-9]");
    private static final Pattern REGION =
            Pattern.compile(
                    Declared.files("config/regions/*.yaml").stream()
                            .map(
                                    file ->
                                            "[\"']"
                                                    + Declared.stem(file)
                                                    + "[\"'.]|"
                                                    + Declared.yaml(file).path("name").asText())
                            .collect(Collectors.joining("|")));

    static List<Path> files() {
        return Stream.of("routes/**.camel.yaml", "mappings/**", "src/main/java/**.java")
                .flatMap(glob -> Declared.files(glob).stream())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("files")
    void namesNoRegion(Path file) {
        assertThat(found(file, REGION)).as("%s: a region", file).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("files")
    void namesNoOrganisation(Path file) {
        assertThat(found(file, ORGANISATION)).as("%s: an organisation", file).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("files")
    void namesNoHost(Path file) {
        assertThat(found(file, HOST)).as("%s: a host", file).isEmpty();
    }

    /** Where a pattern stands outside comments, as line and text. */
    private static List<String> found(Path file, Pattern pattern) {
        String text = withoutComments(file);
        return pattern.matcher(text)
                .results()
                .map(
                        hit ->
                                "line "
                                        + text.substring(0, hit.end()).lines().count()
                                        + ": "
                                        + hit.group())
                .toList();
    }

    private static String withoutComments(Path file) {
        Pattern comment =
                Pattern.compile(
                        file.toString().endsWith(".yaml")
                                ? "(?m)(^|\\s)#.*$"
                                : "(?s)/\\*.*?\\*/|<#--.*?-->|(?m)(?<!:)//.*$");
        return comment.matcher(Declared.text(file))
                .replaceAll(c -> Matcher.quoteReplacement(c.group().replaceAll("[^\n]", " ")));
    }
}
