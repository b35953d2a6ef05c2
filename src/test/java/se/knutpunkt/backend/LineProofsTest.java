package se.knutpunkt.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import se.knutpunkt.catalogue.Declared;
import se.knutpunkt.catalogue.DeclaredFileException;
import se.knutpunkt.catalogue.TemporaryHome;
import se.knutpunkt.sandbox.RegionalPartners;

/** A login that is wrong stops the start and is named with its line. */
class LineProofsTest {

    private static final String FILE = "config/backends/rivta.yaml";
    private static final String LOGIN =
            """
            login:
              kind: saml2-bearer
              tokenEndpoint: https://id.example/token
              client: {id: hub, authentication: private_key_jwt, secret: not-there}
              assertion:
                tokenEndpoint: https://sts.example/token
                client: {id: hub, authentication: client_secret_basic, secret: nor-there, tlsBundle: none}
            """;

    @TempDir Path folder;

    private TemporaryHome home;
    private int line;

    @BeforeEach
    void copy() {
        home = new TemporaryHome(folder, "config");
        line = 1 + Declared.text(home.file(FILE)).lines().toList().indexOf("login: none");
    }

    @Test
    void whatIsThereIsTaken() {
        assertThat(new LineBeans(Declared.reader(folder, settings("http://x/")))).isNotNull();
    }

    @Test
    void missingSecretsAndBundlesAreNamedTogether() {
        home.replace(FILE, "login: none\n", LOGIN);
        assertThat(mistakes("http://x/"))
                .containsExactly(
                        at(3, "login.client.secret: no secret not-there is given"),
                        at(6, "login.assertion.client.tlsBundle: no TLS bundle none"));
    }

    @Test
    void aBundleIsNeededForAnHttpsAddress() {
        assertThat(mistakes("https://x/"))
                .hasSizeGreaterThan(1)
                .allMatch(mistake -> mistake.contains("tlsBundle: no TLS bundle rivta"));
    }

    @Test
    void aCertificateIsNotShownWithoutTls() {
        home.replace(FILE, "login: none\n", "login: mtls\n");
        assertThat(mistakes("http://x/"))
                .allMatch(mistake -> mistake.contains("only shown to an https address"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    kind: saml2-bearer            | kind: saml3                   | 1: login.kind:
                    tokenEndpoint: https://id     | tokenEndpoint: ftp://id       | 2: login.tokenEndpoint:
                    private_key_jwt               | client_secret_post            | 3: login.client.authentication:
                    secret: not-there             | password: x                   | 3: login.client.password: unknown field
                    kind: saml2-bearer            | kind: token-exchange          | 4: login.assertion:
                    kind: saml2-bearer            | kind: none                    | 0: login:
                    """)
    void aWrongFieldIsNamed(String old, String changed, String expected) {
        home.replace(FILE, "login: none\n", LOGIN.replace(old, changed));
        int below = Integer.parseInt(expected.substring(0, 1));
        assertThat(mistakes("http://x/"))
                .anySatisfy(m -> assertThat(m).startsWith(at(below, expected.substring(3))));
    }

    @Test
    void theShortFormIsForKindsThatNeedNothingMore() {
        home.replace(FILE, "login: none\n", "login: token-exchange\n");
        assertThat(mistakes("http://x/")).singleElement().asString().startsWith(at(0, "login:"));
    }

    private String at(int below, String rest) {
        return folder.resolve(FILE) + ":" + (line + below) + ": " + rest;
    }

    private List<String> mistakes(String url) {
        return catchThrowableOfType(
                        DeclaredFileException.class,
                        () -> new LineBeans(Declared.reader(folder, settings(url))))
                .mistakes();
    }

    private static Map<String, String> settings(String url) {
        Map<String, String> settings = new HashMap<>(RegionalPartners.sandboxSettings());
        settings.put("KNUTPUNKT_RIVTA_URL", url.replace("//x", "//x.example"));
        settings.put("KNUTPUNKT_PERSONREGISTER_URL", "http://y.example/");
        return settings;
    }
}
