package se.knutpunkt.flow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import se.knutpunkt.Knutpunkt;
import se.knutpunkt.fake.FakePartner;
import se.knutpunkt.fake.Mood;
import se.knutpunkt.fake.oidc.IdentityProvider;
import se.knutpunkt.fake.rivta.RivtaPlatform;
import se.knutpunkt.handoff.HandoffLimits;
import se.knutpunkt.region.PersonCache;
import se.knutpunkt.region.Region;
import se.knutpunkt.region.RegionCatalogue;
import se.knutpunkt.sandbox.Surroundings;
import se.knutpunkt.source.Engagements;
import se.knutpunkt.sso.TokenBroker;

/** The hub on free ports, started once for all flow tests of this JVM. */
public final class RunningHub {

    /** The citizen most tests are about: Tolvan Tolvansson, region 01. */
    public static final String TOLVAN = "191212121212";

    private static final String BOOKING = "booking";

    private static RunningHub running;
    private static RuntimeException failure;

    private final MovableClock clock = new MovableClock();
    private final Surroundings surroundings;
    private final ConfigurableApplicationContext context;
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(20))
                    .build();

    private RunningHub() {
        this(Surroundings.onFreePorts(Clock.systemDefaultZone()), Map.of());
    }

    /** A hub of its own, with settings of its own. */
    RunningHub(Surroundings surroundings, Map<String, Object> more) {
        this.surroundings = surroundings;
        Map<String, Object> settings = surroundings.settings(temporary());
        settings.put("KNUTPUNKT_PORT", "0");
        settings.put("KNUTPUNKT_MANAGEMENT_PORT", "0");
        settings.put("KNUTPUNKT_CITIZEN_JWKS", identityProvider().citizenKeys().url() + "/jwks");
        settings.put("KNUTPUNKT_KEYS_PAUSE", "1s");
        settings.put("KNUTPUNKT_CLIENT_CERTIFICATE_HEADER", "Client-Cert");
        settings.put("KNUTPUNKT_TRUSTED_PROXIES", "127.0.0.1,::1");
        settings.putAll(more);
        this.context =
                Knutpunkt.builder()
                        .properties(settings)
                        .initializers(
                                (GenericApplicationContext hub) ->
                                        hub.registerBean("clock", Clock.class, () -> clock))
                        .run();
        surroundings.video().useHub("http://localhost:" + port());
        surroundings.notices().useHub("http://localhost:" + port());
        Runtime.getRuntime().addShutdownHook(new Thread(surroundings::close));
    }

    /** The hub, with every partner as it was at the start. */
    public static synchronized RunningHub fresh() {
        if (failure != null) {
            throw new IllegalStateException(
                    "the hub did not start, see the first failure", failure);
        }
        if (running == null) {
            running = started();
        }
        running.clock.reset();
        running.surroundings.regional().all().forEach(running::asAtTheStart);
        running.surroundings.video().reset();
        running.asAtTheStart(running.surroundings.ehm(), "/v1/prescriptions");
        running.surroundings.tokens().reset();
        running.surroundings.notices().reset();
        running.bean(TokenBroker.class).forget();
        running.bean(PersonCache.class).forget();
        running.bean(Engagements.class).forget();
        running.bean(HandoffLimits.class).forget();
        Breakers.close(running.context);
        return running;
    }

    /** A hub that does not start fails each test at once, not after another try. */
    private static RunningHub started() {
        try {
            return new RunningHub();
        } catch (RuntimeException e) {
            failure = e;
            throw e;
        }
    }

    /** Of one that serves the whole country: a path of the API that asks it. */
    private void asAtTheStart(FakePartner partner, String path) {
        boolean wasDown = partner.isDown();
        partner.reset();
        for (int i = 0; wasDown && i < 3; i++) {
            get(path).as(TOLVAN).send();
        }
        partner.reset();
    }

    private void asAtTheStart(FakePartner partner) {
        boolean wasDown = partner.isDown();
        partner.reset();
        if (wasDown) {
            askRegister();
            askRegions(partner);
        }
        partner.forget();
    }

    /** RIV-TA goes down, and the hub has noticed that its open connections are lost. */
    public void loseRivta() {
        lose(rivta());
    }

    /** The same for any product of regions; who calls is known already. */
    public void lose(FakePartner partner) {
        get("/v1/me").as(TOLVAN).send();
        partner.mood(Mood.down());
        askRegions(partner);
        Breakers.close(context);
        partner.forget();
    }

    // A call over a connection that the partner has closed fails once.

    private void askRegister() {
        for (int i = 0; i < 3; i++) {
            bean(PersonCache.class).forget();
            get("/v1/me").as(TOLVAN).send();
        }
    }

    private void askRegions(FakePartner partner) {
        for (int i = 0; i < 3; i++) {
            for (String region : bookedAt(partner)) {
                get("/v1/facilities?region=" + region).as(TOLVAN).send();
            }
            // the line to all regions at once, and the engagement index
            bean(Engagements.class).forget();
            get("/v1/bookings").as(TOLVAN).send();
        }
    }

    /** The regions whose booking is at this partner's address. */
    private List<String> bookedAt(FakePartner partner) {
        return bean(RegionCatalogue.class).all().stream()
                .filter(region -> region.takesPart() && region.capabilities().containsKey(BOOKING))
                .filter(
                        region ->
                                region.capabilities()
                                        .get(BOOKING)
                                        .address()
                                        .startsWith(partner.url() + "/"))
                .map(Region::region)
                .toList();
    }

    /** Forgets all failures of back ends. */
    public void closeBreakers() {
        Breakers.close(context);
    }

    /**
     * The hub's clock, for rules that change with the day and for the age of proofs; partners and
     * tokens keep the time.
     */
    MovableClock clock() {
        return clock;
    }

    public RivtaPlatform rivta() {
        return surroundings.rivta();
    }

    /** The product of regions of this kind. */
    public <T extends FakePartner> T partner(Class<T> kind) {
        return surroundings.regional().get(kind);
    }

    public IdentityProvider identityProvider() {
        return surroundings.identityProvider();
    }

    public Surroundings surroundings() {
        return surroundings;
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public CamelContext camel() {
        return context.getBean(CamelContext.class);
    }

    public int port() {
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    public int managementPort() {
        return context.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
    }

    /**
     * A request to the API, not yet sent: {@code hub.call("GET",
     * "/v1/bookings").as(TOLVAN).send()}.
     */
    public ApiCall call(String method, String path) {
        return new ApiCall(this, method, path);
    }

    public ApiCall get(String path) {
        return call("GET", path);
    }

    HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    URI uri(String path) {
        return URI.create("http://localhost:" + port() + path);
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory(Path.of("target"), "artemis");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
