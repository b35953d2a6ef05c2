package se.knutpunkt.fake.rivta;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Optional;

/** How bookings and times look in crm:scheduling. */
final class BookingXml {
    private static final DateTimeFormatter TIME = strict("uuuuMMddHHmmss");
    private static final DateTimeFormatter DAY = strict("uuuuMMdd");

    private BookingXml() {}

    static void write(Xml xml, Clinic clinic, Slot slot) {
        xml.open("r:timeslotDetail");
        writeTimes(xml, slot.start(), slot.end());
        xml.element("c:healthcare_facility", clinic.hsaId());
        xml.element("c:performer", slot.performer().hsaId());
        writeNames(xml, clinic, Optional.of(slot.performer()), slot.type());
        xml.close("r:timeslotDetail");
    }

    static void write(Xml xml, Clinic clinic, Booking booking) {
        Clinic.TimeType type = clinic.type(booking.timeType()).orElseThrow();
        Optional<Clinic.Performer> performer =
                type.performers().stream()
                        .filter(one -> one.id().equals(booking.performer()))
                        .filter(one -> !booking.isOpenInvitation())
                        .findFirst();
        xml.open("r:timeslotDetail");
        writeTimes(xml, booking.start(), booking.end());
        xml.element("c:healthcare_facility", clinic.hsaId());
        xml.element("c:performer", performer.map(Clinic.Performer::hsaId).orElse(null));
        xml.element("c:bookingId", booking.id()).element("c:subject_of_care", booking.person());
        xml.element("c:purpose", booking.purpose()).element("c:reason", booking.reason());
        writeNames(xml, clinic, performer, type);
        xml.element("c:cancel_booking_allowed", booking.mayCancel());
        xml.element("c:rebooking_allowed", booking.mayRebook());
        xml.element("c:message_allowed", booking.mayMessage());
        boolean tells = booking.invitation() || booking.mayCancel() != null;
        xml.element("c11:isInvitation", tells ? booking.invitation() : null);
        xml.close("r:timeslotDetail");
    }

    static String time(LocalDateTime time) {
        return time == null ? null : TIME.format(time);
    }

    static String day(LocalDate day) {
        return DAY.format(day);
    }

    static LocalDate day(String text) {
        try {
            return LocalDate.parse(text, DAY);
        } catch (DateTimeException e) {
            throw SoapFault.producer("No such date");
        }
    }

    /** A time of a request, or null. */
    static LocalDateTime time(String text) {
        try {
            return text == null ? null : LocalDateTime.parse(text, TIME);
        } catch (DateTimeException e) {
            throw SoapFault.producer("No such time");
        }
    }

    private static void writeTimes(Xml xml, LocalDateTime start, LocalDateTime end) {
        xml.element("c:startTimeInclusive", time(start)).element("c:endTimeExclusive", time(end));
    }

    private static void writeNames(
            Xml xml, Clinic clinic, Optional<Clinic.Performer> performer, Clinic.TimeType type) {
        Optional<Clinic.Performer> person = performer.filter(Clinic.Performer::isPerson);
        Optional<Clinic.Performer> room = performer.filter(one -> !one.isPerson());
        xml.element("c:resourceName", room.map(Clinic.Performer::name).orElse(null));
        xml.element("c:healthcare_facility_name", clinic.name());
        xml.element("c:performerName", person.map(Clinic.Performer::name).orElse(null));
        xml.element("c:resourceID", room.map(Clinic.Performer::room).orElse(null));
        xml.element("c:timeTypeName", type.name()).element("c:timeTypeID", type.id());
        xml.element("c:careTypeName", type.care().name());
        xml.element("c:careTypeID", type.care().id());
    }

    private static DateTimeFormatter strict(String pattern) {
        return DateTimeFormatter.ofPattern(pattern).withResolverStyle(ResolverStyle.STRICT);
    }
}
