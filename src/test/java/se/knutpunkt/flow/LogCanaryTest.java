package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import se.knutpunkt.fake.Mood;
import se.knutpunkt.fake.oidc.AppKey;
import se.knutpunkt.recipient.Guardians;

/** Nothing personal in logs and metrics, whatever is called and however it fails. */
class LogCanaryTest {

    private static final String SECRET = "Kanariefågel i gruvan";
    private static final String SAFE_ID = "phone-0001";
    private static final List<String> CANARIES =
            List.of(
                    RunningHub.TOLVAN,
                    RunningHub.TOLVAN.substring(2),
                    "198804202383",
                    "201701012393",
                    "1701012393",
                    "Ärla",
                    "189002019819",
                    "Tolvan",
                    "Tolvansson",
                    "Öberg",
                    "D'Ähl",
                    SECRET,
                    "Kanarie",
                    "kanarie@example.se",
                    "070-1740605",
                    "blodtryck",
                    "uppföljning",
                    "Sköld",
                    "soapenv",
                    "Bearer ey",
                    "eyJ");

    private final RunningHub hub = RunningHub.fresh();
    private final AppUser tolvan = new AppUser(hub, RunningHub.TOLVAN);
    private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    private final Lines lines = new Lines();

    /** Everything a log line could show. */
    private static final class Lines extends AppenderBase<ILoggingEvent> {
        private final List<String> all = Collections.synchronizedList(new ArrayList<>());

        @Override
        protected void append(ILoggingEvent event) {
            StringBuilder line = new StringBuilder(event.getLoggerName());
            line.append(' ').append(event.getThreadName()).append(' ');
            line.append(event.getFormattedMessage()).append(' ').append(event.getMDCPropertyMap());
            line.append(' ').append(event.getKeyValuePairs());
            if (event.getThrowableProxy() != null) {
                line.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
            all.add(line.toString());
        }
    }

    @BeforeEach
    void listen() {
        lines.start();
        root.addAppender(lines);
    }

    @AfterEach
    void stopListening() {
        root.detachAppender(lines);
    }

    @Test
    void whatGoesWellIsNotWrittenDown() {
        everythingGoesWell();
        assertThat(lines.all).hasSizeGreaterThan(10).anyMatch(line -> line.contains("answered"));
        assertClean();
    }

    @Test
    void whatFailsIsNotWrittenDown() {
        String slot = tolvan.freeTime(AppUser.SODER, "LAK30");
        for (Mood mood : moods()) {
            hub.rivta().mood(mood);
            callEverything(slot);
            hub.rivta().calm();
            hub.closeBreakers();
        }
        assertThat(lines.all).hasSizeGreaterThan(50);
        assertClean();
    }

    @Test
    void whatIsRefusedIsNotWrittenDown() {
        String token = hub.identityProvider().citizenToken(RunningHub.TOLVAN);
        tolvan.get("/v1/bookings/" + RunningHub.TOLVAN);
        tolvan.get("/v1/" + RunningHub.TOLVAN + "?name=Tolvansson");
        tolvan.get("/v1/bookings?from=" + RunningHub.TOLVAN);
        hub.get("/v1/bookings?access_token=" + token).send();
        hub.get("/v1/bookings").withToken(hub.identityProvider().foreignToken()).send();
        hub.get("/v1/bookings").withToken(token + "x").send();
        hub.get("/v1/bookings").withToken(token.substring(0, token.length() / 2)).send();
        AppKey key = new AppKey();
        String bound = hub.identityProvider().token(c -> c.with("cnf", key.confirmation()));
        String proof = key.proof("GET", hub.uri("/v1/me").toString(), bound);
        hub.get("/v1/me").withToken(bound).send();
        for (String path : List.of("/v1/bookings", "/v1/me", "/v1/me")) {
            hub.get(path).with("Authorization", "DPoP " + bound).with("DPoP", proof).send();
        }
        hub.get("/v1/bookings").withToken(hub.identityProvider().unsigned()).send();
        hub.get("/v1/bookings")
                .withToken(hub.identityProvider().token(c -> c.personalNumber("Tolvansson")))
                .send();
        hub.get("/v1/bookings")
                .as(RunningHub.TOLVAN)
                .with("Deadline-Ms", SECRET.substring(0, 7))
                .send();
        tolvan.call("POST", "/v1/bookings").key(AppUser.newKey()).json("{\"" + SECRET).send();
        tolvan.book(AppUser.wish("x").put("reason", SECRET + "\u0000")).send();
        tolvan.call("PATCH", "/v1/bookings/" + RunningHub.TOLVAN).send();
        RawCall.send(hub, "Authorization: Bearer " + token + "\r\n\r\n");
        RawCall.get(hub, "/v1/<" + RunningHub.TOLVAN + ">", "Authorization: Bearer " + token);
        RawCall.get(hub, "/v1/regions", "A B: Bearer " + token);
        RawCall.get(hub, "/v1/" + RunningHub.TOLVAN + ";Tolvansson", "Cookie: Tolvansson=<>@");
        RawCall.get(hub, "/v1/regions", "X-Big: " + "Tolvansson".repeat(2_000));
        String login = "Authorization: Bearer " + token;
        RawCall.get(hub, "/v1/bookings?from=Tolvansson%", login);
        RawCall.get(hub, "/v1/bookings?Tolvansson%0d%0a=1", login);
        RawCall.get(hub, "/v1/bookings?Tolvansson%0d%0a=Tolvansson%ff", login);
        RawCall.get(hub, "/v1/bookings", login, "X-Other: Tolvansson\u0085");
        RawCall.get(hub, "/Tolvansson/" + RunningHub.TOLVAN, login);
        RawCall.get(hub, "/docs/../Tolvansson%2f" + RunningHub.TOLVAN, login);
        assertThat(lines.all).isNotEmpty();
        assertClean();
    }

