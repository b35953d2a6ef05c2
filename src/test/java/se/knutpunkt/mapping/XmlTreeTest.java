package se.knutpunkt.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of back ends as trees, and what is no answer. */
class XmlTreeTest {

    @Test
    void oneElementIsAValueAndTwoAreAList() throws IOException {
        assertThat(read("<e><a>1</a><b>2</b><b>3</b></e>"))
                .isEqualTo(Map.of("a", "1", "b", List.of("2", "3")));
    }

    @Test
    void namesAreLocal() throws IOException {
        assertThat(read("<p:e xmlns:p='urn:p' xmlns='urn:q'><p:a>1</p:a><b>2</b></p:e>"))
                .isEqualTo(Map.of("a", "1", "b", "2"));
    }

    @Test
    void textIsKeptAsItIs() throws IOException {
        assertThat(
                        read(
                                "<e><a>&#197;sa &amp; &lt;Öberg&gt; ]]&gt;</a><b><![CDATA[<&>]]> x</b></e>"))
                .isEqualTo(Map.of("a", "Åsa & <Öberg> ]]>", "b", "<&> x"));
    }

    @Test
    void theTypeOfAnElementIsNoPartOfIt() throws IOException {
        String xsi = "xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'";
        assertThat(read("<e " + xsi + "><a xsi:type='T'>1</a><b xsi:nil='true'/></e>"))
                .containsEntry("a", "1")
                .containsEntry("b", null);
    }

    @Test
    void otherEncodingsAreRead() throws IOException {
        byte[] xml =
                "<?xml version='1.0' encoding='ISO-8859-1'?><e><a>Åsa</a></e>"
                        .getBytes(StandardCharsets.ISO_8859_1);
        assertThat(XmlTree.read(xml)).isEqualTo(Map.of("a", "Åsa"));
    }

    static Stream<String> attacks() {
        return Stream.of(
                "<!DOCTYPE e><e><a>1</a></e>",
                "<!DOCTYPE e [<!ENTITY x 'y'>]><e><a>&x;</a></e>",
                "<!DOCTYPE e SYSTEM 'http://localhost:1/x.dtd'><e><a>1</a></e>",
                "<!DOCTYPE e [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><e><a>&x;</a></e>",
                laughs(),
                "<a>".repeat(200) + "</a>".repeat(200),
                "<a>".repeat(100_000),
                "<e><a>" + "x".repeat(1_100_000) + "</a></e>");
    }

    @ParameterizedTest
    @MethodSource("attacks")
    @Timeout(30)
    void anAttackIsRefused(String xml) {
        assertThatThrownBy(() -> read(xml)).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{}",
                "<html><br></html>",
                "<e><a>1</a>",
                "<e><a>1</b></e>",
                "<e><a>&unknown;</a></e>",
                "<e><a>\u0001</a></e>",
                "<e><a x='1' x='2'/></e>",
                "<p:e><a>1</a></p:e>"
            })
    void whatIsNotWholeIsRefused(String xml) {
        assertThatThrownBy(() -> read(xml)).isInstanceOf(IOException.class);
    }

    @Test
    void theRefusalHoldsNothingOfTheInput() {
        assertThatThrownBy(() -> read("<e><a>191212121212</a></wrong>"))
                .hasNoCause()
                .message()
                .doesNotContain("1912", "wrong");
    }

    private static String laughs() {
        StringBuilder dtd = new StringBuilder("<!DOCTYPE e [<!ENTITY l0 'ha'>");
        for (int i = 1; i < 30; i++) {
            dtd.append("<!ENTITY l%d '&l%d;&l%d;'>".formatted(i, i - 1, i - 1));
        }
        return dtd + "]><e><a>&l29;</a></e>";
    }

    private static Map<String, Object> read(String xml) throws IOException {
        return XmlTree.read(xml.getBytes(StandardCharsets.UTF_8));
    }
}
