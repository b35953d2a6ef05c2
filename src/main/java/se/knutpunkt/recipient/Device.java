package se.knutpunkt.recipient;

import java.time.Instant;

/**
 * A telephone or tablet with the app. Its token is not here: the channel reads it when it sends.
 *
 * @param deviceId the app's own id of the installation
 * @param platform ios or android
 * @param environment production or sandbox, of the push service
 * @param locale of the app, for instance sv-SE
 * @param registeredAt when the app registered its token last
 */
public record Device(
        String deviceId,
        String platform,
        String environment,
        String appVersion,
        String locale,
        Instant registeredAt) {}
