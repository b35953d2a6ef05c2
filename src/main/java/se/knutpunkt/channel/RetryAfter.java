package se.knutpunkt.channel;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;

/** How long a provider wants to be left alone: seconds or a date (RFC 9110 section 10.2.3). */
final class RetryAfter {

    private static final Duration LONGEST = Duration.ofHours(1);

    private RetryAfter() {}

    /** Null when nothing, or nothing that can be read, is stated; at most an hour. */
    static Duration read(String stated, Instant now) {
        if (stated == null || stated.isBlank()) {
            return null;
        }
        Duration pause = pause(stated.strip(), now);
        if (pause == null || pause.isNegative()) {
            return null;
        }
        return pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
    }

    private static Duration pause(String stated, Instant now) {
        try {
            return stated.matches("[0-9]{1,9}")
                    ? Duration.ofSeconds(Long.parseLong(stated))
                    : Duration.between(
                            now, Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(stated)));
        } catch (DateTimeException e) {
            return null;
        }
    }
}
