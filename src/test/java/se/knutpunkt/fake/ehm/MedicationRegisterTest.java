package se.knutpunkt.fake.ehm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import se.knutpunkt.fake.token.Certificates;
import se.knutpunkt.fake.token.TokenService;

/**
 * The register is as strict as the sheet says: who answers the hub's mistakes kindly hides them.
 */
class MedicationRegisterTest {

    private static final Certificates AUTHORITY = new Certificates("test authority");
    private static final TokenService TOKENS = new TokenService(0, "nobody", JWKSet::new);
    private static final MedicationRegister REGISTER =
            new MedicationRegister(
                    0,
                    Clock.systemUTC(),
                    AUTHORITY.context(AUTHORITY.identity("ehm", "localhost")),
                    TOKENS);
    private static final HttpClient CLIENT =
            HttpClient.newBuilder()
                    .sslContext(AUTHORITY.context(AUTHORITY.identity("hub", null)))
                    .build();
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String PATIENT = REGISTER.list(FirstLists.TOLVAN).id();

    private final Map<String, String> headers =
            new TreeMap<>(
                    Map.of(
                            "x-purpose", "privatperson",
                            "x-access", "own",
                            "x-context-id", "c-1",
                            "x-user-agent", "test/1",
                            "x-request-id", UUID.randomUUID().toString(),
                            "x-patientref", PATIENT,
                            "Accept", "application/fhir+json",
                            "Content-Type", FORM,
                            "Authorization", "Bearer " + TOKENS.tokenAbout(name())));

    @AfterAll
    static void close() {
        REGISTER.close();
        TOKENS.close();
    }

    @Test
    void aProperSearchIsAnswered() throws Exception {
        HttpResponse<String> answer = search("patient._id=" + PATIENT);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                .startsWith("application/fhir+json");
        assertThat(answer.headers().firstValue("X-Request-ID"))
                .contains(headers.get("x-request-id"));
    }

    @ParameterizedTest
    @CsvSource({
        "x-purpose, , 400",
        "x-purpose, research, 403",
        "x-access, , 400",
        "x-access, ombud, 422",
        "x-access, guardian, 422",
        "x-context-id, , 400",
        "x-user-agent, , 400",
        "x-request-id, , 400",
        "x-request-id, 1, 400",
        "x-patientref, , 400",
        "x-patientref, somebody, 403",
        "Accept, application/json, 406",
        "Authorization, , 401",
        "Authorization, Bearer x, 401"
    })
    void aHeaderThatIsWrongIsRefused(String name, String value, int status) throws Exception {
        headers.remove(name);
        if (value != null) {
            headers.put(name, value);
        }
        assertThat(search("patient._id=" + PATIENT).statusCode()).isEqualTo(status);
    }

    @Test
    void aRequestIdIsUsedOnce() throws Exception {
        search("patient._id=" + PATIENT);
        assertThat(search("patient._id=" + PATIENT).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "patient._id=%s&news=1", "subject=%s", "patient._id=someoneelse"})
    void whatIsNotAParameterIsRefused(String form) throws Exception {
        assertThat(search(form.formatted(PATIENT)).statusCode()).isBetween(400, 403);
    }

    @Test
    void aNumberInAnAddressIsRefused() throws Exception {
        HttpResponse<String> answer =
                send(request("/Patient?identifier=" + FirstLists.TOLVAN).GET());
        assertThat(answer.statusCode()).isEqualTo(400);
    }

    @Test
    void aLockIsChangedInItsVersionOnly() throws Exception {
        String id = REGISTER.list(FirstLists.TOLVAN).basics().get(1).getIdElement().getIdPart();
        assertThat(update(id, null).statusCode()).isEqualTo(400);
        assertThat(update(id, "W/\"7\"").statusCode()).isEqualTo(412);
        assertThat(update(id, "W/\"1\"").statusCode()).isEqualTo(200);
        assertThat(update(id, "W/\"1\"").statusCode()).isEqualTo(412);
        REGISTER.reset();
    }

    @Test
    void whoShowsNoCertificateIsNotLetIn() {
        HttpClient stranger =
                HttpClient.newBuilder()
                        .sslContext(
                                new Certificates("another")
                                        .context(new Certificates("another").identity("x", null)))
                        .build();
        assertThatThrownBy(
                        () ->
                                stranger.send(
                                        request("/metadata").GET().build(),
                                        BodyHandlers.ofString()))
                .isInstanceOf(IOException.class);
    }

    private HttpResponse<String> update(String id, String version) throws Exception {
        headers.put("x-request-id", UUID.randomUUID().toString());
        headers.put("Content-Type", "application/fhir+json");
        if (version != null) {
            headers.put("If-Match", version);
        }
        String json =
                "{\"resourceType\":\"Basic\",\"id\":\"%s\",\"code\":{\"text\":\"x\"},\"subject\":{\"reference\":\"Patient/%s\"}}"
                        .formatted(id, PATIENT);
        return send(request("/Basic/" + id).PUT(BodyPublishers.ofString(json)));
    }

    private HttpResponse<String> search(String form) throws Exception {
        return send(request("/MedicationRequest/_search").POST(BodyPublishers.ofString(form)));
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(REGISTER.base() + path));
        headers.forEach(request::header);
        return request;
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private static String name() {
        byte[] number = FirstLists.TOLVAN.getBytes(StandardCharsets.UTF_8);
        return UUID.nameUUIDFromBytes(number).toString();
    }
}
