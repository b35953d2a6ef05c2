package se.knutpunkt.fake.rivta;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;

/**
 * What stands in the books when the sandbox starts. Ids are a clinic's own: 700101 exists at two
 * clinics, for two persons.
 */
final class FirstBookings {
    private static final String TOLVAN = "191212121212";
    private static final String GUARDIAN = "198804202383";
    private static final String CHILD = "201701012393";
    private static final String IN_REGION_12 = "189002019819";
    private static final String FROM_REGION_06 = "198612092380";

    private static final String SODER = "SE2321000016-A1B2";
    private static final String SJOSTADEN = "SE2321000016-C3D4";
    private static final String BARN = "SE2321000016-E5F6";
    private static final String AKARP = "SE2321000255-G7H8";
    private static final String HAMNEN = "SE2321000255-J9K0";

    private FirstBookings() {}

    static List<Booking> from(LocalDate today) {
        return List.of(
                new Booking(
                        SODER,
                        "700101",
                        TOLVAN,
                        at(today, 5, 9),
                        "LAK30",
                        SODER + "-LAK1",
                        "Kontroll av blodtryck",
                        "Årlig kontroll <uppföljning> & \"samtal\"",
                        true,
                        true,
                        true,
                        false),
                new Booking(
                        SODER,
                        "700102",
                        TOLVAN,
                        at(today, 10, 13),
                        "SSK30",
                        SODER + "-SSK1",
                        "Såromläggning",
                        null,
                        null,
                        null,
                        null,
                        false),
                new Booking(
                        SJOSTADEN,
                        "700103",
                        TOLVAN,
                        at(today, 12, 10),
                        "SSK30",
                        SJOSTADEN + "-SSK1",
                        "Hälsosamtal",
                        "Kallelse till hälsosamtal",
                        false,
                        true,
                        false,
                        true),
                new Booking(
                        SODER,
                        "700104",
                        TOLVAN,
                        null,
                        "FASTA",
                        "LAB-1",
                        "Provtagning",
                        "Öppen kallelse till provtagning",
                        false,
                        false,
                        false,
                        true),
                ordinary(SJOSTADEN, "700201", GUARDIAN, at(today, 6, 14), "LAK30", "-LAK1"),
                ordinary(BARN, "700301", CHILD, at(today, 8, 11), "1", "-BVC1"),
                ordinary(AKARP, "700101", IN_REGION_12, at(today, 7, 15), "LAK30", "-LAK2"),
                ordinary(HAMNEN, "HAMN/7 & 2", IN_REGION_12, at(today, 9, 8), "SSK30", "-SSK1"),
                ordinary(SODER, "700401", FROM_REGION_06, at(today, 4, 10), "LAK30", "-LAK2"));
    }

    private static Booking ordinary(
            String clinic,
            String id,
            String person,
            LocalDateTime start,
            String type,
            String performer) {
        return new Booking(
                clinic,
                id,
                person,
                start,
                type,
                clinic + performer,
                "Besök",
                null,
                true,
                true,
                true,
                false);
    }

    /** The given hour of the n-th weekday after today. */
    private static LocalDateTime at(LocalDate today, int weekdays, int hour) {
        LocalDate day = today;
        for (int left = weekdays; left > 0; ) {
            day = day.plusDays(1);
            if (day.getDayOfWeek().compareTo(DayOfWeek.FRIDAY) <= 0) {
                left--;
            }
        }
        return day.atTime(hour, 0);
    }
}
