package se.knutpunkt.channel;

import java.time.Instant;
import java.util.UUID;
import se.knutpunkt.notification.TargetMessage;

/** Claimed targets that no ledger knows. */
final class ClaimedNotices {

    private static final Instant NOON = Instant.parse("2026-12-01T11:00:00Z");

    private ClaimedNotices() {}

    static Claimed of(TargetMessage message) {
        return to("a1".repeat(32), message);
    }

    static Claimed to(String address, TargetMessage message) {
        return new Claimed(
                message,
                message.target(),
                UUID.randomUUID(),
                1,
                new byte[32],
                "phone",
                address,
                "sandbox",
                NOON,
                "sv",
                null,
                message.kind(),
                "normal",
                null,
                NOON,
                NOON.plusSeconds(3_600));
    }
}
