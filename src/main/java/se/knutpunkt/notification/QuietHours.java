package se.knutpunkt.notification;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;

/**
 * Hours of each day in which nobody is disturbed, in Swedish time. When the clock is put back they
 * begin at the first and end at the second of two equal times; when it is put forward, a time that
 * is left out is the moment of the change. So nobody is woken by either.
 *
 * @param from when they begin
 * @param to when they end; before {@code from}: on the next day
 */
public record QuietHours(LocalTime from, LocalTime to) {

    private static final ZoneId SWEDEN = ZoneId.of("Europe/Stockholm");
    private static final ZoneRules RULES = SWEDEN.getRules();

    /** When the quiet hours end that the moment lies in; empty when it lies in none. */
    public Optional<Instant> endIfWithin(Instant moment) {
        LocalDate today = LocalDate.ofInstant(moment, SWEDEN);
        return end(today.minusDays(1), moment).or(() -> end(today, moment));
    }

    private Optional<Instant> end(LocalDate day, Instant moment) {
        Instant start = instant(LocalDateTime.of(day, from), true);
        LocalDate lastDay = to.isAfter(from) ? day : day.plusDays(1);
        Instant end = instant(LocalDateTime.of(lastDay, to), false);
        return moment.isBefore(start) || !moment.isBefore(end)
                ? Optional.empty()
                : Optional.of(end);
    }

    private static Instant instant(LocalDateTime local, boolean earlier) {
        ZoneOffsetTransition change = RULES.getTransition(local);
        if (change == null) {
            return local.toInstant(RULES.getOffset(local));
        }
        if (change.isGap()) {
            return change.getInstant();
        }
        return local.toInstant(earlier ? change.getOffsetBefore() : change.getOffsetAfter());
    }
}
