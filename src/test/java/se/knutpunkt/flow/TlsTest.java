package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import se.knutpunkt.fake.oidc.Certificate;
import se.knutpunkt.sandbox.Surroundings;

/** The API over TLS: a token bound to a certificate is good over a connection that shows it. */
class TlsTest {

    private static final Certificate SERVER = Certificate.named("localhost");
    private static final Certificate MACHINE = Certificate.named("machine.example");
    private static final Certificate STRANGER = Certificate.named("stranger.example");

    @TempDir private static Path folder;
    private static RunningHub hub;
    private static String bound;

    @BeforeAll
    static void start() {
        String bundle = "spring.ssl.bundle.pem.api.";
        hub =
                new RunningHub(
                        Surroundings.onFreePorts(Clock.systemDefaultZone()),
                        Map.of(
                                // the other hub of this JVM has the usual names
                                "spring.jmx.unique-names",
                                "true",
                                "KNUTPUNKT_TLS_BUNDLE",
                                "api",
                                bundle + "keystore.certificate",
                                Certificate.file(folder, "server.pem", SERVER.pem()),
                                bundle + "keystore.private-key",
                                Certificate.file(folder, "server.key", SERVER.keyPem()),
                                bundle + "truststore.certificate",
                                Certificate.file(folder, "machines.pem", MACHINE.pem()),
                                "KNUTPUNKT_CLIENT_CERTIFICATE_HEADER",
                                "",
                                "KNUTPUNKT_TRUSTED_PROXIES",
                                ""));
        bound = hub.identityProvider().token(c -> c.with("cnf", MACHINE.confirmation()));
    }

    @Test
    void theConnectionsCertificateCounts() throws Exception {
        assertThat(me(client(MACHINE), bound).statusCode()).isEqualTo(200);
    }

    @Test
    void withoutACertificateABoundTokenIsNoGood() throws Exception {
        HttpResponse<String> answer = me(client(null), bound);
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("certificate-missing");
    }

    @Test
    void aHeaderDoesNotStandForIt() throws Exception {
        HttpResponse<String> answer = me(client(null), bound, "Client-Cert", MACHINE.header());
        assertThat(answer.body()).contains("certificate-missing");
    }

    @Test
    void aTokenThatIsNotBoundNeedsNone() throws Exception {
        String token = hub.identityProvider().citizenToken(RunningHub.TOLVAN);
        assertThat(me(client(null), token).statusCode()).isEqualTo(200);
        assertThat(me(client(MACHINE), token).statusCode()).isEqualTo(200);
    }

    @Test
    void aTokenOfAnotherCertificateIsNoGood() throws Exception {
        String strangers =
                hub.identityProvider().token(c -> c.with("cnf", STRANGER.confirmation()));
        HttpResponse<String> answer = me(client(MACHINE), strangers);
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("certificate-wrong");
    }

    @Test
    void oldTlsIsNotSpoken() {
        SSLParameters old = new SSLParameters();
        old.setProtocols(new String[] {"TLSv1.1"});
        assertThatThrownBy(
                        () ->
                                me(
                                        HttpClient.newBuilder()
                                                .sslContext(tls(null))
                                                .sslParameters(old)
                                                .build(),
                                        bound))
                .isInstanceOf(IOException.class);
    }

    private static HttpResponse<String> me(HttpClient client, String token, String... headers)
            throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("https://localhost:" + hub.port() + "/v1/me"))
                        .header("Authorization", "Bearer " + token);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpClient client(Certificate own) {
        return HttpClient.newBuilder().sslContext(tls(own)).build();
    }

    private static SSLContext tls(Certificate own) {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("hub", SERVER.certificate());
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            KeyManagerFactory keys =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own == null ? null : own.keyStore(), new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), new SecureRandom());
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
