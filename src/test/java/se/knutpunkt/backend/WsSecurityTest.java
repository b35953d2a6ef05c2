package se.knutpunkt.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import se.knutpunkt.error.Problem;

class WsSecurityTest {

    private static final String SECURITY =
            "<wsse:Security xmlns:wsse=\"http://docs.oasis-open.org/wss/2004/01/"
                    + "oasis-200401-wss-wssecurity-secext-1.0.xsd\" ";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    <s:Envelope xmlns:s="u"><s:Header/><s:Body/></s:Envelope> | <s:Envelope xmlns:s="u"><s:Header>X</s:Header><s:Body/></s:Envelope>
                    <s:Envelope xmlns:s="u"> <s:Header a="1"><k/></s:Header><s:Body/></s:Envelope> | <s:Envelope xmlns:s="u"> <s:Header a="1">X<k/></s:Header><s:Body/></s:Envelope>
                    <s:Envelope xmlns:s="u"><s:Body><s:Header/></s:Body></s:Envelope> | <s:Envelope xmlns:s="u"><s:Header>X</s:Header><s:Body><s:Header/></s:Body></s:Envelope>
                    <?xml version="1.0"?><s:Envelope><s:Body/></s:Envelope> | <?xml version="1.0"?><s:Envelope><s:Header>X</s:Header><s:Body/></s:Envelope>
                    """)
    void theAssertionIsPutInTheHeaderAsItIs(String envelope, String expected) {
        String security = SECURITY + "s:mustUnderstand=\"1\"><a>$1\\</a></wsse:Security>";
        assertThat(WsSecurity.add(envelope, "<a>$1\\</a>"))
                .isEqualTo(expected.replace("X", security));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "{}", "<Header/>", "<x/><s:Envelope/>"})
    void whatIsNoEnvelopeIsNotSent(String body) {
        assertThatThrownBy(() -> WsSecurity.add(body, "<a/>"))
                .isInstanceOfSatisfying(
                        Problem.class, p -> assertThat(p.code()).isEqualTo("hub-misconfigured"));
    }
}
