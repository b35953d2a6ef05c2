package se.knutpunkt.sandbox;

import com.nimbusds.jose.jwk.JWKSet;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import se.knutpunkt.fake.Shown;
import se.knutpunkt.fake.apns.PushService;
import se.knutpunkt.fake.ehm.MedicationRegister;
import se.knutpunkt.fake.email.MailBox;
import se.knutpunkt.fake.fcm.MessagingService;
import se.knutpunkt.fake.oidc.IdentityProvider;
import se.knutpunkt.fake.rivta.RivtaPlatform;
import se.knutpunkt.fake.sms.SmsGateway;
import se.knutpunkt.fake.token.Certificates;
import se.knutpunkt.fake.token.TokenService;
import se.knutpunkt.fake.video.VideoService;

/** Everything the hub needs around it: PostgreSQL, the identity provider and the partners. */
public final class Surroundings implements AutoCloseable {

    private final EmbeddedPostgres database;
    private final IdentityProvider identityProvider;
    private final RegionalPartners regional;
    private final VideoService video;
    private final TokenService tokens;
    private final MedicationRegister ehm;
    private final NoticeProviders notices;
    private final Certificates authority = new Certificates("sandbox authority");

    private Surroundings(Ports ports, RegionalPartners regional, Clock clock) {
        this.database = start();
        this.identityProvider = new IdentityProvider(ports.identity());
        this.regional = regional;
        this.video =
                new VideoService(
                        ports.video(), identityProvider.machineIssuer(), "http://localhost:8080");
        String issuer = identityProvider.citizenIssuer();
        this.tokens = new TokenService(ports.tokens(), issuer, () -> keys(issuer));
        this.ehm =
                new MedicationRegister(
                        ports.ehm(),
                        clock,
                        authority.context(authority.identity("ehm", "localhost")),
                        tokens);
        this.notices = new NoticeProviders(ports.notices(), authority);
    }

    /** 0 = a free one; each with its control on the one after it. */
    private record Ports(
            int identity, int video, int ehm, int tokens, NoticeProviders.Ports notices) {}

    private static JWKSet keys(String issuer) {
        try {
            return JWKSet.load(URI.create(issuer + "/jwks").toURL());
        } catch (IOException | ParseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** On the fixed ports of the sandbox (design section 10). */
    static Surroundings onFixedPorts() {
        Clock clock = Clock.systemDefaultZone();
        return new Surroundings(
                new Ports(9100, 9230, 9120, 9122, NoticeProviders.FIXED),
                RegionalPartners.onFixedPorts(clock),
                clock);
    }

    public static Surroundings onFreePorts(Clock clock) {
        return new Surroundings(
                new Ports(0, 0, 0, 0, NoticeProviders.FREE),
                RegionalPartners.onFreePorts(clock),
                clock);
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

    /** The national medication list. */
    public MedicationRegister ehm() {
        return ehm;
    }

    /** Where assertions about citizens are issued, and traded for tokens to the medication list. */
    public TokenService tokens() {
        return tokens;
    }

    /** What brings notifications to phones and mail boxes. */
    public NoticeProviders notices() {
        return notices;
    }

    /** Apple's push service, for what the App Store gave. */
    public PushService apns() {
        return notices.apns();
    }

    public MessagingService fcm() {
        return notices.fcm();
    }

    public SmsGateway sms() {
        return notices.sms();
    }

    public MailBox mail() {
        return notices.mail();
    }

    /** What the devices of all push services showed. */
    public Shown shown() {
        return notices.shown();
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
        settings.put("KNUTPUNKT_EHM_WAY", "api");
        settings.put("KNUTPUNKT_EHM_URL", ehm.base());
        settings.put("KNUTPUNKT_EHM_TOKEN_URL", tokens.tokenUrl());
        settings.put("KNUTPUNKT_EHM_ASSERTION_URL", tokens.tokenUrl());
        settings.put("KNUTPUNKT_EHM_CLIENT", "hub");
        settings.put("KNUTPUNKT_EHM_ASSERTION_CLIENT", "hub");
        settings.put("KNUTPUNKT_EHM_AUDIENCE", "aud-trade");
        settings.put("knutpunkt.secrets.ehm-secret", tokens.clientSecret());
        settings.put("knutpunkt.secrets.ehm-assertion-secret", tokens.clientSecret());
        Certificates.Identity hub = authority.identity("hub", null);
        String bundle = "spring.ssl.bundle.pem.ehm.";
        settings.put(bundle + "keystore.certificate", hub.certificatePem());
        settings.put(bundle + "keystore.private-key", hub.keyPem());
        settings.put(bundle + "truststore.certificate", authority.authorityPem());
        settings.putAll(notices.settings());
        settings.put("KNUTPUNKT_IDENTIFIER_KEY", "only-for-the-sandbox-0123456789abcdef");
        settings.put("KNUTPUNKT_PERSON_KEY", "only-for-the-sandbox-fedcba9876543210");
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
        notices.close();
        ehm.close();
        tokens.close();
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
