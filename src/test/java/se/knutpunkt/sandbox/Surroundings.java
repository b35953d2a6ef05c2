package se.knutpunkt.sandbox;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import se.knutpunkt.fake.oidc.IdentityProvider;
import se.knutpunkt.fake.rivta.RivtaPlatform;
import se.knutpunkt.fake.video.VideoService;

/** Everything the hub needs around it: PostgreSQL, the identity provider and the partners. */
public final class Surroundings implements AutoCloseable {

    private final EmbeddedPostgres database;
    private final IdentityProvider identityProvider;
    private final RegionalPartners regional;
    private final VideoService video;

    private Surroundings(int identityPort, int videoPort, RegionalPartners regional) {
        this.database = start();
        this.identityProvider = new IdentityProvider(identityPort);
        this.regional = regional;
        this.video =
                new VideoService(
                        videoPort, identityProvider.machineIssuer(), "http://localhost:8080");
    }

    /** On the fixed ports of the sandbox (design section 10). */
    static Surroundings onFixedPorts() {
        return new Surroundings(
                9100, 9230, RegionalPartners.onFixedPorts(Clock.systemDefaultZone()));
    }

    public static Surroundings onFreePorts(Clock clock) {
        return new Surroundings(0, 0, RegionalPartners.onFreePorts(clock));
    }

    public IdentityProvider identityProvider() {
        return identityProvider;
    }

    /** The products of the regions. */
    public RegionalPartners regional() {
        return regional;
    }

    public RivtaPlatform rivta() {
        return regional.get(RivtaPlatform.class);
    }

    public VideoService video() {
        return video;
    }

    public EmbeddedPostgres database() {
        return database;
    }

    /** The settings that point the hub here. */
    public Map<String, Object> settings(Path brokerData) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("KNUTPUNKT_DATABASE_URL", database.getJdbcUrl("postgres", "postgres"));
        settings.put("KNUTPUNKT_DATABASE_USER", "postgres");
        settings.put("KNUTPUNKT_DATABASE_PASSWORD", "postgres");
        settings.put("KNUTPUNKT_CITIZEN_ISSUER", identityProvider.citizenIssuer());
        settings.put("KNUTPUNKT_CITIZEN_JWKS", identityProvider.citizenIssuer() + "/jwks");
        settings.put("KNUTPUNKT_MACHINE_ISSUER", identityProvider.machineIssuer());
        settings.put("KNUTPUNKT_MACHINE_JWKS", identityProvider.machineIssuer() + "/jwks");
        settings.putAll(regional.settings());
        settings.put("KNUTPUNKT_REGIONAL_VIDEO_URL", video.url() + "/besok");
        settings.put("KNUTPUNKT_IDENTIFIER_KEY", "only-for-the-sandbox-0123456789abcdef");
        settings.put("KNUTPUNKT_OPERATIONS_PASSWORD", "sandbox");
        settings.put("KNUTPUNKT_BROKER_DATA", brokerData.toString());
        return settings;
    }

    /**
     * PostgreSQL's own answers must survive a crash here too, so nothing that makes it faster by
     * forgetting is on.
     */
    private static EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.builder()
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("fsync", "on")
                    .setServerConfig("full_page_writes", "on")
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        video.close();
        regional.close();
        identityProvider.close();
        try {
            database.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