    @Test
    void aHandoffIsNotWrittenDown() throws Exception {
        Handover handover = new Handover(hub);
        URI address = URI.create(handover.create("/besok/7f3a").path("url").asText());
        String code = address.getQuery().replaceFirst("code=", "");
        HttpClient webView = HttpClient.newHttpClient();
        for (int status : List.of(303, 410)) {
            assertThat(
                            webView.send(
                                            HttpRequest.newBuilder(address).build(),
                                            HttpResponse.BodyHandlers.ofString())
                                    .statusCode())
                    .isEqualTo(status);
        }
        handover.redeem(code.substring(1));
        handover.redeem("a" + code.substring(1));
        handover.redeemAs("stranger", code, "x").send();
        hub.get("/v1/handoffs?code=" + code).as(RunningHub.TOLVAN).send();
        hub.get("/v1/handoffs/" + code).as(RunningHub.TOLVAN).send();
        assertThat(lines.all)
                .anyMatch(line -> line.contains("redeemHandoff"))
                .anyMatch(line -> line.contains("a hand-off was misused"));
        assertThat(lines.all).noneMatch(line -> line.contains(code.substring(1, 20)));
        assertThat(hub.surroundings().video().seen().toString()).doesNotContain(code);
        assertClean();
    }

    @Test
    void metricsNameNobody() {
        everythingGoesWell();
        tolvan.get("/v1/" + RunningHub.TOLVAN);
        tolvan.get("/v1/bookings/" + RunningHub.TOLVAN);
        String metrics =
                hub.send(
                                HttpRequest.newBuilder(
                                                URI.create(
                                                        "http://localhost:"
                                                                + hub.managementPort()
                                                                + "/actuator/prometheus"))
                                        .build())
                        .body();
        assertThat(metrics).contains("jvm_memory", "01.rivta");
        CANARIES.forEach(canary -> assertThat(metrics).doesNotContain(canary));
    }

    private static List<Mood> moods() {
        return List.of(
                Mood.slow(Duration.ofSeconds(3)),
                Mood.drip(),
                Mood.reset(),
                Mood.garbage(),
                Mood.half(),
                Mood.empty(),
                Mood.fault("VP009"),
                Mood.fault("CLIENT"),
                Mood.status(503),
                Mood.down());
    }

    private void everythingGoesWell() {
        String slot = tolvan.freeTime(AppUser.SODER, "LAK30");
        String id = callEverything(slot).json().path("id").asText();
        tolvan.booking(id);
        String moved =
                tolvan.move(id, tolvan.freeTimeFor(AppUser.SODER, id))
                        .send()
                        .json()
                        .path("id")
                        .asText();
        Expect.good(tolvan.cancel(moved).send(), 200);
    }

