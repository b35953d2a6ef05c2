package se.knutpunkt.mapping;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Times that say which instant they are: RFC 3339 with any offset in, with the Europe/Stockholm
 * offset out. Both passes of the repeated hour of autumn are exact.
 */
@Configuration(proxyBeanMethods = false)
public class Instants {

    private static final ZoneId SWEDEN = ZoneId.of("Europe/Stockholm");

    @Bean
    MappingFunctions.Offer instantFunctions() {
        return new MappingFunctions.Offer(
                Map.of(
                        "swedishOffset",
                        MappingFunctions.ofAll(a -> swedishOffset((String) a.get(0))),
                        "instant",
                        MappingFunctions.ofAll(a -> instant((String) a.get(0))),
                        "dayStart",
                        MappingFunctions.ofAll(a -> dayStart((String) a.get(0), 0)),
                        "dayEnd",
                        MappingFunctions.ofAll(a -> dayStart((String) a.get(0), 1))));
    }

    /**
     * {@code 2026-10-25T01:30:00Z} becomes {@code 2026-10-25T02:30:00+01:00}; null when it is no
     * time with an offset.
     */
    public static String swedishOffset(String rfc3339) {
        try {
            return written(OffsetDateTime.parse(rfc3339).toInstant());
        } catch (DateTimeException e) {
            return null;
        }
    }

    /**
     * The same instant with a fixed number of digits in UTC, {@code 2026-10-25T01:30:00.000Z}, so
     * that texts compare as the instants do; null when it is no time with an offset.
     */
    public static String instant(String rfc3339) {
        try {
            Instant instant = OffsetDateTime.parse(rfc3339).toInstant();
            String text = instant.toString();
            return instant.getNano() == 0
                    ? text.replace("Z", ".000Z")
                    : text.replaceFirst("(\\.[0-9]{3})[0-9]*Z", "$1Z");
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** When the day, {@code 2026-10-25}, begins in Sweden, or so many days later. */
    static String dayStart(String day, int later) {
        try {
            LocalDate date = LocalDate.parse(day).plusDays(later);
            return written(date.atStartOfDay(SWEDEN).toInstant());
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static String written(Instant instant) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(instant.atZone(SWEDEN));
    }
}
