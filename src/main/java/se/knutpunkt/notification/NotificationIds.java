package se.knutpunkt.notification;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;

/**
 * Ids of the ledger's rows: UUIDv7 (RFC 9562), so rows that are written together lie together in
 * the indexes. 48 bits of milliseconds, 12 bits of parts of a millisecond, 62 random bits that
 * nobody guesses.
 */
public final class NotificationIds {

    private static final int NANOS_OF_A_MILLI = 1_000_000;
    private static final ThreadLocal<SecureRandom> RANDOM =
            ThreadLocal.withInitial(SecureRandom::new);

    private NotificationIds() {}

    public static UUID next() {
        Instant now = Instant.now();
        long part = (now.getNano() % NANOS_OF_A_MILLI) * 4096L / NANOS_OF_A_MILLI;
        long most = now.toEpochMilli() << 16 | 0x7000L | part;
        long least = RANDOM.get().nextLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
        return new UUID(most, least);
    }
}
