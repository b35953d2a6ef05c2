package se.knutpunkt.error;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import se.knutpunkt.catalogue.DeclaredFiles;

/** All error codes of {@code config/errors.yaml}, and how a problem is written by RFC 9457. */
@Component
public final class ErrorCatalogue {

    /** The media type of every problem answer. */
    public static final String MEDIA_TYPE = "application/problem+json";

    private final Map<String, ErrorEntry> entries;
    private final ObjectMapper json = JsonMapper.builder().build();

    public ErrorCatalogue(DeclaredFiles files) {
        this.entries =
                files.read(files.path("config/errors.yaml"), "errors.schema.json", Entries.class);
    }

    /** The row of a code; an unknown code is answered as {@code internal-error}. */
    public ErrorEntry entry(String code) {
        ErrorEntry entry = entries.get(code);
        return entry != null ? entry : entries.get("internal-error");
    }

    public Set<String> codes() {
        return entries.keySet();
    }

    public int status(Problem problem) {
        return entry(problem.code()).status();
    }

    /** Seconds to wait before a retry, or null when none are stated. */
    public Integer retryAfterSeconds(Problem problem) {
        Integer own = problem.extras().retryAfterSeconds();
        return own != null ? own : entry(problem.code()).retryAfterSeconds();
    }

    /**
     * The problem as JSON bytes.
     *
     * @param language sv or en
     * @param instance a reference without personal data that finds this very answer in the logs
     */
    public byte[] write(Problem problem, String language, String correlationId) {
        try {
            return json.writeValueAsBytes(body(problem, language, correlationId));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<String, Object> body(Problem problem, String language, String correlationId) {
        String code = entries.containsKey(problem.code()) ? problem.code() : "internal-error";
        ErrorEntry entry = entry(code);
        Problem.Extras extras = problem.extras();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "/problems/" + code);
        body.put("title", entry.title().in(language));
        body.put("status", entry.status());
        body.put("detail", entry.detail().in(language));
        body.put("instance", "urn:correlation:" + correlationId);
        body.put("code", code);
        body.put("owner", entry.owner());
        body.put("retryable", entry.retryable());
        putIfPresent(body, "retryAfterSeconds", retryAfterSeconds(problem));
        body.put("userMessage", entry.userMessage().in(language));
        body.put("correlationId", correlationId);
        putIfPresent(body, "source", extras.source());
        putIfPresent(body, "webLogin", extras.webLogin());
        putIfPresent(body, "notice", extras.notice());
        putIfPresent(body, "handoff", extras.handoff());
        putIfPresent(body, "errors", extras.errors().isEmpty() ? null : extras.errors());
        return body;
    }

    private static void putIfPresent(Map<String, Object> body, String name, Object value) {
        if (value != null) {
            body.put(name, value);
        }
    }

    /** The file: code to row. */
    static final class Entries extends TreeMap<String, ErrorEntry> {
        private static final long serialVersionUID = 1L;
    }
}
