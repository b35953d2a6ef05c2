package se.knutpunkt.mapping;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.IsoFields;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Times by ISO 8601 week ({@code 2026-W49}), day of the week (1 Monday to 7 Sunday) and the Swedish
 * clock ({@code HH:MM}), as some products write them; the API's are RFC 3339 with the
 * Europe/Stockholm offset. In the repeated hour of autumn the earlier of the two moments is meant;
 * the hour that spring skips does not exist.
 */
@Configuration(proxyBeanMethods = false)
public class IsoWeek {

    private static final ZoneId SWEDEN = ZoneId.of("Europe/Stockholm");
    private static final Pattern WEEK = Pattern.compile("([0-9]{4})-W([0-9]{2})");
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT)
                    .withResolverStyle(ResolverStyle.STRICT);

    @Bean
    MappingFunctions.Offer weekFunctions() {
        return new MappingFunctions.Offer(
                Map.of(
                        "weeks",
                        MappingFunctions.ofAll(a -> weeks((String) a.get(0), (String) a.get(1))),
                        "weekTime",
                        MappingFunctions.ofAll(a -> time(a.get(0), a.get(1), a.get(2))),
                        "plusMinutes",
                        MappingFunctions.ofAll(a -> plusMinutes(a.get(0), a.get(1)))));
    }

    /** The weeks that hold the days from the first to the last, both included, in order. */
    static List<String> weeks(String first, String last) {
        LocalDate monday = LocalDate.parse(first).with(DayOfWeek.MONDAY);
        return monday.datesUntil(LocalDate.parse(last).plusDays(1), Period.ofWeeks(1))
                .map(IsoWeek::week)
                .toList();
    }

    private static String week(LocalDate day) {
        return "%04d-W%02d"
                .formatted(
                        day.get(IsoFields.WEEK_BASED_YEAR),
                        day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
    }

    /**
     * {@code 2026-W49}, {@code 2} and {@code 09:30} become {@code 2026-12-01T09:30:00+01:00}; null
     * when there is no such time.
     */
    static String time(Object week, Object day, Object clock) {
        LocalDate date = day(week, day);
        if (date == null || !(clock instanceof String text)) {
            return null;
        }
        try {
            LocalDateTime local = date.atTime(LocalTime.parse(text, CLOCK));
            List<ZoneOffset> offsets = SWEDEN.getRules().getValidOffsets(local);
            return offsets.isEmpty() ? null : written(local.atOffset(offsets.get(0)));
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Null when there is no such day: not every year has a week 53. */
    private static LocalDate day(Object week, Object day) {
        Matcher parts = WEEK.matcher(week instanceof String text ? text : "");
        boolean inWeek = day instanceof Number number && isDay(number);
        if (!parts.matches() || !inWeek) {
            return null;
        }
        // 4 January is always in the first week
        LocalDate monday =
                LocalDate.of(Integer.parseInt(parts.group(1)), 1, 4)
                        .with(DayOfWeek.MONDAY)
                        .plusWeeks(Integer.parseInt(parts.group(2)) - 1L);
        return week(monday).equals(week) ? monday.plusDays(((Number) day).intValue() - 1L) : null;
    }

    private static boolean isDay(Number number) {
        double value = number.doubleValue();
        return value == Math.rint(value) && value >= 1 && value <= 7;
    }

    /**
     * So many minutes that really pass later, in the Swedish offset of that moment; null when the
     * first is no time or the second no whole number from 0 to a day's.
     */
    static String plusMinutes(Object rfc3339, Object minutes) {
        boolean whole =
                minutes instanceof Number number
                        && number.doubleValue() == Math.rint(number.doubleValue())
                        && number.doubleValue() >= 0
                        && number.doubleValue() <= 24 * 60;
        if (!whole || !(rfc3339 instanceof String text)) {
            return null;
        }
        try {
            return written(
                    OffsetDateTime.parse(text)
                            .plusMinutes(((Number) minutes).longValue())
                            .atZoneSameInstant(SWEDEN)
                            .toOffsetDateTime());
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static String written(OffsetDateTime time) {
        return time.format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
    }
}
