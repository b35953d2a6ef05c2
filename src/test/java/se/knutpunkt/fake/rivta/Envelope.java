package se.knutpunkt.fake.rivta;

import java.util.Optional;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** A parsed SOAP request: what the platform and the producers look at. */
record Envelope(Optional<String> address, Optional<Actor> actor, Element content) {

    /** Who acts, by the header of crm:scheduling. */
    record Actor(String id, String type) {
        boolean isPatient() {
            return "subject_of_care".equals(type);
        }

        boolean isKnownType() {
            return isPatient() || "subject_of_care_agent".equals(type);
        }
    }

    static Envelope parse(byte[] bytes) throws SAXException {
        Element root = Xml.parse(bytes).getDocumentElement();
        if (!"Envelope".equals(root.getLocalName())
                || !Namespaces.SOAP.equals(root.getNamespaceURI())) {
            throw new SAXException("not a SOAP 1.1 envelope");
        }
        Optional<Element> header = Xml.child(root, Namespaces.SOAP, "Header");
        Element content =
                Xml.child(root, Namespaces.SOAP, "Body").map(Xml::children).stream()
                        .flatMap(children -> children.stream())
                        .findFirst()
                        .orElseThrow(() -> new SAXException("empty body"));
        return new Envelope(
                header.flatMap(one -> Xml.child(one, Namespaces.REGISTRY, "LogicalAddress"))
                        .map(Element::getTextContent),
                header.flatMap(one -> Xml.child(one, Namespaces.HEADERS, "Actor"))
                        .map(Envelope::actor),
                content);
    }

    /** A text that may stand in the request itself or in its requested time. */
    String find(String name) {
        String direct = Xml.textOf(content, name);
        return direct != null ? direct : slot().map(one -> Xml.textOf(one, name)).orElse(null);
    }

    /** The time asked for by MakeBooking and UpdateBooking. */
    Optional<Element> slot() {
        return Xml.children(content).stream()
                .filter(one -> "requestedTimeslot".equals(one.getLocalName()))
                .findFirst();
    }

    private static Actor actor(Element element) {
        return new Actor(
                Xml.child(element, Namespaces.HEADERS, "actorId")
                        .map(Element::getTextContent)
                        .orElse(""),
                Xml.child(element, Namespaces.HEADERS, "actorType")
                        .map(Element::getTextContent)
                        .orElse(""));
    }
}
