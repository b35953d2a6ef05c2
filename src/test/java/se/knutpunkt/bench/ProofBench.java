package se.knutpunkt.bench;

import com.nimbusds.jose.jwk.JWKSet;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.context.ConfigurableApplicationContext;
import se.knutpunkt.Knutpunkt;
import se.knutpunkt.catalogue.TemporaryHome;
import se.knutpunkt.fake.token.TokenService;
import se.knutpunkt.sandbox.Surroundings;

/**
 * What a kept proof costs: listBookings of two hubs in turn, one whose back end gets no proof and
 * one whose back end gets an exchanged token that is kept; processor time of the request threads
 * for each call.
 */
public final class ProofBench {

    private static final String CITIZEN = "191212121212";
    private static final int CONNECTIONS = Integer.getInteger("bench.connections", 16);
    private static final int SECONDS = Integer.getInteger("bench.seconds", 5);
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 7);

    private ProofBench() {}

    public static void main(String[] args) throws Exception {
        try (Surroundings surroundings = Surroundings.onFreePorts(Clock.systemDefaultZone());
                PlainServer rivta = new PlainServer(ListBookingsBench.schedule())) {
            String issuer = surroundings.identityProvider().citizenIssuer();
            TokenService tokens = new TokenService(0, issuer, () -> keys(issuer));
            tokens.lifetime(Duration.ofHours(1));
            Map<String, Object> settings = new HashMap<>();
            settings.put("KNUTPUNKT_PORT", "0");
            settings.put("KNUTPUNKT_MANAGEMENT_PORT", "0");
            settings.put(
                    "KNUTPUNKT_RIVTA_NATIONAL_URL", "http://localhost:" + rivta.port() + "/vp/");
            settings.put("logging.file.name", "target/bench.log");
            settings.put("logging.threshold.console", "OFF");
            settings.put("logging.structured.format.file", "ecs");
            ConfigurableApplicationContext without = hub(surroundings, settings);
            settings.putAll(proven(tokens));
            ConfigurableApplicationContext with = hub(surroundings, settings);
            measure(port(without), port(with), surroundings.identityProvider());
            System.out.println("exchanges: " + tokens.callsOf("token-exchange"));
        }
        System.exit(0);
    }

    private static ConfigurableApplicationContext hub(
            Surroundings surroundings, Map<String, Object> more) throws Exception {
        Map<String, Object> settings =
                new LinkedHashMap<>(
                        surroundings.settings(
                                Files.createTempDirectory(Path.of("target"), "artemis")));
        settings.putAll(more);
        return Knutpunkt.builder().properties(settings).run();
    }

    /** A home whose back end demands a token for it. */
    private static Map<String, Object> proven(TokenService tokens) throws Exception {
        Path home = Files.createTempDirectory(Path.of("target"), "home").toAbsolutePath();
        new TemporaryHome(home, "routes");
        new TemporaryHome(home, "mappings");
        new TemporaryHome(home, "config")
                .replace(
                        "config/backends/rivta.yaml",
                        "login: none",
                        """
                        login:
                          kind: token-exchange
                          tokenEndpoint: %s
                          client: {id: hub, authentication: client_secret_basic, secret: bench}
                          audience: aud-bench"""
                                .formatted(tokens.tokenUrl()));
        return Map.of(
                "knutpunkt.home",
                home.toString(),
                "spring.config.additional-location",
                "optional:file:" + home + "/config/",
                "spring.jmx.unique-names",
                "true",
                "knutpunkt.secrets.bench",
                tokens.clientSecret());
    }

    private static void measure(
            int without, int with, se.knutpunkt.fake.oidc.IdentityProvider logins) {
        double[] ratios = new double[ROUNDS];
        for (int i = -3; i < ROUNDS; i++) {
            String token = logins.citizenToken(CITIZEN);
            ProcessorTime start = ProcessorTime.now();
            Load.Result a = Load.run(without, "/v1/bookings", token, CONNECTIONS, SECONDS);
            ProcessorTime between = ProcessorTime.now();
            Load.Result b = Load.run(with, "/v1/bookings", token, CONNECTIONS, SECONDS);
            ProcessorTime end = ProcessorTime.now();
            long plain = between.since(start, a.calls()).getOrDefault("httpnioauto", 0L);
            long proven = end.since(between, b.calls()).getOrDefault("httpnioauto", 0L);
            double ratio = (double) proven / Math.max(1, plain);
            System.out.printf(
                    "%s without %5d us a call (%d calls)   with %5d us (%d calls)   ratio %.3f%n",
                    i < 0 ? "warm-up " : "round " + (i + 1) + " ",
                    plain,
                    a.calls(),
                    proven,
                    b.calls(),
                    ratio);
            if (i >= 0) {
                ratios[i] = ratio;
            }
        }
        Arrays.sort(ratios);
        System.out.printf(
                "with / without a proof: median %.3f, from %.3f to %.3f%n",
                ratios[ratios.length / 2], ratios[0], ratios[ratios.length - 1]);
    }

    private static JWKSet keys(String issuer) {
        try {
            return JWKSet.parse(
                    new String(
                            URI.create(issuer + "/jwks").toURL().openStream().readAllBytes(),
                            StandardCharsets.UTF_8));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static int port(ConfigurableApplicationContext context) {
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }
}
