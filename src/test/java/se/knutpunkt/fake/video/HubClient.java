package se.knutpunkt.fake.video;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** Redeems codes at the hub, server to server, with a client credentials token of its own. */
final class HubClient {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int RENEWED_BEFORE_SECONDS = 60;

    private final String tokenEndpoint;
    private final String clientId;
    private final AtomicReference<String> url = new AtomicReference<>();
    private final AtomicReference<Token> token = new AtomicReference<>();
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(PATIENCE)
                    .build();

    private record Token(String value, Instant renewed) {}

    /**
     * What became of a code.
     *
     * @param visitor who it was; null when it failed
     * @param status for the web view then
     * @param text for the citizen then
     */
    record Outcome(Visitor visitor, int status, String text) {}

    HubClient(String machineIssuer, String clientId) {
        this.tokenEndpoint = machineIssuer + "/token";
        this.clientId = clientId;
    }

    void at(String hub) {
        url.set(hub);
    }

    /** Never repeats: a code opens once, and the citizen can get another. */
    Outcome redeem(String code) {
        try {
            HttpResponse<String> answer =
                    http.send(
                            HttpRequest.newBuilder(URI.create(url.get() + "/v1/handoffs/redeem"))
                                    .timeout(PATIENCE)
                                    .header("Authorization", "Bearer " + token())
                                    .header("Content-Type", "application/json")
                                    .header("Accept-Language", "sv")
                                    .POST(
                                            BodyPublishers.ofString(
                                                    JSON.writeValueAsString(Map.of("code", code))))
                                    .build(),
                            BodyHandlers.ofString());
            JsonNode body = JSON.readTree(answer.body());
            return answer.statusCode() == 200
                    ? new Outcome(Visitor.of(body), 200, null)
                    : refused(answer.statusCode(), body);
        } catch (IOException e) {
            return new Outcome(
                    null, 502, "Inloggningen svarar inte just nu. Försök igen om en stund.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Outcome refused(int status, JsonNode problem) {
        return new Outcome(null, status, problem.path("userMessage").asText());
    }

    private String token() throws IOException, InterruptedException {
        Token known = token.get();
        if (known != null && Instant.now().isBefore(known.renewed())) {
            return known.value();
        }
        HttpResponse<String> answer =
                http.send(
                        HttpRequest.newBuilder(URI.create(tokenEndpoint))
                                .timeout(PATIENCE)
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(
                                        BodyPublishers.ofString(
                                                "grant_type=client_credentials&client_secret=x&client_id="
                                                        + clientId
                                                        + "&scope="
                                                        + URLEncoder.encode(
                                                                "handoffs:redeem:" + clientId,
                                                                StandardCharsets.UTF_8)))
                                .build(),
                        BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("no token: " + answer.statusCode());
        }
        JsonNode body = JSON.readTree(answer.body());
        long seconds = body.path("expires_in").asLong() - RENEWED_BEFORE_SECONDS;
        Token fresh =
                new Token(body.path("access_token").asText(), Instant.now().plusSeconds(seconds));
        token.set(fresh);
        return fresh.value();
    }
}
