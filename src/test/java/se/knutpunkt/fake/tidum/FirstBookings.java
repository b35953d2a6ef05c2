package se.knutpunkt.fake.tidum;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;

/** What stands in the books when the sandbox starts. */
final class FirstBookings {
    private static final String SANNA = "199802262387";
    private static final String IN_THREE_REGIONS = "198612092380";

    private FirstBookings() {}

    static List<Booking> from(LocalDate today) {
        return List.of(
                new Booking(
                        "24",
                        "B-70011",
                        SANNA,
                        "ALI-1",
                        at(today, 5, 9),
                        30,
                        "B10",
                        "P17",
                        "MR",
                        "B",
                        "Årlig kontroll <uppföljning> & \"samtal\"",
                        true,
                        true),
                booked("B-70012", SANNA, "ALI-1", at(today, 10, 13), "P30", "PR", "B", false),
                booked("B-70013", SANNA, "OST/2", at(today, 12, 10), "B20", "MR", "K", false),
                booked("B-70014", SANNA, "ALI-1", at(today, 6, 11), "B20", "MR", "A", true),
                booked(
                        "B-70021",
                        IN_THREE_REGIONS,
                        "ALI-1",
                        at(today, 4, 10),
                        "B20",
                        "MR",
                        "B",
                        true));
    }

    private static Booking booked(
            String nr,
            String person,
            String unit,
            LocalDateTime start,
            String type,
            String room,
            String status,
            boolean mayCancel) {
        boolean sampling = type.equals("P30");
        return new Booking(
                "24",
                nr,
                person,
                unit,
                start,
                sampling ? 15 : 30,
                type,
                sampling ? null : "P21",
                room,
                status,
                null,
                mayCancel,
                true);
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
