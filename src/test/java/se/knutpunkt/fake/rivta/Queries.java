package se.knutpunkt.fake.rivta;

import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.w3c.dom.Element;
import se.knutpunkt.fake.rivta.Clinic.CareType;
import se.knutpunkt.fake.rivta.Clinic.Performer;
import se.knutpunkt.fake.rivta.Clinic.TimeType;

/** What the producers answer to the operations that only read. */
final class Queries {
    private final Schedule schedule;

    Queries(Schedule schedule) {
        this.schedule = schedule;
    }

    String schedule(Clinic clinic, Envelope envelope) {
        Xml xml = new Xml();
        Aggregation.timed(schedule.of(envelope.find("subject_of_care"), clinic))
                .forEach(one -> BookingXml.write(xml, clinic, one));
        return xml.toString();
    }

    String bookingDetails(Clinic clinic, Envelope envelope) {
        Xml xml = new Xml();
        BookingXml.write(xml, clinic, booking(clinic, envelope.find("bookingId")));
        return xml.toString();
    }

    String facilities(String address, Envelope envelope) {
        String bookingId = envelope.find("bookingId");
        List<Clinic> clinics =
                Clinics.at(address)
                        .map(one -> Clinics.behind(Clinics.REGIONS.get(one.region())))
                        .orElseGet(() -> Clinics.behind(address));
        Xml xml = new Xml();
        for (Clinic clinic : clinics) {
            if (bookingId == null || schedule.find(clinic, bookingId).isPresent()) {
                xml.open("r:healthcareFacilityInfos");
                xml.element("c:healthcare_facility", clinic.hsaId());
                xml.element("c:healthcare_facility_name", clinic.name());
                xml.close("r:healthcareFacilityInfos");
            }
        }
        return xml.toString();
    }

    String careTypes(Clinic clinic, Envelope envelope) {
        Set<CareType> found = new LinkedHashSet<>();
        forEach(clinic, envelope, (type, performer) -> found.add(type.care()));
        Xml xml = new Xml();
        for (CareType care : found) {
            xml.open("r:careTypes").element("c:careTypeName", care.name());
            xml.element("c:careTypeId", care.id()).close("r:careTypes");
        }
        return xml.toString();
    }

    String timeTypes(Clinic clinic, Envelope envelope) {
        Set<TimeType> found = new LinkedHashSet<>();
        forEach(clinic, envelope, (type, performer) -> found.add(type));
        Xml xml = new Xml();
        for (TimeType type : found) {
            xml.open("r:ListOfTimeTypes").element("c:timeTypeName", type.name());
            xml.element("c:timeTypeId", type.id()).close("r:ListOfTimeTypes");
        }
        return xml.toString();
    }

    String performers(Clinic clinic, Envelope envelope) {
        Set<Performer> found = new LinkedHashSet<>();
        forEach(clinic, envelope, (type, performer) -> found.add(performer));
        Xml xml = new Xml();
        found.stream().filter(Performer::isPerson).forEach(one -> write(xml, one));
        return xml.toString();
    }

    String slots(Clinic clinic, Envelope envelope) {
        Xml xml = new Xml();
        free(clinic, envelope).forEach(slot -> BookingXml.write(xml, clinic, slot));
        return xml.toString();
    }

    String dates(Clinic clinic, Envelope envelope) {
        record Day(Performer performer, LocalDate date, TimeType type) {}
        Set<Day> days = new LinkedHashSet<>();
        for (Slot slot : free(clinic, envelope)) {
            days.add(new Day(slot.performer(), slot.start().toLocalDate(), slot.type()));
        }
        Xml xml = new Xml();
        for (Day day : days) {
            boolean room = !day.performer.isPerson();
            xml.open("r:performerAvailabilityByDate");
            xml.element("r:healthcare_facility", clinic.hsaId());
            xml.element("r:performer", day.performer.hsaId());
            xml.element("r:date", BookingXml.day(day.date));
            xml.element("r:resourceName", room ? day.performer.name() : null);
            xml.element("r:resourceID", day.performer.room());
            xml.element("r:timeTypeName", day.type.name()).element("r:timeTypeID", day.type.id());
            xml.element("r:careTypeName", day.type.care().name());
            xml.element("r:careTypeID", day.type.care().id());
            xml.close("r:performerAvailabilityByDate");
        }
        return xml.toString();
    }

    private List<Slot> free(Clinic clinic, Envelope envelope) {
        Element request = envelope.content();
        Slot.Wish wish =
                new Slot.Wish(
                        Xml.texts(request, "performer"),
                        null,
                        Xml.textOf(request, "timeTypeID"),
                        Xml.textOf(request, "timeTypeName"),
                        Xml.textOf(request, "careTypeID"),
                        Xml.textOf(request, "careTypeName"));
        String rebooked = Xml.textOf(request, "bookingId");
        if (rebooked != null) {
            wish = wish.orType(booking(clinic, rebooked).timeType());
        }
        LocalDate first = BookingXml.day(Xml.textOf(request, "startDateInclusive"));
        LocalDate last = BookingXml.day(Xml.textOf(request, "endDateInclusive"));
        return schedule.free(clinic, first, last, wish);
    }

    private Booking booking(Clinic clinic, String id) {
        return schedule.find(clinic, id).orElseThrow(() -> SoapFault.producer("Okänd bokning"));
    }

    private static void forEach(
            Clinic clinic, Envelope envelope, BiConsumer<TimeType, Performer> action) {
        List<String> types = Xml.texts(envelope.content(), "timeTypeIDs");
        List<String> cares = Xml.texts(envelope.content(), "careTypeIDs");
        Slot.Wish wish =
                new Slot.Wish(
                        Xml.texts(envelope.content(), "performer"), null, null, null, null, null);
        for (TimeType type : clinic.types()) {
            boolean asked = types.isEmpty() || types.contains(type.id());
            if (asked && (cares.isEmpty() || cares.contains(type.care().id()))) {
                type.performers().stream()
                        .filter(wish::fits)
                        .forEach(performer -> action.accept(type, performer));
            }
        }
    }

    private static void write(Xml xml, Performer performer) {
        xml.open("r:performerInfos").element("c:perfomer", performer.hsaId()); // the schema's name
        xml.element("c:firstName", performer.firstName());
        xml.element("c:lastName", performer.lastName()).element("c:title", performer.title());
        xml.close("r:performerInfos");
    }
}
