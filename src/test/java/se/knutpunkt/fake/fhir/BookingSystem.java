package se.knutpunkt.fake.fhir;

import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.Appointment.ParticipationStatus;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Schedule;
import org.hl7.fhir.r4.model.Slot;
import org.hl7.fhir.r4.model.Slot.SlotStatus;
import se.knutpunkt.fake.fhir.Clinic.Calendar;

/**
 * One region's booking system: its clinics, their free times, and what is booked. One lock, so that
 * a time is given away once. What it hands out are copies.
 */
final class BookingSystem {
    static final ZoneId SWEDEN = ZoneId.of("Europe/Stockholm");
    private static final TimeZone ZONE = TimeZone.getTimeZone(SWEDEN);
    private static final DateTimeFormatter IN_ID = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmm");
    private static final int DAYS_AHEAD = 60;
    private static final LocalTime OPENS = LocalTime.of(8, 0);
    private static final int SLOTS_A_DAY = 16;
    private static final int MINUTES = 30;
    private static final int FIRST_NEW_ID = 8610;
    private static final Set<AppointmentStatus> FREES =
            Set.of(AppointmentStatus.CANCELLED, AppointmentStatus.ENTEREDINERROR);

    private final String region;
    private final Clock clock;
    private final List<Clinic> clinics;
    private final Map<String, Resource> directory = new HashMap<>();
    private final Map<String, Appointment> appointments = new LinkedHashMap<>();
    private int nextId = FIRST_NEW_ID;

    BookingSystem(String region, Clock clock) {
        this.region = region;
        this.clock = clock;
        this.clinics = Clinics.of(region);
        clinics.forEach(this::enter);
        FirstAppointments.of(this, today()).forEach((id, one) -> store(id, 1, one));
    }

    String region() {
        return region;
    }

    List<Clinic> clinics() {
        return clinics;
    }

    Optional<Clinic> clinic(String id) {
        return clinics.stream().filter(one -> one.id().equals(id)).findFirst();
    }

    private void enter(Clinic clinic) {
        enter(clinic.service());
        clinic.calendars().forEach(one -> enter(clinic.actor(one)));
        clinic.calendars().forEach(one -> enter(clinic.schedule(one)));
    }

    private void enter(Resource resource) {
        directory.put(resource.getIdElement().toUnqualifiedVersionless().getValue(), resource);
    }

    /** Ties a reference to the clinic, person or room it names, so that it can be included. */
    void link(Reference reference) {
        reference.setResource(directory.get(reference.getReference()));
    }

    /** The Schedules in which an actor, such as {@code HealthcareService/x}, takes part. */
    List<Schedule> schedules(String actor) {
        return clinics.stream()
                .flatMap(clinic -> clinic.calendars().stream().map(clinic::schedule))
                .filter(
                        schedule ->
                                schedule.getActor().stream()
                                        .anyMatch(one -> one.getReference().equals(actor)))
                .toList();
    }

    /** The free times of a Schedule from one instant until before another, in time order. */
    synchronized List<Slot> free(Schedule schedule, Instant from, Instant until) {
        List<Slot> found = new ArrayList<>();
        Set<String> taken = taken();
        LocalDate last = min(until.atZone(SWEDEN).toLocalDate(), today().plusDays(DAYS_AHEAD));
        LocalDate day = max(from.atZone(SWEDEN).toLocalDate(), today());
        for (; !day.isAfter(last); day = day.plusDays(1)) {
            for (int i = 0; i < SLOTS_A_DAY && isWeekday(day); i++) {
                ZonedDateTime start =
                        day.atTime(OPENS).plusMinutes((long) i * MINUTES).atZone(SWEDEN);
                Instant instant = start.toInstant();
                if (instant.isAfter(clock.instant())
                        && !instant.isBefore(from)
                        && instant.isBefore(until)) {
                    found.add(slot(schedule, start));
                }
            }
        }
        found.removeIf(slot -> taken.contains(slot.getIdElement().getIdPart()));
        return found;
    }

    synchronized List<Appointment> appointments() {
        return appointments.values().stream()
                .map(Appointment::copy)
                .sorted(Comparator.comparing(Appointment::getStart))
                .toList();
    }

    synchronized Optional<Appointment> find(String id) {
        return Optional.ofNullable(appointments.get(id)).map(Appointment::copy);
    }

    /** Books a free time. */
    synchronized Appointment create(Appointment wanted) {
        new BookingRules(this).checkNew(wanted);
        return store(String.valueOf(nextId++), 1, wanted);
    }

    /**
     * Changes an Appointment.
     *
     * @param version the version that the caller knows
     */
    synchronized Appointment update(String id, String version, Appointment wanted) {
        Appointment stored = appointments.get(id);
        if (!version.equals(stored.getIdElement().getVersionIdPart())) {
            throw Issue.precondition("Appointment/" + id + " is no longer version " + version);
        }
        new BookingRules(this).checkChange(stored, wanted);
        return store(id, Integer.parseInt(version) + 1, wanted);
    }

