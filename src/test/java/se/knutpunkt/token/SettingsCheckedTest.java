package se.knutpunkt.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import se.knutpunkt.catalogue.DeclaredFileException;
import se.knutpunkt.fake.oidc.Certificate;

/** Settings of inbound tokens: what cannot be right does not start, and what is off stays off. */
class SettingsCheckedTest {

    private static final Certificate OWN = Certificate.named("machine.example");
    private static final String THUMBPRINT = OWN.confirmation().get("x5t#S256").toString();

    @ParameterizedTest
    @ValueSource(
            strings = {"api.example.se", "/v1", "https://", "https://a.se?x", "https://a.se#x"})
    void whatIsNoPublicAddressStopsTheStart(String address) {
        assertThatThrownBy(() -> new PublicAddress(address))
                .isInstanceOf(DeclaredFileException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "'', http://inside/v1/me",
        "https://api.example.se, https://api.example.se/v1/me",
        "https://API.example.se:443/, https://api.example.se/v1/me",
        "https://api.example.se:8443/hub, https://api.example.se:8443/hub/v1/me"
    })
    void theAddressIsTheSettingsNotTheRequests(String setting, String expected) {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/v1/me");
        request.setServerName("inside");
        request.addHeader("X-Forwarded-Host", "evil.example");
        request.addHeader("Forwarded", "host=evil.example;proto=https");
        assertThat(new PublicAddress(setting).of(request)).isEqualTo(expected);
    }

    @Test
    void aHeaderForAnybodyStopsTheStart() {
        assertThatThrownBy(() -> new ClientCertificates("Client-Cert", List.of()))
                .isInstanceOf(DeclaredFileException.class);
        assertThatThrownBy(() -> new ClientCertificates("Client-Cert", List.of("any where")))
                .isInstanceOf(DeclaredFileException.class);
    }

    @Test
    void theHeaderCountsFromTheProxyOnly() {
        ClientCertificates certificates =
                new ClientCertificates("Client-Cert", List.of("10.1.0.0/16"));
        certificates.check(from("10.1.2.3"), THUMBPRINT);
        assertThatThrownBy(() -> certificates.check(from("10.2.2.3"), THUMBPRINT))
                .isInstanceOf(TokenRefused.class)
                .hasMessage("certificate-missing");
    }

    @Test
    void withoutTheSettingTheHeaderIsNothing() {
        ClientCertificates certificates = new ClientCertificates("", List.of("10.1.0.0/16"));
        assertThatThrownBy(() -> certificates.check(from("10.1.2.3"), THUMBPRINT))
                .isInstanceOf(TokenRefused.class)
                .hasMessage("certificate-missing");
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, PT5M, PT24H, PT10S",
        "PT-1S, PT5M, PT24H, PT10S",
        "PT1S, PT5M, PT24H, PT0S",
        "PT1S, PT5M, PT24H, PT5M",
        "PT1S, PT3S, PT24H, PT2S",
        "PT1S, PT5M, PT5M, PT10S"
    })
    void timesThatContradictEachOtherStopTheStart(
            Duration fetch, Duration kept, Duration outage, Duration pause) {
        assertThatThrownBy(() -> new KeyTimes(fetch, kept, outage, pause))
                .isInstanceOf(DeclaredFileException.class);
    }

    private static MockHttpServletRequest from(String address) {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/v1/me");
        request.setRemoteAddr(address);
        request.addHeader("Client-Cert", OWN.header());
        return request;
    }
}
