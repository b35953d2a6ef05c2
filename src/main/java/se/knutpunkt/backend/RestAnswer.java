package se.knutpunkt.backend;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import se.knutpunkt.error.ErrorCatalogue;
import se.knutpunkt.error.ErrorEntry;
import se.knutpunkt.error.Problem;

/**
 * Reads the answer of a JSON-over-HTTP back end in two steps, between which the back end's mapping
 * {@code error.response.jsonata} says whether the answer is an error of the product. Status first,
 * then content type, then content; errors become problems by the table {@code answers} of the back
 * end's file.
 */
@Component("restAnswer")
public final class RestAnswer {

    private static final JsonFactory UTF_8_ONLY =
            JsonFactory.builder().disable(JsonFactory.Feature.CHARSET_DETECTION).build();

    /** Bytes that are no UTF-8, a name given twice, a second document: none of it is an answer. */
    private static final ObjectMapper JSON =
            JsonMapper.builder(UTF_8_ONLY)
                    .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private final BackendCatalogue catalogue;
    private final ErrorCatalogue errors;

    RestAnswer(BackendCatalogue catalogue, ErrorCatalogue errors) {
        this.catalogue = catalogue;
        this.errors = errors;
    }

    /**
     * Replaces the body, bytes, by the tree of the JSON; by an empty one when the answer is an
     * error that is not JSON, or has no content at all (204). Sets the variable {@code answer} to
     * the same tree, and {@code answerStatus}.
     *
     * @throws Problem {@code backend-broken} for a good answer that is no JSON in UTF-8, and for a
     *     redirect
     */
    public void open(Exchange exchange) {
        int status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 0, int.class);
        boolean good = status >= 200 && status < 300;
        byte[] body = exchange.getMessage().getBody(byte[].class);
        String type = exchange.getMessage().getHeader(Exchange.CONTENT_TYPE, String.class);
        boolean json = isJson(type) && (!good || isDemanded(exchange, type));
        Object tree = json ? tree(body) : null;
        boolean nothing = status == 204 && (body == null || body.length == 0);
        if (status < 200 || status >= 300 && status < 400 || good && tree == null && !nothing) {
            throw Problem.of("backend-broken").from(line(exchange).region());
        }
        exchange.getMessage().removeHeaders("*");
        exchange.setVariable("answerStatus", status);
        exchange.setVariable("answer", tree == null ? Map.of() : tree);
        exchange.getMessage().setBody(exchange.getVariable("answer"));
    }

    /**
     * Puts the tree back when all went well.
     *
     * @param operation by whose name a row of the table may be meant for it alone
     * @throws Problem when the status, or the error in the body ({@code code}, {@code text}), says
     *     that the back end did not do what was asked; with the text as notice when it decided so
     */
    public void judge(Exchange exchange, String operation) {
        int status = exchange.getVariable("answerStatus", int.class);
        Map<?, ?> error = exchange.getMessage().getBody() instanceof Map<?, ?> map ? map : Map.of();
        exchange.getMessage().setBody(exchange.removeVariable("answer"));
        if (status < 300 && error.get("code") == null) {
            return;
        }
        Line line = line(exchange);
        String code = code(line.backend().answers(), operation, status, error.get("code"));
        Problem problem = Problem.of(code).from(line.region());
        boolean decided = errors.entry(code).outcome() == ErrorEntry.Outcome.settled;
        throw decided && error.get("text") instanceof String text && !text.isBlank()
                ? problem.notice(Notice.of(text))
                : problem;
    }

    private static String code(
            Map<String, String> table, String operation, int status, Object error) {
        String byStatus = "http-" + status;
        Stream<String> rows =
                error == null
                        ? Stream.of(operation + "." + byStatus, byStatus)
                        : Stream.of(
                                operation + ".error-" + error,
                                operation + "." + byStatus,
                                "error-" + error,
                                byStatus);
        Optional<String> found = rows.map(table::get).filter(one -> one != null).findFirst();
        return found.orElse(status >= 400 && status < 500 ? "backend-refused" : "backend-fault");
    }

    /** JSON by its content type, in UTF-8 as RFC 8259 demands. */
    private static boolean isJson(String stated) {
        try {
            MediaType type = MediaType.parseMediaType(stated == null ? "" : stated);
            boolean utf8 =
                    type.getCharset() == null || type.getCharset().equals(StandardCharsets.UTF_8);
            return utf8 && type.getSubtype().matches("json|.*\\+json");
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }

    /** A request may say in {@code answer} that a good answer has this very media type. */
    private static boolean isDemanded(Exchange exchange, String stated) {
        boolean any =
                !(exchange.getVariable("rest") instanceof Map<?, ?> rest)
                        || rest.get("answer") == null;
        return any
                || MediaType.parseMediaType(
                                exchange.getVariable("rest", Map.class).get("answer").toString())
                        .equalsTypeAndSubtype(MediaType.parseMediaType(stated));
    }

    /** Null for what is no JSON document. */
    private static Object tree(byte[] body) {
        try {
            return body == null || body.length == 0 ? null : JSON.readValue(body, Object.class);
        } catch (IOException e) {
            return null;
        }
    }

    private Line line(Exchange exchange) {
        return catalogue.line(exchange.getVariable("line", String.class)).orElseThrow();
    }
}
