package se.knutpunkt.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import se.knutpunkt.catalogue.DeclaredFileException;
import se.knutpunkt.catalogue.TemporaryHome;

/** A broken or impure mapping stops the start and is named with file and line. */
class MappingStartTest {

    private static final String EXPRESSION = "mappings/backends/rivta/trial.response.jsonata";
    private static final String TEMPLATE = "mappings/backends/rivta/trial.request.ftlx";

    @TempDir Path folder;
    private TemporaryHome home;

    @BeforeEach
    void copy() {
        home = new TemporaryHome(folder, "mappings");
        new TemporaryHome(folder, "config");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"a": b,\\n"c": d    | 2
                    {\\n\\n"a" b}        | 3
                    $sum(              | 1
                    (\\n $a := 1;\\n )) | 3
                    """)
    void aBrokenExpressionIsNamed(String text, int line) {
        home.write(EXPRESSION, text.replace("\\n", "\n"));
        refused(EXPRESSION, line);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    <a>\\n<#if x>          | 2
                    <a>\\n\\n${x           | 3
                    <#import "/gone.ftlx"> | 1
                    <#foo>                 | 1
                    """)
    void aBrokenTemplateIsNamed(String text, int line) {
        home.write(TEMPLATE, text.replace("\\n", "\n"));
        refused(TEMPLATE, line);
    }

    @Test
    void aBrokenSharedTemplateIsNamed() {
        home.write("mappings/shared/rivta.ftlx", "<#macro envelope>\n<#if>\n</#macro>");
        refused("mappings/shared/rivta.ftlx", 2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$now()",
                "$millis()",
                "$random()",
                "$eval('1')",
                "$shuffle([1,2])",
                "$map([1], $random)",
                "($f := $now; $f())",
                "'x' ~> $eval"
            })
    void anImpureExpressionIsRefused(String text) {
        home.write(EXPRESSION, "/* a\n comment */\n" + text);
        refused(EXPRESSION, 3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${.now}",
                "<#if .now?string == 'x'></#if>",
                "${citizen?eval}",
                "${'a'?interpret}",
                "${'freemarker.template.utility.Execute'?new()('id')}",
                "${body?api.hashCode()}"
            })
    void anImpureTemplateIsRefused(String text) {
        home.write(TEMPLATE, "<a>\n" + text + "</a>");
        refused(TEMPLATE, 2);
    }

    @Test
    void aCommentMaySpeakOfTheClock() {
        home.write(EXPRESSION, "/* no $now() here */ {\"known\": $nowhere, \"a\": $random2}");
        assertThatCode(() -> Mappings.of(folder)).doesNotThrowAnyException();
    }

    @Test
    void allBrokenFilesAreNamedTogether() {
        home.write(EXPRESSION, "{");
        home.write(TEMPLATE, "${");
        assertThatThrownBy(() -> Mappings.of(folder))
                .isInstanceOfSatisfying(
                        DeclaredFileException.class, e -> assertThat(e.mistakes()).hasSize(2));
    }

    private void refused(String file, int line) {
        String place = home.file(file) + ":" + line + ": ";
        assertThatThrownBy(() -> Mappings.of(folder))
                .isInstanceOfSatisfying(
                        DeclaredFileException.class,
                        e ->
                                assertThat(e.mistakes())
                                        .singleElement()
                                        .asString()
                                        .startsWith(place)
                                        .doesNotContain("\n"));
    }
}
