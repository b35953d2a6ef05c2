package se.knutpunkt.fake.video;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import se.knutpunkt.fake.Answer;
import se.knutpunkt.fake.Call;
import se.knutpunkt.fake.FakePartner;
import se.knutpunkt.fake.Mood;
import se.knutpunkt.fake.Request;

/**
 * A region's video visits at {@code /besok}. Opened with a code it asks the hub who that is, begins
 * a session of its own and sends the web view on to the same place without the code, so that the
 * code stays in no history. Opened without either it says how to come in.
 */
public final class VideoService extends FakePartner {

    /** The scope that its codes are redeemed with, and its name at the identity provider. */
    public static final String SERVICE_ID = "regional-video";

    private static final String COOKIE = "besok";
    private static final String HTML = "text/html; charset=UTF-8";

    private final HubClient hub;
    private final Map<String, Visitor> sessions = new ConcurrentHashMap<>();

    /**
     * On a port (0 = a free one), loopback only.
     *
     * @param machineIssuer the issuer that gives it client credentials tokens
     * @param hub the hub's address, without a slash at the end
     */
    public VideoService(int port, String machineIssuer, String hub) {
        this.hub = new HubClient(machineIssuer, SERVICE_ID);
        useHub(hub);
        listen(port);
    }

    /** Another address of the hub, for one that was started later. */
    public void useHub(String url) {
        hub.at(url);
    }

    @Override
    public void reset() {
        super.reset();
        sessions.clear();
    }

    @Override
    protected Call understand(Request request) {
        boolean known = request.path().equals("/") || request.path().matches("/besok(/[\\w-]+)?");
        return new Call() {
            @Override
            public String operation() {
                return known ? "open" : "unknown";
            }

            @Override
            public boolean changesState() {
                return false;
            }

            @Override
            public Answer answer() {
                if (!known || !request.method().equals("GET")) {
                    return page(
                            404, Pages.failure("Sidan finns inte", "Adressen leder ingenstans."));
                }
                return open(request);
            }

            @Override
            public Answer fault(Mood mood) {
                return page(500, Pages.failure("Tekniskt fel", "Försök igen om en stund."));
            }
        };
    }

    private Answer open(Request request) {
        Optional<String> code = request.parameter("code");
        if (code.isPresent()) {
            return comeIn(request, code.get());
        }
        return session(request)
                .map(visitor -> page(200, Pages.visit(visitor, request.path())))
                .orElseGet(
                        () ->
                                page(
                                        401,
                                        Pages.failure(
                                                "Du är inte inloggad",
                                                "Öppna videobesöket från 1177-appen.")));
    }

    private Answer comeIn(Request request, String code) {
        HubClient.Outcome outcome = hub.redeem(code);
        if (outcome.visitor() == null) {
            return page(
                    outcome.status(), Pages.failure("Det gick inte att logga in", outcome.text()));
        }
        String session = UUID.randomUUID().toString();
        sessions.put(session, outcome.visitor());
        // on loopback there is no TLS; a real service adds Secure
        return page(303, "")
                .with("Location", request.path())
                .with("Set-Cookie", COOKIE + "=" + session + "; Path=/; HttpOnly; SameSite=Lax");
    }

    private Optional<Visitor> session(Request request) {
        return request.header("Cookie").stream()
                .flatMap(line -> Arrays.stream(line.split(";\\s*")))
                .filter(one -> one.startsWith(COOKIE + "="))
                .map(one -> sessions.get(one.substring(COOKIE.length() + 1)))
                .filter(Objects::nonNull)
                .findFirst();
    }

    private static Answer page(int status, String html) {
        return Answer.of(status, HTML, html)
                .with("Cache-Control", "no-store")
                .with("Referrer-Policy", "no-referrer")
                .with("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
    }
}
