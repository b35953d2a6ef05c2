package se.knutpunkt.fake.rivta;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The engagement index (FindContent 1): at which clinics a person has bookings. What the clinics of
 * this platform hold is in it at once; what other products' clinics have told it stands in a table.
 */
final class Engagements {
    private static final Map<String, List<String>> FIRST =
            Map.of(
                    "198612092380", List.of("SE2321000057-F1", "SE2321000222-T1"),
                    "199102102382", List.of("SE2321000131-F1"),
                    "199802262387", List.of("SE2321000222-T1"));

    private final Schedule schedule;
    private final Map<String, List<String>> elsewhere = new ConcurrentHashMap<>(FIRST);

    Engagements(Schedule schedule) {
        this.schedule = schedule;
    }

    /** Makes the table name these clinics for a person. */
    void set(String person, List<String> clinics) {
        elsewhere.put(person, clinics);
    }

    void reset() {
        elsewhere.clear();
        elsewhere.putAll(FIRST);
    }

    String answer(Envelope envelope) {
        String person = Xml.textOf(envelope.content(), "registeredResidentIdentification");
        String domain = Xml.textOf(envelope.content(), "serviceDomain");
        Xml xml = new Xml();
        if ("riv:crm:scheduling".equals(domain)) {
            clinicsByBooking(person).forEach((id, clinic) -> write(xml, person, id, clinic));
        }
        return xml.toString();
    }

    private Map<String, String> clinicsByBooking(String person) {
        Map<String, String> all = new LinkedHashMap<>();
        Aggregation.timed(schedule.of(person)).forEach(b -> all.put(b.id(), b.facility()));
        List<String> others = new ArrayList<>(elsewhere.getOrDefault(person, List.of()));
        others.forEach(clinic -> all.put("B-" + clinic, clinic));
        return all;
    }

    private static void write(Xml xml, String person, String id, String clinic) {
        xml.open("r:engagement");
        xml.element("c:registeredResidentIdentification", person);
        xml.element("c:serviceDomain", "riv:crm:scheduling").element("c:categorization", "NA");
        xml.element("c:logicalAddress", clinic);
        xml.element("c:businessObjectInstanceIdentifier", id);
        xml.element("c:clinicalProcessInterestId", "NA");
        xml.element("c:mostRecentContent", "20261201090000").element("c:sourceSystem", clinic);
        xml.element("c:creationTime", "20261102080000").element("c:updateTime", "20261102080000");
        xml.element("c:dataController", clinic.replaceFirst("-.*", ""));
        xml.element("c:owner", Clinics.NATIONAL).close("r:engagement");
    }
}
