package se.knutpunkt.fake.tidum;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.IsoFields;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as Tidum writes them (section 2): ISO week, day of the week and the Swedish clock. */
final class Moment {
    static final ZoneId SWEDEN = ZoneId.of("Europe/Stockholm");

    private static final Pattern WEEK = Pattern.compile("([0-9]{4})-W([0-9]{2})");
    private static final Pattern CLOCK = Pattern.compile("[0-9]{2}:[0-9]{2}");
    private static final DateTimeFormatter WRITTEN =
            DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

    private Moment() {}

    /** The Monday of a week; E04 when there is no such week. */
    static LocalDate monday(String week) {
        Matcher parts = WEEK.matcher(week == null ? "" : week);
        if (!parts.matches()) {
            throw new Refusal("E04");
        }
        int year = Integer.parseInt(parts.group(1));
        // 4 January is in the first week of its year
        LocalDate monday =
                LocalDate.of(year, 1, 4)
                        .with(DayOfWeek.MONDAY)
                        .plusWeeks(Integer.parseInt(parts.group(2)) - 1L);
        if (!week(monday).equals(week)) {
            throw new Refusal("E04");
        }
        return monday;
    }

    /** The time; E04 or E06 when it does not exist. */
    static LocalDateTime of(String week, int day, String clock) {
        LocalDate monday = monday(week);
        if (day < 1 || day > 7 || !CLOCK.matcher(clock).matches()) {
            throw new Refusal("E06");
        }
        try {
            LocalDateTime time = monday.plusDays(day - 1L).atTime(LocalTime.parse(clock));
            if (!exists(time)) {
                throw new Refusal("E06");
            }
            return time;
        } catch (DateTimeException e) {
            throw new Refusal("E06");
        }
    }

    /** Whether the clock shows it at all that day. */
    static boolean exists(LocalDateTime time) {
        return !SWEDEN.getRules().getValidOffsets(time).isEmpty();
    }

    /** In the repeated hour of autumn the earlier of the two. */
    static Instant instant(LocalDateTime time) {
        return time.toInstant(SWEDEN.getRules().getValidOffsets(time).get(0));
    }

    static String week(LocalDate day) {
        return "%04d-W%02d"
                .formatted(
                        day.get(IsoFields.WEEK_BASED_YEAR),
                        day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
    }

    static String clock(LocalDateTime time) {
        return time.format(WRITTEN);
    }
}
