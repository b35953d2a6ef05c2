package se.knutpunkt.backend;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriUtils;
import se.knutpunkt.error.Problem;

/**
 * Writes an HTTP request from the tree that a request mapping made of it: {@code {"method", "path":
 * [segment...], "query": {name: value or values}, "headers": {name: value}, "json": tree or "form":
 * {name: value or values}, "type", "accept"}}. Every segment and value is encoded here, so no
 * mapping can put anything but a value where a value stands. In place of path and query there may
 * be a {@code "link"}: a URL that the back end itself gave, followed as it is, but only below the
 * line's own address.
 */
@Component("restCall")
public final class RestCall {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");

    /** What would leave the folder it stands in. */
    private static final Set<String> NO_SEGMENTS = Set.of("", ".", "..");

    /** What may stand after an address: a path, a query, both or nothing; visible ASCII. */
    private static final Pattern REST = Pattern.compile("(/[!-~&&[^?#\\\\]]*)?(\\?[!-~&&[^#]]*)?");

    /** Segments that would leave the place, also when they are encoded. */
    private static final Pattern AWAY =
            Pattern.compile("^[^?]*(/\\.{1,2}([/?]|$)|//|%2[eEfF]|%5[cC])");

    private final BackendCatalogue catalogue;

    RestCall(BackendCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    /**
     * Replaces the message by the request of the variable {@code rest}.
     *
     * @throws Problem {@code internal-error} when the mapping's tree is no request, or would put
     *     somebody's number into a URL; {@code backend-broken} for a link that leads elsewhere
     */
    public void write(Exchange exchange) throws JsonProcessingException {
        Map<?, ?> rest = map(exchange.getVariable("rest"));
        String link = rest.get("link") == null ? null : below(line(exchange), rest.get("link"));
        String path = link == null ? path(rest) : link.replaceFirst("\\?.*", "");
        String query =
                link == null
                        ? pairs(map(rest.get("query")))
                        : link.substring(Math.min(link.length(), path.length() + 1));
        demandNoNumber(exchange, path + query);
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_METHOD, demand(rest, "method", METHODS));
        message.setHeader(Exchange.HTTP_PATH, path);
        if (!query.isEmpty()) {
            message.setHeader(Exchange.HTTP_QUERY, query);
        }
        // new for each attempt; the correlation id is the same for all of a call
        message.setHeader("X-Request-Id", UUID.randomUUID().toString());
        message.setHeader("Accept", text(rest, "accept", "application/json"));
        map(rest.get("headers"))
                .forEach((name, value) -> message.setHeader(line(name), line(value)));
        if (rest.get("form") != null) {
            message.setHeader(Exchange.CONTENT_TYPE, FORM);
            message.setBody(pairs(map(rest.get("form"))).getBytes(StandardCharsets.US_ASCII));
        } else if (rest.get("json") != null) {
            message.setHeader(Exchange.CONTENT_TYPE, text(rest, "type", "application/json"));
            message.setBody(JSON.writeValueAsBytes(rest.get("json")));
        } else {
            message.setBody(null);
        }
    }

    /** What stands in the link after the line's address. */
    private static String below(Line line, Object link) {
        String base = line.address().replaceFirst("/$", "");
        String text = String.valueOf(link);
        String rest = text.startsWith(base) ? text.substring(base.length()) : "elsewhere";
        if (!REST.matcher(rest).matches() || AWAY.matcher(rest).find()) {
            throw Problem.of("backend-broken").from(line.region());
        }
        return rest.replaceFirst("^/", "");
    }

    private Line line(Exchange exchange) {
        return catalogue.line(exchange.getVariable("line", String.class)).orElseThrow();
    }

    private static String path(Map<?, ?> rest) {
        StringJoiner path = new StringJoiner("/");
        for (Object segment : values(rest.get("path"))) {
            String text = String.valueOf(segment);
            if (NO_SEGMENTS.contains(text)) {
                throw wrong();
            }
            path.add(encoded(text));
        }
        return path.toString();
    }

    /** {@code a=1&b=2&b=3}, encoded. */
    private static String pairs(Map<?, ?> pairs) {
        StringJoiner joined = new StringJoiner("&");
        pairs.forEach(
                (name, several) ->
                        values(several)
                                .forEach(
                                        value ->
                                                joined.add(
                                                        encoded(String.valueOf(name))
                                                                + "="
                                                                + encoded(String.valueOf(value)))));
        return joined.toString();
    }

    private static String encoded(String text) {
        return UriUtils.encode(text, StandardCharsets.UTF_8);
    }

    /** URLs stand in logs on the way; a number in one is a leak (design section 9). */
    private static void demandNoNumber(Exchange exchange, String url) {
        boolean named =
                Stream.of("citizen", "actor")
                        .map(name -> exchange.getVariable(name, String.class))
                        .filter(Objects::nonNull)
                        .anyMatch(url::contains);
        if (named) {
            throw wrong();
        }
    }

    private static String demand(Map<?, ?> rest, String name, Set<String> allowed) {
        String value = text(rest, name, "");
        if (!allowed.contains(value)) {
            throw wrong();
        }
        return value;
    }

    private static String text(Map<?, ?> rest, String name, String otherwise) {
        Object value = rest.get(name);
        return value == null ? otherwise : line(value);
    }

    /** A name or value of a header, which ends with its line. */
    private static String line(Object value) {
        String text = String.valueOf(value);
        if (text.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw wrong();
        }
        return text;
    }

    private static Map<?, ?> map(Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static List<?> values(Object value) {
        return value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
    }

    private static Problem wrong() {
        return Problem.of("internal-error");
    }
}
