package se.knutpunkt.notification;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import se.knutpunkt.error.Problem;

/** When nobody wants to be told any more, as callers and events write it (RFC 3339). */
final class Expiry {

    private Expiry() {}

    /**
     * Null when nothing was given. What has the form of a time need not be one: the 31st of
     * November passes a schema.
     *
     * @throws Problem {@code invalid-body}
     */
    static Instant read(Object given) {
        if (given == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(given.toString()).toInstant();
        } catch (DateTimeException e) {
            throw Problem.of("invalid-body")
                    .errors(List.of(Map.of("where", "/expiresAt", "what", "no such time")));
        }
    }
}
