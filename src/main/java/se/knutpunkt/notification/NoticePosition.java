package se.knutpunkt.notification;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.UUID;
import se.knutpunkt.error.Problem;

/**
 * After which notification a page begins; 32 characters for the app. It says nothing but a time and
 * an id of the citizen's own, and shows nothing of others when it is made up.
 */
record NoticePosition(Instant acceptedAt, UUID id) {

    private static final int BYTES = 24;

    /** Before the newest. */
    static final NoticePosition FIRST =
            new NoticePosition(Instant.parse("9999-12-31T00:00:00Z"), new UUID(-1, -1));

    /**
     * @throws Problem {@code invalid-parameter} when the hub did not make it
     */
    static NoticePosition read(String text) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            if (bytes.remaining() == BYTES) {
                Instant at = Instant.EPOCH.plus(bytes.getLong(), ChronoUnit.MICROS);
                if (at.isBefore(FIRST.acceptedAt) && at.isAfter(Instant.EPOCH)) {
                    return new NoticePosition(at, new UUID(bytes.getLong(), bytes.getLong()));
                }
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            // as below
        }
        throw Problem.of("invalid-parameter");
    }

    String write() {
        ByteBuffer bytes =
                ByteBuffer.allocate(BYTES)
                        .putLong(ChronoUnit.MICROS.between(Instant.EPOCH, acceptedAt))
                        .putLong(id.getMostSignificantBits())
                        .putLong(id.getLeastSignificantBits());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }
}