    @Test
    void whoIsActedForIsNotWrittenDown() {
        AppUser guardian = new AppUser(hub, "198804202383");
        AppUser acting = guardian.actingFor("201701012393");
        String id = acting.bookingId("SE2321000016-E5F6", "700301");
        for (Mood mood : moods()) {
            hub.rivta().mood(mood.kind() == Mood.Kind.DOWN ? mood : mood.on("GetUserProfile"));
            quick(guardian.call("GET", "/v1/me/representations"));
            quick(acting.call("GET", "/v1/bookings"));
            quick(acting.cancel(id));
            hub.rivta().calm();
            hub.closeBreakers();
        }
        quick(acting.call("GET", "/v1/me"));
        quick(acting.call("GET", "/v1/bookings/" + id));
        quick(tolvan.call("GET", "/v1/bookings").with("Acting-For", acting.representation()));
        quick(acting.cancel(id));
        assertThat(lines.all)
                .anyMatch(line -> line.contains("answered") && line.contains("actingFor"));
        assertThat(lines.all).noneMatch(line -> line.contains(acting.representation()));
        assertClean();
    }

    @Test
    void howSomebodyIsReachedIsNotWrittenDown() {
        Reach reach = new Reach(hub);
        AppUser guardian = new AppUser(hub, "198804202383");
        String path = "/v1/me/notification-preferences";
        String chosen = "{\"phone\": \"070-1740605\", \"email\": \"kanarie@example.se\"%s}";
        guardian.read("/v1/me");
        for (Mood mood : moods()) {
            hub.rivta().mood(mood.kind() == Mood.Kind.DOWN ? mood : mood.on("GetUserProfile"));
            quick(
                    guardian.call("PUT", "/v1/me/devices/" + SAFE_ID)
                            .json(Reach.device(Reach.TOKEN, "android", "sv-SE")));
            quick(guardian.call("PUT", path).json(chosen.formatted("")));
            hub.rivta().calm();
            hub.closeBreakers();
        }
        quick(guardian.call("PUT", "/v1/me/devices/" + SAFE_ID).json(Reach.ios(1)));
        quick(guardian.call("PUT", path).with("If-Match", "*").json(chosen.formatted("")));
        quick(guardian.call("PUT", path).json(chosen.formatted(",\"name\":\"Tolvansson\"")));
        quick(guardian.call("GET", path));
        quick(guardian.call("GET", "/v1/me/devices"));
        hub.bean(Guardians.class).of(reach.hash("201701012393"));
        String notice = reach.notification("201701012393", "inbox.message", 1).toString();
        quick(guardian.call("POST", "/v1/me/notifications/" + notice + "/opened"));
        quick(tolvan.call("POST", "/v1/me/notifications/" + notice + "/opened"));
        quick(guardian.actingFor("201701012393").call("GET", "/v1/me/notifications"));
        quick(guardian.call("DELETE", "/v1/me/devices/" + SAFE_ID));
        assertThat(lines.all)
                .anyMatch(line -> line.contains("putDevice: 200"))
                .anyMatch(line -> line.contains("putPreferences: 200"))
                .anyMatch(line -> line.contains("the ombud register did not say"));
        assertThat(lines.all)
                .noneMatch(line -> line.contains(Reach.TOKEN))
                .noneMatch(line -> line.contains("1740605"));
        assertClean();
    }

    /** Every operation once; answers what booking answered. */
    private ApiAnswer callEverything(String slot) {
        String booking = tolvan.bookingId(AppUser.SODER, "700101");
        quick(tolvan.call("GET", "/v1/me"));
        quick(tolvan.call("GET", "/v1/services"));
        quick(tolvan.call("GET", "/v1/regions"));
        quick(tolvan.call("GET", "/v1/facilities"));
        quick(
                tolvan.call(
                        "GET",
                        "/v1/facilities/01.%s/time-types?include=careTypes,performers"
                                .formatted(AppUser.SODER)));
        quick(tolvan.call("GET", tolvan.slotsPath(AppUser.SODER, "")));
        quick(tolvan.call("GET", "/v1/bookings"));
        quick(tolvan.call("GET", "/v1/bookings/" + booking));
        quick(tolvan.move(tolvan.bookingId(AppUser.SODER, "700102"), slot));
        quick(tolvan.cancel(tolvan.bookingId(AppUser.SODER, "999999")));
        return quick(
                tolvan.book(
                        AppUser.wish(slot)
                                .put("reason", SECRET)
                                .put("phone", "070-1740605")
                                .put("email", "kanarie@example.se")));
    }

    private static ApiAnswer quick(ApiCall call) {
        return call.with("Deadline-Ms", "700").send();
    }

    private void assertClean() {
        String token = hub.identityProvider().citizenToken(RunningHub.TOLVAN);
        String signature = token.substring(token.length() - 30);
        for (String line : List.copyOf(lines.all)) {
            assertThat(line).doesNotContain(signature);
            CANARIES.forEach(canary -> assertThat(line).doesNotContain(canary));
        }
    }
}
