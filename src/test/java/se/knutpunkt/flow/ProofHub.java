package se.knutpunkt.flow;

import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import se.knutpunkt.catalogue.TemporaryHome;
import se.knutpunkt.fake.token.Certificates;
import se.knutpunkt.fake.token.ProvenBackend;
import se.knutpunkt.fake.token.TlsBackend;
import se.knutpunkt.fake.token.TokenService;
import se.knutpunkt.sandbox.Surroundings;
import se.knutpunkt.sso.TokenBroker;

/** A hub with one probe back end for each kind of proof, started once for the tests of proofs. */
final class ProofHub {

    /** Of a life of five minutes, with the last minute before it and the machine's own time. */
    static final Duration OLD = Duration.ofMinutes(4).plusSeconds(2);

    private static ProofHub running;
    private static boolean tried;

    private final Certificates authority = new Certificates("test authority");
    private final Certificates stranger = new Certificates("another authority");
    private final TlsBackend tls =
            new TlsBackend(
                    authority.context(authority.identity("server", "localhost")),
                    "TLSv1.2",
                    "TLSv1.3");
    private final TlsBackend wrongHost =
            new TlsBackend(
                    authority.context(authority.identity("server", "other.example")), "TLSv1.3");
    private final TlsBackend untrusted =
            new TlsBackend(stranger.context(stranger.identity("server", "localhost")), "TLSv1.3");
    private final RunningHub hub;
    private final TokenService tokens;
    private final ProvenBackend backend;

    private ProofHub() {
        Surroundings surroundings = Surroundings.onFreePorts(Clock.systemDefaultZone());
        String issuer = surroundings.identityProvider().citizenIssuer();
        tokens = new TokenService(0, issuer, () -> keys(issuer));
        backend = new ProvenBackend(0, tokens);
        Map<String, Object> settings = new LinkedHashMap<>();
        Path home = home();
        Probes probes = new Probes(new TemporaryHome(home, "config"));
        declare(probes);
        settings.put("knutpunkt.home", home.toString());
        // the other hub of this JVM has the usual names
        settings.put("spring.jmx.unique-names", "true");
        settings.put("spring.config.additional-location", "optional:file:" + home + "/config/");
        settings.put("knutpunkt.secrets.probe-secret", tokens.clientSecret());
        settings.put("knutpunkt.secrets.probe-key", tokens.clientKey());
        Certificates.Identity client = authority.identity("hub", null);
        settings.put("spring.ssl.bundle.pem.probe.keystore.certificate", client.certificatePem());
        settings.put("spring.ssl.bundle.pem.probe.keystore.private-key", client.keyPem());
        settings.put(
                "spring.ssl.bundle.pem.probe.truststore.certificate", authority.authorityPem());
        hub = new RunningHub(surroundings, settings);
    }

    static synchronized ProofHub fresh() {
        if (running == null) {
            if (tried) {
                throw new IllegalStateException("it did not start the first time");
            }
            tried = true;
            running = new ProofHub();
        }
        running.hub.clock().reset();
        running.tokens.reset();
        running.backend.reset();
        running.hub.bean(TokenBroker.class).forget();
        running.hub.closeBreakers();
        return running;
    }

    RunningHub hub() {
        return hub;
    }

    TokenService tokens() {
        return tokens;
    }

    ProvenBackend backend() {
        return backend;
    }

    TlsBackend tls() {
        return tls;
    }

    ApiCall probe(String name) {
        return hub.get("/v1/probes/" + name);
    }

    /**
     * The proofs that were issued are in the last minute of their five: they are renewed, and serve
     * for most of that minute still.
     */
    void age() {
        hub.clock().forward(OLD);
    }

    private void declare(Probes probes) {
        probes.add("probe-mtls", tls.url() + "/", "mtls", "tlsBundle: probe");
        probes.add("probe-wrong-host", wrongHost.url() + "/", "mtls", "tlsBundle: probe");
        probes.add("probe-untrusted", untrusted.url() + "/", "{kind: mtls}", "tlsBundle: probe");
        probes.add("probe-none", backend.url() + "/open/probe-none", "none", "");
        probes.add(
                "probe-credentials",
                backend.url() + "/token/probe-credentials",
                """

                  kind: client-credentials
                  tokenEndpoint: %s
                  timeLimit: 6s
                  client: {id: hub-with-key, authentication: private_key_jwt, secret: probe-key}
                  audience: aud-probe-credentials
                  scopes: [probe.read, probe.write]"""
                        .formatted(tokens.tokenUrl()),
                "");
        probes.add(
                "probe-exchange",
                backend.url() + "/token/probe-exchange",
                exchange("probe-exchange"),
                "");
        probes.add(
                "probe-other", backend.url() + "/token/probe-other", exchange("probe-other"), "");
        probes.add(
                "probe-unknown",
                backend.url() + "/token/probe-unknown",
                exchange("x").replace("aud-x", "nobody"),
                "");
        probes.add(
                "probe-jwt",
                backend.url() + "/token/probe-jwt",
                """

                  kind: jwt-bearer
                  tokenEndpoint: %1$s
                  timeLimit: 6s
                  client: {id: hub-with-key, authentication: private_key_jwt, secret: probe-key}
                  audience: aud-probe-jwt
                  assertion: {tokenEndpoint: "%1$s", audience: aud-trade}"""
                        .formatted(tokens.tokenUrl()),
                "");
        probes.add(
                "probe-saml2",
                backend.url() + "/token/probe-saml2",
                """

                  kind: saml2-bearer
                  tokenEndpoint: %1$s
                  timeLimit: 6s
                  client: {id: "hub-{region}", authentication: client_secret_basic, secret: probe-secret}
                  audience: aud-probe-saml2
                  assertion: {tokenEndpoint: "%1$s", audience: aud-trade}"""
                        .formatted(tokens.tokenUrl()),
                "");
        probes.add(
                "probe-saml",
                backend.url() + "/saml/probe-saml",
                """

                  kind: saml
                  tokenEndpoint: %s
                  timeLimit: 6s
                  client: {id: hub, authentication: client_secret_basic, secret: probe-secret}
                  audience: aud-probe-saml"""
                        .formatted(tokens.tokenUrl()),
                "");
    }

    private String exchange(String name) {
        return """

          kind: token-exchange
          tokenEndpoint: %s
          timeLimit: 6s
          client: {id: hub, authentication: client_secret_basic, secret: probe-secret}
          audience: aud-%s"""
                .formatted(tokens.tokenUrl(), name);
    }

    private static JWKSet keys(String issuer) {
        try {
            return JWKSet.load(URI.create(issuer + "/jwks").toURL());
        } catch (IOException | ParseException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path home() {
        try {
            Path home = Files.createTempDirectory(Path.of("target"), "home").toAbsolutePath();
            new TemporaryHome(home, "routes");
            new TemporaryHome(home, "mappings");
            return home;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
