package se.knutpunkt.fake.fhir;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.HealthcareService;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Schedule;

/** A clinic with what may be booked there, and how it looks in FHIR. */
record Clinic(String id, String hsaId, String name, boolean active, List<Calendar> calendars) {

    /** A kind of visit, and the kind of care it belongs to. */
    record VisitType(String code, String name, String careCode, String careName) {

        CodeableConcept concept() {
            return new CodeableConcept(new Coding(Systems.VISIT_TYPES, code, name)).setText(name);
        }

        CodeableConcept care() {
            Coding coding = new Coding(Systems.CARE_TYPES, careCode, careName);
            return new CodeableConcept(coding).setText(careName);
        }
    }

    /**
     * Times with one person, or in one room when there is no person.
     *
     * @param title what the person is; null for a room
     */
    record Calendar(String id, String given, String name, String title, List<VisitType> types) {

        boolean isPerson() {
            return title != null;
        }
    }

    HealthcareService service() {
        HealthcareService service = new HealthcareService();
        service.setId(new IdType("HealthcareService", id, "1"));
        service.addIdentifier().setSystem(Systems.HSA).setValue(hsaId);
        service.setActive(active).setName(name);
        List<VisitType> types = types();
        cares(types).forEach(service::addCategory);
        types.forEach(type -> service.addType(type.concept()));
        return service;
    }

    List<VisitType> types() {
        return calendars.stream().flatMap(one -> one.types().stream()).distinct().toList();
    }

    /** The calendar as a Schedule whose actors are the clinic and the person or room. */
    Schedule schedule(Calendar calendar) {
        Schedule schedule = new Schedule();
        schedule.setId(new IdType("Schedule", id + "." + calendar.id(), "1"));
        schedule.setActive(active);
        cares(calendar.types()).forEach(schedule::addServiceCategory);
        calendar.types().forEach(type -> schedule.addServiceType(type.concept()));
        schedule.addActor(reference(service(), name));
        schedule.addActor(reference(actor(calendar), null));
        return schedule;
    }

    /** The Practitioner or Location behind a calendar. */
    Resource actor(Calendar calendar) {
        String actorId = id + "." + calendar.id();
        if (!calendar.isPerson()) {
            Location room = new Location();
            room.setId(new IdType("Location", actorId, "1"));
            return room.setName(calendar.name());
        }
        Practitioner person = new Practitioner();
        person.setId(new IdType("Practitioner", actorId, "1"));
        person.addIdentifier().setSystem(Systems.HSA).setValue(hsaId + "-" + calendar.id());
        person.addName().setFamily(calendar.name()).addGiven(calendar.given());
        person.addQualification().getCode().setText(calendar.title());
        return person;
    }

    private static List<CodeableConcept> cares(List<VisitType> types) {
        return types.stream()
                .collect(Collectors.toMap(VisitType::careCode, VisitType::care, (a, b) -> a))
                .entrySet()
                .stream()
                .sorted(Map.Entry.comparingByKey(Comparator.reverseOrder()))
                .map(Map.Entry::getValue)
                .toList();
    }

    private static Reference reference(Resource target, String display) {
        Reference reference = new Reference(target.getIdElement().toUnqualifiedVersionless());
        reference.setResource(target);
        reference.setDisplay(display);
        return reference;
    }
}
