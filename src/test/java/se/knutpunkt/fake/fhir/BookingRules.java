package se.knutpunkt.fake.fhir;

import java.util.List;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Slot;

/** What a region's booking system demands of an Appointment that it is sent. */
final class BookingRules {
    private final BookingSystem system;

    BookingRules(BookingSystem system) {
        this.system = system;
    }

    void checkNew(Appointment wanted) {
        if (wanted.getStatus() != AppointmentStatus.BOOKED) {
            throw Issue.invalid("a new Appointment has the status booked");
        }
        patient(wanted);
        if (wanted.getIdentifier().stream()
                .noneMatch(one -> Systems.BOOKING.equals(one.getSystem()))) {
            throw Issue.invalid("a new Appointment has the caller's identifier");
        }
        checkSlot(wanted);
    }

    void checkChange(Appointment stored, Appointment wanted) {
        if (stored.getStatus() != AppointmentStatus.BOOKED) {
            throw Issue.rule("Bokningen går inte att ändra.");
        }
        if (!patient(stored).equalsDeep(patient(wanted))) {
            throw Issue.invalid("the patient of an Appointment does not change");
        }
        if (wanted.getStatus() == AppointmentStatus.CANCELLED) {
            return;
        }
        if (wanted.getStatus() != AppointmentStatus.BOOKED) {
            throw Issue.invalid("an Appointment is moved or cancelled");
        }
        if (!slotId(stored).equals(slotId(wanted))) {
            checkSlot(wanted);
        }
    }

    /** The time is free, and the Appointment says the same about it as the Slot. */
    private void checkSlot(Appointment wanted) {
        Slot slot =
                system.freeSlot(slotId(wanted))
                        .orElseThrow(
                                () -> Issue.conflict("Slot/" + slotId(wanted) + " is not free"));
        boolean sameTime =
                slot.getStart().equals(wanted.getStart()) && slot.getEnd().equals(wanted.getEnd());
        boolean sameKind =
                wanted.getServiceType().size() == 1
                        && slot.getServiceType().stream()
                                .anyMatch(
                                        one ->
                                                one.getCodingFirstRep()
                                                        .getCode()
                                                        .equals(
                                                                wanted.getServiceTypeFirstRep()
                                                                        .getCodingFirstRep()
                                                                        .getCode()));
        if (!sameTime || !sameKind) {
            throw Issue.invalid("start, end and serviceType are not those of the Slot");
        }
        String clinic = slot.getIdElement().getIdPart().split("\\.")[0];
        if (!actors(wanted).contains("HealthcareService/" + clinic)) {
            throw Issue.invalid("HealthcareService/" + clinic + " is no participant");
        }
    }

    private static String slotId(Appointment appointment) {
        if (appointment.getSlot().size() != 1) {
            throw Issue.invalid("an Appointment has one Slot");
        }
        return appointment.getSlotFirstRep().getReferenceElement().getIdPart();
    }

    private static List<String> actors(Appointment appointment) {
        return appointment.getParticipant().stream()
                .map(one -> one.getActor().getReference())
                .toList();
    }

    /** Who the Appointment is for: exactly one participant with a number that is known here. */
    static Identifier patient(Appointment appointment) {
        List<Identifier> patients =
                appointment.getParticipant().stream()
                        .map(one -> one.getActor().getIdentifier())
                        .filter(Systems::isPatient)
                        .toList();
        if (patients.size() != 1 || !patients.get(0).getValue().matches("[0-9]{12}")) {
            throw Issue.invalid("an Appointment is for one patient, named by twelve digits");
        }
        return new Identifier()
                .setSystem(patients.get(0).getSystem())
                .setValue(patients.get(0).getValue());
    }
}
