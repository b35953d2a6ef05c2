package se.knutpunkt.fake.apns;

import static java.util.Map.entry;

import java.util.Map;

/** What the service says when it refuses, and the status that goes with it (section 4). */
final class Reasons {
    private static final Map<String, Integer> STATUS =
            Map.ofEntries(
                    entry("BadCertificate", 403),
                    entry("BadCertificateEnvironment", 403),
                    entry("BadEnvironmentKeyIdInToken", 403),
                    entry("UnrelatedKeyIdInToken", 403),
                    entry("ExpiredProviderToken", 403),
                    entry("Forbidden", 403),
                    entry("InvalidProviderToken", 403),
                    entry("MissingProviderToken", 403),
                    entry("BadPath", 404),
                    entry("MethodNotAllowed", 405),
                    entry("Unregistered", 410),
                    entry("ExpiredToken", 410),
                    entry("PayloadTooLarge", 413),
                    entry("TooManyProviderTokenUpdates", 429),
                    entry("TooManyRequests", 429),
                    entry("InternalServerError", 500),
                    entry("ServiceUnavailable", 503),
                    entry("Shutdown", 503));

    private static final Map<Integer, String> USUAL =
            Map.of(
                    400, "BadDeviceToken",
                    403, "InvalidProviderToken",
                    404, "BadPath",
                    405, "MethodNotAllowed",
                    410, "Unregistered",
                    413, "PayloadTooLarge",
                    429, "TooManyRequests",
                    500, "InternalServerError",
                    503, "ServiceUnavailable");

    private Reasons() {}

    /** Those of 400 are many, and all the rest. */
    static int status(String reason) {
        return STATUS.getOrDefault(reason, 400);
    }

    static String of(int status) {
        return USUAL.getOrDefault(status, "Unknown");
    }
}
