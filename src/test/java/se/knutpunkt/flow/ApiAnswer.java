package se.knutpunkt.flow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;

/** An answer of the API. */
public record ApiAnswer(HttpResponse<String> response) {

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
