package se.knutpunkt.api;

import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * The {@code traceparent} header of W3C Trace Context level 1: kept when valid, begun anew when
 * not.
 */
final class TraceContext {

    private static final Pattern VALID =
            Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    private TraceContext() {}

    static boolean isValid(String received) {
        return received != null && VALID.matcher(received).matches();
    }

    /** The header to send on: the caller's trace id with a span id of our own. */
    static String next(String received) {
        HexFormat hex = HexFormat.of();
        String span = hex.toHexDigits(ThreadLocalRandom.current().nextLong() | 1L);
        if (isValid(received)) {
            return received.substring(0, 36) + span + received.substring(52);
        }
        UUID id = UUID.randomUUID();
        return "00-"
                + hex.toHexDigits(id.getMostSignificantBits())
                + hex.toHexDigits(id.getLeastSignificantBits())
                + "-"
                + span
                + "-00";
    }

    /** The trace id of a header made by {@link #next}. */
    static String traceId(String traceparent) {
        return traceparent.substring(3, 35);
    }
}
