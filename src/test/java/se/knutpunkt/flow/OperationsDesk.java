package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Somebody of operations, with curl and the login. */
final class OperationsDesk {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LOGIN = "operator:sandbox";

    private final RunningHub hub;

    OperationsDesk(RunningHub hub) {
        this.hub = hub;
    }

    JsonNode get(String path) {
        return good(ask("GET", path, LOGIN, null));
    }

    /** With the token against forgery, as the operations' guide says. */
    JsonNode post(String path, String form) {
        return good(tryPost(path, form));
    }

    HttpResponse<String> tryPost(String path, String form) {
        return hub.send(
                request(path, LOGIN)
                        .header("Cookie", "XSRF-TOKEN=any")
                        .header("X-XSRF-TOKEN", "any")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build());
    }

    HttpResponse<String> ask(String method, String path, String login, String form) {
        return hub.send(
                request(path, login)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .method(
                                method,
                                form == null
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(form))
                        .build());
    }

    private HttpRequest.Builder request(String path, String login) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(
                        URI.create(
                                "http://localhost:"
                                        + hub.managementPort()
                                        + "/ops/notifications/"
                                        + path));
        if (login != null) {
            String basic =
                    Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
            request.header("Authorization", "Basic " + basic);
        }
        return request;
    }

    private static JsonNode good(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError(answer.body(), e);
        }
    }
}