    /** The clinic writes in its book: an Appointment as it is, whether the time is free or not. */
    synchronized Appointment store(String id, int version, Appointment appointment) {
        Appointment stored = appointment.copy();
        stored.setId(new IdType("Appointment", id, String.valueOf(version)));
        // the body of a change still says the version that it was made from
        stored.getMeta()
                .setVersionId(String.valueOf(version))
                .setLastUpdated(Date.from(clock.instant()));
        appointments.put(id, stored);
        return stored.copy();
    }

    /** A new version, as when somebody at the clinic saves it. */
    synchronized void touch(String id, Consumer<Appointment> change) {
        Appointment stored = appointments.get(id);
        change.accept(stored);
        store(id, 1 + Integer.parseInt(stored.getIdElement().getVersionIdPart()), stored);
    }

    /** The free time of that id, if it is one. */
    synchronized Optional<Slot> freeSlot(String id) {
        return clinics.stream()
                .flatMap(clinic -> clinic.calendars().stream().map(clinic::schedule))
                .filter(one -> id.startsWith(one.getIdElement().getIdPart() + "."))
                .flatMap(one -> free(one, clock.instant(), lastDay()).stream())
                .filter(slot -> slot.getIdElement().getIdPart().equals(id))
                .findFirst();
    }

    /** An Appointment that is not stored yet; the calendar is named {@code clinic.calendar}. */
    Appointment appointment(String person, String calendar, String type, LocalDateTime start) {
        String[] names = calendar.split("\\.");
        Clinic clinic = clinic(names[0]).orElseThrow();
        Calendar at =
                clinic.calendars().stream()
                        .filter(one -> one.id().equals(names[1]))
                        .findFirst()
                        .orElseThrow();
        Slot slot = slot(clinic.schedule(at), start.atZone(SWEDEN));
        CodeableConcept concept =
                slot.getServiceType().stream()
                        .filter(one -> one.getCodingFirstRep().getCode().equals(type))
                        .findFirst()
                        .orElseThrow();
        Appointment appointment = new Appointment().setStatus(AppointmentStatus.BOOKED);
        appointment.setServiceCategory(slot.getServiceCategory());
        appointment.addServiceType(concept);
        appointment.getStartElement().setValue(slot.getStart()).setTimeZone(ZONE);
        appointment.getEndElement().setValue(slot.getEnd()).setTimeZone(ZONE);
        appointment.addSlot(new Reference(slot.getIdElement().toUnqualifiedVersionless()));
        Identifier patient = new Identifier().setSystem(Systems.PERSON).setValue(person);
        participant(appointment, new Reference().setIdentifier(patient));
        participant(appointment, reference(clinic.service()));
        participant(appointment, reference(clinic.actor(at)));
        return appointment;
    }

    private static Slot slot(Schedule schedule, ZonedDateTime start) {
        Slot slot = new Slot().setStatus(SlotStatus.FREE);
        String id = schedule.getIdElement().getIdPart() + "." + IN_ID.format(start);
        slot.setId(new IdType("Slot", id, "1"));
        slot.setServiceCategory(schedule.getServiceCategory());
        slot.setServiceType(schedule.getServiceType());
        slot.setSchedule(reference(schedule));
        slot.getStartElement().setValue(Date.from(start.toInstant())).setTimeZone(ZONE);
        slot.getEndElement()
                .setValue(Date.from(start.plusMinutes(MINUTES).toInstant()))
                .setTimeZone(ZONE);
        return slot;
    }

    private static void participant(Appointment appointment, Reference actor) {
        appointment.addParticipant().setActor(actor).setStatus(ParticipationStatus.ACCEPTED);
    }

    private static Reference reference(Resource target) {
        Reference reference = new Reference(target.getIdElement().toUnqualifiedVersionless());
        reference.setResource(target);
        return reference;
    }

    private Set<String> taken() {
        return appointments.values().stream()
                .filter(one -> !FREES.contains(one.getStatus()))
                .flatMap(one -> one.getSlot().stream())
                .map(one -> one.getReferenceElement().getIdPart())
                .collect(Collectors.toSet());
    }

    private Instant lastDay() {
        return clock.instant().plus(Duration.ofDays(DAYS_AHEAD + 1L));
    }

    private LocalDate today() {
        return clock.instant().atZone(SWEDEN).toLocalDate();
    }

    private static boolean isWeekday(LocalDate day) {
        return day.getDayOfWeek().compareTo(DayOfWeek.FRIDAY) <= 0;
    }

    private static LocalDate min(LocalDate a, LocalDate b) {
        return a.isBefore(b) ? a : b;
    }

    private static LocalDate max(LocalDate a, LocalDate b) {
        return a.isAfter(b) ? a : b;
    }
}
