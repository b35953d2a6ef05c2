package se.knutpunkt.api;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * One request on its way through the hub. Made by {@link CallFilter} when the request arrives and
 * found again as a request attribute and as the Camel variable {@code call}.
 *
 * @param operation the contract's operation, or null when none matches
 * @param pathParameters values of the path template
 * @param language sv or en
 * @param traceparent W3C trace context to send on
 */
public record Call(
        Operation operation,
        Map<String, String> pathParameters,
        String correlationId,
        String traceparent,
        String language,
        Deadline deadline,
        Instant arrived) {

    private static final String ATTRIBUTE = Call.class.getName();
    private static final String BODY = ATTRIBUTE + ".body";
    private static final byte[] NOTHING = {};

    /**
     * What the hub asks for by itself, when no request is under way: in Swedish, and part of no
     * operation.
     *
     * @param millis until when it must have been answered
     */
    public static Call ofTheHub(long millis) {
        return new Call(
                null,
                Map.of(),
                UUID.randomUUID().toString(),
                TraceContext.next(null),
                "sv",
                Deadline.in(millis),
                Instant.now());
    }

    /** The id used in logs, {@code unknown} when no operation matches. */
    public String operationId() {
        return operation == null ? "unknown" : operation.id();
    }

    /** The same call as part of which something is asked that must be there earlier. */
    public Call endingEarlier(long millis) {
        Deadline earlier =
                new Deadline(deadline.endNanos() - TimeUnit.MILLISECONDS.toNanos(millis));
        return new Call(
                operation, pathParameters, correlationId, traceparent, language, earlier, arrived);
    }

    /** The body of a request, read whole; empty when there is none. */
    static byte[] body(HttpServletRequest request) {
        byte[] body = (byte[]) request.getAttribute(BODY);
        return body == null ? NOTHING : body;
    }

    static void attachBody(HttpServletRequest request, byte[] body) {
        request.setAttribute(BODY, body);
    }

    void attachTo(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    /** The call of a request, or null before the filter ran. */
    public static Call of(HttpServletRequest request) {
        return (Call) request.getAttribute(ATTRIBUTE);
    }
}
