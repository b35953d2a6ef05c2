package se.knutpunkt.fake.rivta;

import java.util.Optional;
import java.util.Set;
import org.w3c.dom.Element;

/** Answers GetPersonsForProfile 5. */
final class PersonRegister {
    private static final Set<String> ROOTS = Set.of("1.2.752.129.2.1.3.1", "1.2.752.129.2.1.3.3");

    private PersonRegister() {}

    static String answer(Element request) {
        boolean withAddress = !"P1".equals(Xml.textOf(request, "profile"));
        Xml xml = new Xml();
        Xml.children(request).stream()
                .filter(one -> "personId".equals(one.getLocalName()))
                .forEach(one -> write(xml, one, withAddress));
        return xml.toString();
    }

    private static void write(Xml xml, Element id, boolean withAddress) {
        String root = Xml.textOf(id, "root");
        String number = Xml.textOf(id, "extension");
        xml.open("r:requestedPersonRecord");
        writeIdentity(xml, "c:requestedPersonalIdentity", root, number);
        Optional<Person> person = ROOTS.contains(root) ? Person.of(number) : Optional.empty();
        person.ifPresent(one -> writeRecord(xml, one, root, withAddress));
        xml.close("r:requestedPersonRecord");
    }

    private static void writeRecord(Xml xml, Person person, String root, boolean withAddress) {
        xml.open("c:personRecord");
        writeIdentity(xml, "c:personalIdentity", root, person.number());
        xml.element("c:protectedPersonIndicator", person.markedSecret());
        xml.element("c:testIndicator", true).element("c:primaryIdentity", true);
        xml.open("c:name").element("c:givenName", person.givenName());
        xml.element("c:surname", person.surname()).close("c:name");
        if (withAddress && person.county() != null) {
            writeAddress(xml, person);
        }
        if (person.dead()) {
            xml.open("c:deregistration").element("c:deregistrationReasonCode", "AV");
            xml.open("c:deregistrationDate").element("c:format", "YYYY-MM-DD");
            xml.element("c:value", "2024-03-01").close("c:deregistrationDate");
            xml.close("c:deregistration");
        }
        xml.element("c:protectedPopulationRecord", person.protectedRecord());
        xml.close("c:personRecord");
    }

    private static void writeAddress(Xml xml, Person person) {
        xml.open("c:populationRegistrationLocality").element("c:countyCode", person.county());
        xml.element("c:municipalityCode", "80").close("c:populationRegistrationLocality");
        xml.open("c:addressInformation").open("c:residentialAddress");
        xml.element("c:postalAddress2", "Storgatan 12 <1 tr> & gården");
        xml.element("c:postalCode", "12345").element("c:city", person.city());
        xml.close("c:residentialAddress").close("c:addressInformation");
    }

    private static void writeIdentity(Xml xml, String name, String root, String number) {
        xml.open(name).element("c:root", root).element("c:extension", number).close(name);
    }
}
