package se.knutpunkt.ops;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** Names all settings that are missing, at once, before anything is started. */
final class RequiredSettings implements EnvironmentPostProcessor, Ordered {

    private static final Map<String, String> REQUIRED = new LinkedHashMap<>();

    static {
        REQUIRED.put(
                "KNUTPUNKT_DATABASE_URL",
                "PostgreSQL as a JDBC address, jdbc:postgresql://host:5432/knutpunkt");
        REQUIRED.put("KNUTPUNKT_DATABASE_USER", "user of the database");
        REQUIRED.put("KNUTPUNKT_DATABASE_PASSWORD", "password of that user");
        REQUIRED.put("KNUTPUNKT_CITIZEN_ISSUER", "issuer of citizens' tokens");
        REQUIRED.put("KNUTPUNKT_CITIZEN_JWKS", "address of that issuer's keys (JWKS)");
        REQUIRED.put("KNUTPUNKT_MACHINE_ISSUER", "issuer of machines' tokens");
        REQUIRED.put("KNUTPUNKT_MACHINE_JWKS", "address of that issuer's keys (JWKS)");
        REQUIRED.put("KNUTPUNKT_RIVTA_URL", "address of the national RIV-TA platform");
        REQUIRED.put(
                "KNUTPUNKT_IDENTIFIER_KEY",
                "at least 32 random characters, the same on all replicas");
        REQUIRED.put(
                "KNUTPUNKT_PERSON_KEY",
                "at least 32 random characters, the same on all replicas and for good");
        REQUIRED.put(
                "KNUTPUNKT_OPERATIONS_PASSWORD",
                "password of the operations login on the management port");
    }

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void postProcessEnvironment(
            ConfigurableEnvironment environment, SpringApplication application) {
        if (!environment.containsProperty("knutpunkt.home")) {
            return; // some other application on this class path
        }
        if (!environment.containsProperty("knutpunkt.api.body-limit-bytes")) {
            throw new StartFailure(
                    "config/application.yaml was not found in "
                            + environment.getProperty("knutpunkt.home", "."),
                    "Start the hub in the folder that holds routes/, mappings/ and config/, or name it in KNUTPUNKT_HOME.");
        }
        List<String> missing =
                REQUIRED.keySet().stream()
                        .filter(name -> !given(environment, name))
                        .map(name -> "  " + name + "  " + REQUIRED.get(name))
                        .toList();
        if (!missing.isEmpty()) {
            throw new StartFailure(
                    "Settings that have no default are missing:\n\n" + String.join("\n", missing),
                    "Give them as environment variables; docs/operations.md describes all settings.");
        }
        if (given(environment, "KNUTPUNKT_BROKER_URL")) {
            environment
                    .getPropertySources()
                    .addFirst(
                            new MapPropertySource(
                                    "broker",
                                    Map.of(
                                            "spring.artemis.mode", "native",
                                            "spring.artemis.broker-url", "${KNUTPUNKT_BROKER_URL}",
                                            "spring.artemis.user", "${KNUTPUNKT_BROKER_USER:}",
                                            "spring.artemis.password",
                                                    "${KNUTPUNKT_BROKER_PASSWORD:}",
                                            "spring.artemis.embedded.enabled", "false")));
        }
    }

    private static boolean given(ConfigurableEnvironment environment, String name) {
        String value = environment.getProperty(name);
        return value != null && !value.isBlank();
    }
}
