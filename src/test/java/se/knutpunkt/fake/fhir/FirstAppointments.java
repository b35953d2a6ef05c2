package se.knutpunkt.fake.fhir;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Map;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;

/**
 * What stands in the regions' books when the sandbox starts. Ids are a region's own: 4711 exists in
 * two regions, for two persons.
 */
final class FirstAppointments {
    private static final String MAJA = "199102102382";
    private static final String FRIDA = "198612092380";
    private static final String OTHER = "189002019819";

    private FirstAppointments() {}

    /** Appointments by their ids. */
    static Map<String, Appointment> of(BookingSystem system, LocalDate today) {
        return switch (system.region()) {
            case "14" ->
                    Map.of(
                            "4711",
                            system.appointment(MAJA, "vc-hisingen.lak1", "LAK30", at(today, 5, 9))
                                    .setComment("Kontroll av blodtryck")
                                    .setDescription("Årlig kontroll <uppföljning> & \"samtal\""),
                            "4712",
                            system.appointment(MAJA, "vc-hisingen.ssk1", "SSK30", at(today, 10, 13))
                                    .setStatus(AppointmentStatus.CANCELLED),
                            "4713",
                            system.appointment(
                                    MAJA, "vc-molnlycke.lab1", "PROV", at(today, 12, 10)),
                            "4720",
                            system.appointment(
                                    OTHER, "vc-hisingen.lak2", "LAK30", at(today, 6, 14)));
            case "06" ->
                    Map.of(
                            "4711",
                            system.appointment(
                                    FRIDA, "vc-rosenlund.lak2", "LAK30", at(today, 6, 11)));
            default -> Map.of();
        };
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
