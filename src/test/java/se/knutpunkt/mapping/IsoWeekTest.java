package se.knutpunkt.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IsoWeekTest {

    @ParameterizedTest
    @CsvSource({
        "2026-W49, 2, 09:30, 2026-12-01T09:30:00+01:00",
        "2026-W27, 7, 00:00, 2026-07-05T00:00:00+02:00",
        "2026-W53, 1, 08:00, 2026-12-28T08:00:00+01:00", // 2026 has 53 weeks
        "2026-W53, 5, 08:00, 2027-01-01T08:00:00+01:00",
        "2027-W01, 1, 08:00, 2027-01-04T08:00:00+01:00",
        "2025-W01, 1, 08:00, 2024-12-30T08:00:00+01:00",
        "2026-W13, 7, 01:59, 2026-03-29T01:59:00+01:00",
        "2026-W13, 7, 03:00, 2026-03-29T03:00:00+02:00",
        "2026-W43, 7, 01:59, 2026-10-25T01:59:00+02:00",
        "2026-W43, 7, 02:30, 2026-10-25T02:30:00+02:00", // repeated in autumn: the earlier
        "2026-W43, 7, 03:00, 2026-10-25T03:00:00+01:00"
    })
    void aDayOfAWeekIsATime(String week, int day, String clock, String expected) {
        assertThat(IsoWeek.time(week, day, clock)).isEqualTo(expected);
        assertThat(IsoWeek.time(week, (double) day, clock)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "2027-W53, 1, 08:00", // 2027 has 52
        "2026-W54, 1, 08:00",
        "2026-W00, 1, 08:00",
        "2026-49, 1, 08:00",
        "2026-W9, 1, 08:00",
        "2026-W49, 0, 08:00",
        "2026-W49, 8, 08:00",
        "2026-W49, 1.5, 08:00",
        "2026-W49, 1, 24:00",
        "2026-W49, 1, 8:00",
        "2026-W49, 1, 08:00:00",
        "2026-W49, 1, ''",
        "2026-W13, 7, 02:00", // skipped by spring
        "2026-W13, 7, 02:59"
    })
    void whatIsNoTimeIsNothing(String week, double day, String clock) {
        assertThat(IsoWeek.time(week, day, clock)).isNull();
    }

    @Test
    void whatIsOfAnotherKindIsNothing() {
        assertThat(IsoWeek.time(202649, 1, "08:00")).isNull();
        assertThat(IsoWeek.time("2026-W49", "1", "08:00")).isNull();
        assertThat(IsoWeek.time("2026-W49", 1, 800)).isNull();
        assertThat(IsoWeek.plusMinutes(1, 30)).isNull();
        assertThat(IsoWeek.plusMinutes("2026-12-01T09:30:00+01:00", "30")).isNull();
    }

    /** Every day of forty years is in the one week that java.time says, and found again. */
    @Test
    void everyDayIsInItsWeek() {
        LocalDate first = LocalDate.of(2010, 1, 1);
        for (LocalDate day = first; day.isBefore(first.plusYears(40)); day = day.plusDays(1)) {
            List<String> weeks = IsoWeek.weeks(day.toString(), day.toString());
            assertThat(weeks).hasSize(1);
            assertThat(IsoWeek.time(weeks.get(0), day.getDayOfWeek().getValue(), "12:00"))
                    .startsWith(day + "T12:00:00+0");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2026-12-01, 2026-12-01, 2026-W49",
        "2026-12-05, 2026-12-07, 2026-W49 2026-W50",
        "2026-12-06, 2026-12-06, 2026-W49",
        "2026-12-24, 2027-01-06, 2026-W52 2026-W53 2027-W01",
        "2025-12-22, 2026-01-01, 2025-W52 2026-W01"
    })
    void daysAreInWeeks(String first, String last, String expected) {
        assertThat(IsoWeek.weeks(first, last)).containsExactly(expected.split(" "));
    }

    @Test
    void theLongestQuestionHasTenWeeksAtMost() {
        LocalDate sunday = LocalDate.of(2026, 12, 6);
        assertThat(sunday.getDayOfWeek()).isEqualTo(DayOfWeek.SUNDAY);
        assertThat(IsoWeek.weeks(sunday.toString(), sunday.plusDays(61).toString())).hasSize(10);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-12-01T09:30:00+01:00, 30, 2026-12-01T10:00:00+01:00",
        "2026-12-31T23:45:00+01:00, 15, 2027-01-01T00:00:00+01:00",
        "2026-10-25T02:30:00+02:00, 30, 2026-10-25T02:00:00+01:00", // the clock goes back
        "2026-10-25T01:30:00+02:00, 60, 2026-10-25T02:30:00+02:00",
        "2026-03-29T01:30:00+01:00, 30, 2026-03-29T03:00:00+02:00", // and forward
        "2026-12-01T09:30:00+01:00, 0, 2026-12-01T09:30:00+01:00"
    })
    void minutesReallyPass(String start, int minutes, String expected) {
        String end = IsoWeek.plusMinutes(start, minutes);
        assertThat(end).isEqualTo(expected);
        assertThat(OffsetDateTime.parse(end))
                .isEqualTo(OffsetDateTime.parse(start).plusMinutes(minutes));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-12-01, 30",
        "x, 30",
        "2026-12-01T09:30:00+01:00, -1",
        "2026-12-01T09:30:00+01:00, 1.5",
        "2026-12-01T09:30:00+01:00, 1441"
    })
    void whatCannotBeAddedIsNothing(String start, double minutes) {
        assertThat(IsoWeek.plusMinutes(start, minutes)).isNull();
    }
}
