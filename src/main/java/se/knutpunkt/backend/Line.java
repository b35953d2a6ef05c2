package se.knutpunkt.backend;

/**
 * One region's way to one back end, with its own pool, breaker, bulkhead and time limits.
 *
 * @param region the county code, or {@code national}
 * @param address the base URL
 * @param secret the name of the secret, or null
 */
public record Line(String region, Backend backend, String address, String secret) {

    /** For instance {@code 01.rivta}. */
    public String id() {
        return region + "." + backend.backend();
    }
}
