package se.knutpunkt.fake.rivta;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import org.w3c.dom.Element;

/**
 * What the producers answer to the operations that change something. As many real producers they
 * trust the booking id: whose booking it is, the caller must check.
 */
final class Commands {
    private static final String TAKEN = "Tiden är inte längre ledig.";
    private static final String UNKNOWN = "Bokningen finns inte.";

    private final Schedule schedule;

    Commands(Schedule schedule) {
        this.schedule = schedule;
    }

    String make(Clinic clinic, Envelope envelope) {
        Element wanted = envelope.slot().orElseThrow();
        String invitation = Xml.textOf(wanted, "bookingId");
        String subject = envelope.find("subject_of_care");
        String person = subject != null ? subject : envelope.actor().orElseThrow().id();
        if (invitation != null) {
            return accept(clinic, invitation, person, wanted);
        }
        LocalDateTime start = start(wanted);
        if (start == null) {
            return error(TAKEN);
        }
        String reason = Xml.textOf(wanted, "reason");
        return made(clinic, schedule.book(clinic, start, wish(wanted), person, reason));
    }

    String update(Clinic clinic, Envelope envelope) {
        Element wanted = envelope.slot().orElseThrow();
        String id = Xml.textOf(wanted, "bookingId");
        String subject = Xml.textOf(wanted, "subject_of_care");
        Optional<Booking> found = id == null ? Optional.empty() : schedule.find(clinic, id);
        if (found.isEmpty() || (subject != null && !subject.equals(found.get().person()))) {
            return error(UNKNOWN);
        }
        Booking booking = found.get();
        if (!Boolean.TRUE.equals(booking.mayRebook())) {
            return error("Bokningen kan inte ombokas. Kontakta mottagningen.");
        }
        return move(clinic, booking, wanted).map(this::advised).orElseGet(() -> error(TAKEN));
    }

    String cancel(Clinic clinic, Envelope envelope) {
        Optional<Booking> found = schedule.find(clinic, envelope.find("bookingId"));
        if (found.isEmpty()) {
            return error(UNKNOWN);
        }
        if (!Boolean.TRUE.equals(found.get().mayCancel())) {
            return error("Bokningen kan inte avbokas. Kontakta mottagningen.");
        }
        return schedule.remove(found.get()) ? result("OK", null) : error(UNKNOWN);
    }

    /** Takes a time on an open invitation. */
    private String accept(Clinic clinic, String id, String person, Element wanted) {
        return schedule.find(clinic, id)
                .filter(Booking::isOpenInvitation)
                .filter(one -> one.person().equals(person))
                .map(one -> made(clinic, move(clinic, one, wanted)))
                .orElseGet(() -> error("Kallelsen är inte längre öppen."));
    }

    private Optional<Booking> move(Clinic clinic, Booking booking, Element wanted) {
        LocalDateTime start = start(wanted);
        if (start == null) {
            return Optional.empty();
        }
        Slot.Wish wish = wish(wanted).orType(booking.timeType());
        return schedule.move(clinic, booking, start, wish, Xml.textOf(wanted, "reason"));
    }

    private String made(Clinic clinic, Optional<Booking> booking) {
        return booking.map(
                        one -> new Xml().element("r:bookingId", one.id()).toString() + advised(one))
                .orElseGet(() -> error(TAKEN));
    }

    /** OK, or INFO when the kind of visit has an advice. */
    private String advised(Booking booking) {
        String advice =
                Clinics.at(booking.facility())
                        .flatMap(clinic -> clinic.type(booking.timeType()))
                        .map(Clinic.TimeType::advice)
                        .orElse(null);
        return result(advice == null ? "OK" : "INFO", advice);
    }

    /** The start, or null when there is none or the end is not that of the time. */
    private static LocalDateTime start(Element wanted) {
        LocalDateTime start = BookingXml.time(Xml.textOf(wanted, "startTimeInclusive"));
        LocalDateTime end = BookingXml.time(Xml.textOf(wanted, "endTimeExclusive"));
        boolean fits =
                start != null && (end == null || end.equals(start.plusMinutes(Booking.MINUTES)));
        return fits ? start : null;
    }

    private static Slot.Wish wish(Element wanted) {
        String performer = Xml.textOf(wanted, "performer");
        return new Slot.Wish(
                performer == null ? List.of() : List.of(performer),
                Xml.textOf(wanted, "resourceID"),
                Xml.textOf(wanted, "timeTypeID"),
                null,
                Xml.textOf(wanted, "careTypeID"),
                null);
    }

    private static String error(String text) {
        return result("ERROR", text);
    }

    private static String result(String code, String text) {
        return new Xml().element("r:resultCode", code).element("r:resultText", text).toString();
    }
}
