package se.knutpunkt.flow;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** A request to the API in the making. Every answer is checked against the contract. */
public final class ApiCall {

    private final RunningHub hub;
    private final String method;
    private final String path;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private String body;

    ApiCall(RunningHub hub, String method, String path) {
        this.hub = hub;
        this.method = method;
        this.path = path;
    }

    /** With the token of a citizen who logged in at a sufficient level. */
    public ApiCall as(String personalNumber) {
        return withToken(hub.identityProvider().citizenToken(personalNumber));
    }

    public ApiCall withToken(String token) {
        return with("Authorization", "Bearer " + token);
    }

    /** With a header; null takes it away. */
    public ApiCall with(String header, String value) {
        if (value == null) {
            headers.remove(header);
        } else {
            headers.put(header, value);
        }
        return this;
    }

    public ApiCall key(String idempotencyKey) {
        return with("Idempotency-Key", idempotencyKey);
    }

    /** With a JSON body. */
    public ApiCall json(String json) {
        headers.putIfAbsent("Content-Type", "application/json");
        this.body = json;
        return this;
    }

    /** Sends the request; fails when the answer breaks the contract. */
    public ApiAnswer send() {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(hub.uri(path)).timeout(Duration.ofSeconds(60));
        headers.forEach(request::header);
        request.method(
                method,
                body == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body));
        long start = System.nanoTime();
        HttpResponse<String> response = hub.send(request.build());
        Duration taken = Duration.ofNanos(System.nanoTime() - start);
        ContractCheck.check(hub, method, path, response);
        return new ApiAnswer(response, taken);
    }
}
