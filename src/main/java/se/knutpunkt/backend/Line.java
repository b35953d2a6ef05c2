package se.knutpunkt.backend;

import java.time.Duration;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;

/**
 * One region's way to one back end, with its own pool, breaker, bulkhead and time limits.
 *
 * @param region the county code, or {@code national}
 * @param address the base URL
 * @param secret the name of the secret, or null
 */
public record Line(String region, Backend backend, String address, String secret) {

    /** The region of a line that serves the whole country. */
    public static final String NATIONAL = "national";

    /** For instance {@code 01.rivta}. */
    public String id() {
        return region + "." + backend.backend();
    }

    /** Longest time of one call. */
    public Duration timeLimit() {
        return isNational() && backend.national().timeLimit() != null
                ? DurationStyle.detectAndParse(backend.national().timeLimit())
                : backend.timeLimitDuration();
    }

    public int connections() {
        return isNational() && backend.national().connections() != null
                ? backend.national().connections()
                : backend.connections();
    }

    /** Calls under way at once. */
    public int bulkhead() {
        return isNational() && backend.national().bulkhead() != null
                ? backend.national().bulkhead()
                : backend.bulkhead();
    }

    /** The largest answer taken, for instance {@code 5MB}. */
    public String answerLimit() {
        return isNational() && backend.national().answerLimit() != null
                ? backend.national().answerLimit()
                : backend.answerLimit();
    }

    long answerLimitBytes() {
        return DataSize.parse(answerLimit()).toBytes();
    }

    private boolean isNational() {
        return NATIONAL.equals(region);
    }
}
