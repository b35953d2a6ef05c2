package se.knutpunkt.fake.rivta;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Answers GetUserProfile 2.0 of 1177: who is logged in there, and whose parent or child that is. A
 * test may add relatives until the platform is reset.
 */
final class UserProfiles {
    private static final String GUARDIAN = "198804202383";
    private static final String CHILD = "201701012393";

    /** One relative: Parent or Child. */
    record Relative(String number, String type) {}

    private static final Map<String, List<Relative>> FIRST =
            Map.of(
                    GUARDIAN, List.of(new Relative(CHILD, "Child")),
                    CHILD, List.of(new Relative(GUARDIAN, "Parent")));

    private final Map<String, List<Relative>> relatives = new ConcurrentHashMap<>(FIRST);

    void set(String person, List<Relative> all) {
        relatives.put(person, all);
    }

    void reset() {
        relatives.clear();
        relatives.putAll(FIRST);
    }

    String answer(Envelope envelope) {
        String number = envelope.find("subjectOfCare");
        Xml xml = new Xml();
        Person.of(number).filter(one -> !one.dead()).ifPresent(one -> write(xml, one));
        return xml.element("r:resultCode", "OK").toString();
    }

    private void write(Xml xml, Person person) {
        xml.open("r:userProfile").element("c:subjectOfCareId", person.number());
        xml.element("c:firstName", person.givenName()).element("c:lastName", person.surname());
        List<Relative> all = relatives.getOrDefault(person.number(), List.of());
        if (!all.isEmpty()) {
            xml.open("c:relatives");
            for (Relative one : all) {
                xml.open("c:items").element("c:subjectOfCareId", one.number());
                xml.element("c:relativeType", one.type()).close("c:items");
            }
            xml.close("c:relatives");
        }
        xml.element("c:mobilePhoneNumber", "070-1740699").element("c:hasSmsNotification", true);
        xml.close("r:userProfile").element("r:isActive", true);
    }
}
