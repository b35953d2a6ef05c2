package se.knutpunkt.fake.tidum;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A clinic.
 *
 * @param opens when its first time begins
 * @param closes when its last time is over
 * @param everyDay also on Saturdays and Sundays
 */
record Unit(
        String region,
        String code,
        String name,
        LocalTime opens,
        LocalTime closes,
        boolean everyDay,
        List<Visit> visits) {

    /** Between two times that begin. */
    private static final int STEP_MINUTES = 30;

    /** Someone who receives patients; the role is a code. */
    record Staff(String nr, String name, String role) {}

    /** A kind of visit, with whom and where; without staff it is the room that is booked. */
    record Visit(String type, int minutes, List<Staff> staff, String room) {}

    Visit visit(String type) {
        return visits.stream()
                .filter(one -> one.type().equals(type))
                .findFirst()
                .orElseThrow(() -> new Refusal("E03"));
    }

    List<Staff> staff() {
        return visits.stream().flatMap(one -> one.staff().stream()).distinct().toList();
    }

    Optional<Staff> staff(String nr) {
        return staff().stream().filter(one -> one.nr().equals(nr)).findFirst();
    }

    /** The same, with nothing to book. */
    Unit without() {
        return new Unit(region, code, name, opens, closes, everyDay, List.of());
    }

    /** When times begin on a day, as the clock shows; none in an hour that spring skips. */
    Stream<LocalDateTime> starts(LocalDate day) {
        if (!everyDay && day.getDayOfWeek().compareTo(DayOfWeek.FRIDAY) > 0) {
            return Stream.empty();
        }
        LocalDateTime end = day.atTime(closes);
        return Stream.iterate(
                        day.atTime(opens),
                        start -> start.isBefore(end),
                        start -> start.plusMinutes(STEP_MINUTES))
                .filter(Moment::exists);
    }
}
