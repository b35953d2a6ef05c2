package se.knutpunkt.fake;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A whole HTTP request; header names without regard to case.
 *
 * @param path decoded
 * @param rawPath as it was sent, in which a slash inside a segment is still told apart
 */
public record Request(
        String method,
        String path,
        String rawPath,
        String query,
        Map<String, List<String>> headers,
        byte[] body) {

    /** The same without a header: an answer then stays plain, for instance. */
    public Request without(String header) {
        Map<String, List<String>> others = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        others.putAll(headers);
        others.remove(header);
        return new Request(method, path, rawPath, query, others, body);
    }

    static Request read(HttpExchange http) throws IOException {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(http.getRequestHeaders());
        byte[] body = http.getRequestBody().readAllBytes();
        String query = http.getRequestURI().getRawQuery();
        return new Request(
                http.getRequestMethod(),
                http.getRequestURI().getPath(),
                http.getRequestURI().getRawPath(),
                query == null ? "" : query,
                headers,
                body);
    }

    /** The first value of a header. */
    public Optional<String> header(String name) {
        return headers.getOrDefault(name, List.of()).stream().findFirst();
    }

    /** The value of a query parameter. */
    public Optional<String> parameter(String name) {
        return Arrays.stream(query.split("&"))
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> URLDecoder.decode(pair.substring(name.length() + 1), UTF_8))
                .findFirst();
    }

    /** The fields of a form in the body; of one that comes twice, the last. */
    public Map<String, String> form() {
        Map<String, String> form = new TreeMap<>();
        Arrays.stream(text().split("&"))
                .map(pair -> pair.split("=", 2))
                .filter(pair -> pair.length == 2)
                .forEach(
                        pair ->
                                form.put(
                                        URLDecoder.decode(pair[0], UTF_8),
                                        URLDecoder.decode(pair[1], UTF_8)));
        return form;
    }

    /** The body as UTF-8 text. */
    public String text() {
        return new String(body, UTF_8);
    }
}
