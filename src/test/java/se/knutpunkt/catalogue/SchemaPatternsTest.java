package se.knutpunkt.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaPatternsTest {

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\u0085", "\u2028", "\u2029", "\r"})
    void theEndIsTheEnd(String lineBreak) {
        assertThat(SchemaPatterns.compile("^[0-9]{2}$").matches("12")).isTrue();
        assertThat(SchemaPatterns.compile("^[0-9]{2}$").matches("12" + lineBreak)).isFalse();
        assertThat(SchemaPatterns.compile("^(a|b)$").matches("b" + lineBreak)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-store", "x no-store y"})
    void withoutAnchorsAPartSuffices(String text) {
        assertThat(SchemaPatterns.compile("no-store").matches(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5$", "15$"})
    void aDollarThatIsMeantStays(String text) {
        assertThat(SchemaPatterns.compile("5\\$").matches(text)).isTrue();
        assertThat(SchemaPatterns.compile("5\\$").matches("5")).isFalse();
    }
}
