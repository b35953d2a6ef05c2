package se.knutpunkt.notification;

import java.time.Instant;
import java.util.UUID;

/**
 * The same notice to many.
 *
 * @param client the machine that asked for it, and alone may ask about it
 * @param ref what the app opens after login; opaque, may be null
 * @param region whom it is for, by home region; null is everybody
 * @param state running, paused, cancelled or done
 * @param rate recipients taken in a second, by all replicas together
 * @param audience recipients counted when it began
 * @param taken of them so far
 */
record Campaign(
        UUID id,
        byte[] requestHash,
        String client,
        String kind,
        String ref,
        String region,
        String urgency,
        String state,
        int rate,
        long audience,
        long taken,
        Instant expiresAt,
        Instant createdAt) {}
