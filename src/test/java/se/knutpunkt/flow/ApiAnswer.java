package se.knutpunkt.flow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * An answer of the API.
 *
 * @param taken from the request to the whole answer, without what a test does with it
 */
public record ApiAnswer(HttpResponse<String> response, Duration taken) {

    private static final ObjectMapper JSON = new ObjectMapper();

    public int status() {
        return response.statusCode();
    }

    public String text() {
        return response.body();
    }

    public String header(String name) {
        return response.headers().firstValue(name).orElse(null);
    }

    public JsonNode json() {
        try {
            return JSON.readTree(text());
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + text(), e);
        }
    }

    /** The problem's code; fails when the answer is no problem. */
    public String code() {
        if (!"application/problem+json".equals(header("Content-Type"))) {
            throw new AssertionError(
                    "no problem: " + status() + " " + header("Content-Type") + " " + text());
        }
        return json().path("code").asText();
    }
}
