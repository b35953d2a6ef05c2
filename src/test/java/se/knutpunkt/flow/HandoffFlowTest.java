package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

/** From the app to a service and back: what the citizen sees, and what the service learns. */
class HandoffFlowTest {

    private static final String AXEL = "199102102382";

    private final RunningHub hub = RunningHub.fresh();
    private final Handover handover = new Handover(hub);

    @Test
    void theCitizenOpensAVideoVisitAndComesBack() throws Exception {
        JsonNode opened = handover.create("/besok/7f3a");
        assertThat(opened.path("presentation").asText()).isEqualTo("webview");
        HttpClient webView =
                HttpClient.newBuilder()
                        .followRedirects(HttpClient.Redirect.NORMAL)
                        .cookieHandler(new CookieManager())
                        .build();
        URI address = URI.create(opened.path("url").asText());
        HttpResponse<String> page = get(webView, address);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("<html lang=\"sv\">", "inloggad som <strong>Tolvan Tolvansson</strong>")
                .contains("Besök 7f3a", "href=\"app1177://tillbaka\"")
                .doesNotContain(RunningHub.TOLVAN);
        assertThat(page.uri().toString())
                .isEqualTo(hub.surroundings().video().url() + "/besok/7f3a");
        assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-store");
    }

    @Test
    void theSameAddressOpensOnce() throws Exception {
        URI address = URI.create(handover.create().path("url").asText());
        assertThat(get(HttpClient.newHttpClient(), address).statusCode()).isEqualTo(303);
        HttpResponse<String> again = get(HttpClient.newHttpClient(), address);
        assertThat(again.statusCode()).isEqualTo(410);
        assertThat(again.body())
                .contains("role=\"alert\"", "Länken har redan använts", "app1177://tillbaka")
                .doesNotContain("Tolvan");
    }

    @Test
    void withoutACodeNobodyComesIn() throws Exception {
        URI address = URI.create(hub.surroundings().video().url() + "/besok");
        HttpResponse<String> page = get(HttpClient.newHttpClient(), address);
        assertThat(page.statusCode()).isEqualTo(401);
        assertThat(page.body()).contains("Öppna videobesöket från 1177-appen");
    }

    @Test
    void theServiceLearnsWhoItIsAndNoMore() {
        ApiAnswer redeemed = handover.redeem(handover.code());
        Expect.good(redeemed, 200);
        assertThat(redeemed.header("Cache-Control")).isEqualTo("no-store");
        JsonNode identity = redeemed.json();
        assertThat(identity.path("serviceId").asText()).isEqualTo("regional-video");
        assertThat(identity.at("/citizen/personalIdentityNumber").asText())
                .isEqualTo(RunningHub.TOLVAN);
        assertThat(identity.at("/citizen/name/given").asText()).isEqualTo("Tolvan");
        assertThat(identity.at("/citizen/name/surname").asText()).isEqualTo("Tolvansson");
        assertThat(identity.path("loginLevel").asText()).endsWith("loa3");
        assertThat(OffsetDateTime.parse(identity.path("loggedInAt").asText()).toInstant())
                .isBetween(Instant.now().minus(1, ChronoUnit.HOURS), Instant.now());
        assertThat(identity.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("serviceId", "citizen", "loginLevel", "loggedInAt");
    }

    @Test
    void whenTheLoginWasIsLeftOutWhenTheTokenDoesNotSay() {
        String token = hub.identityProvider().token(claims -> claims.without("auth_time"));
        ApiAnswer created = handover.request(null).withToken(token).send();
        Expect.good(created, 201);
        assertThat(handover.redeem(Handover.code(created.json())).json().has("loggedInAt"))
                .isFalse();
    }

    @Test
    void theAddressHoldsACodeAndNothingPersonal() {
        Instant before = Instant.now().minusSeconds(1);
        ApiAnswer created = handover.request(null).send();
        Expect.good(created, 201);
        assertThat(created.header("Cache-Control")).isEqualTo("no-store");
        URI url = URI.create(created.json().path("url").asText());
        assertThat(url.toString()).startsWith(hub.surroundings().video().url() + "/besok?code=");
        assertThat(url.getQuery()).matches("code=[A-Za-z0-9_-]{43}");
        assertThat(OffsetDateTime.parse(created.json().path("expiresAt").asText()).toInstant())
                .isBetween(before.plusSeconds(30), Instant.now().plusSeconds(31));
        assertThat(handover.code()).isNotEqualTo(handover.code());
    }

    @Test
    void aServiceOutsideTheFederationGetsAPlainLink() {
        JsonNode journal = hand("journal", RunningHub.TOLVAN).json();
        assertThat(journal.path("presentation").asText()).isEqualTo("browser");
        assertThat(journal.path("url").asText())
                .isEqualTo("https://e-tjanster.1177.se/mvk/login.xhtml");
        assertThat(journal.has("expiresAt")).isFalse();
    }

    @Test
    void bookingIsWhereTheRegionHasIt() {
        Expect.problem(hand("booking", RunningHub.TOLVAN), 409, "service-native");
        Expect.problem(hand("booking", AXEL), 409, "service-native");
    }

    @Test
    void theListTellsHowEachServiceIsOpened() {
        JsonNode services = hub.get("/v1/services").as(RunningHub.TOLVAN).send().json();
        JsonNode video =
                AppUser.each(services.path("services"))
                        .filter(one -> one.path("id").asText().equals("regional-video"))
                        .findFirst()
                        .orElseThrow();
        assertThat(video.path("presentation").asText()).isEqualTo("webview");
        JsonNode elsewhere = hub.get("/v1/services").as(AXEL).send().json();
        assertThat(elsewhere.path("services").findValuesAsText("id"))
                .doesNotContain("regional-video");
    }

    private ApiAnswer hand(String service, String citizen) {
        return hub.call("POST", "/v1/handoffs")
                .as(citizen)
                .json("{\"serviceId\":\"" + service + "\"}")
                .send();
    }

    private static HttpResponse<String> get(HttpClient client, URI address) throws Exception {
        return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
    }
}
