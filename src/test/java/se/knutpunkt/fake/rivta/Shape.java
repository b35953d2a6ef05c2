package se.knutpunkt.fake.rivta;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.w3c.dom.Element;

/**
 * Checks the order, number, namespace and text of a request's elements, as a producer with schema
 * validation does.
 */
final class Shape {
    private static final Map<Operation, Shape> OF_OPERATION = new ConcurrentHashMap<>();
    private static final String DAY = "[1-9][0-9]{3}(0[1-9]|1[0-2])([0-2][0-9]|3[01])";
    private static final Map<String, Pattern> TEXTS =
            Map.of(
                    "RESIDENT", Pattern.compile("[0-9]{8}[0-9A-Zptf]{4}"),
                    "PNR", Pattern.compile("[0-9]{8}[0-9pPtTfF][0-9]{3}"),
                    "DT", Pattern.compile(DAY),
                    "TS", Pattern.compile(DAY + "([01][0-9]|2[0-3])[0-5][0-9][0-5][0-9]"),
                    "BOOL", Pattern.compile("true|false|0|1"),
                    "PROFILE", Pattern.compile("P([1-9]|10)"));
    private static final Map<String, Shape> PARTS =
            Map.of(
                    "SLOT",
                    of(
                            "startTimeInclusive?:TS endTimeExclusive?:TS healthcare_facility performer?"
                                    + " bookingId? subject_of_care?:PNR purpose? reason? resourceName?"
                                    + " healthcare_facility_name? performerName? resourceID? timeTypeName?"
                                    + " timeTypeID? careTypeName? careTypeID? cancel_booking_allowed?:BOOL"
                                    + " rebooking_allowed?:BOOL message_allowed?:BOOL m:isInvitation?:BOOL",
                            Namespaces.SCHEDULING,
                            Namespaces.SCHEDULING_MINOR,
                            false),
                    "CONTACT",
                    of(
                            "phone? email? address? coaddress? m:firstName m:middleName? m:lastName",
                            Namespaces.SCHEDULING,
                            Namespaces.SCHEDULING_MINOR,
                            true),
                    "II",
                    of("root extension?", Namespaces.PERSON, "", true));

    private final List<Part> parts;
    private final String namespace;
    private final boolean open;

    private Shape(List<Part> parts, String namespace, boolean open) {
        this.parts = parts;
        this.namespace = namespace;
        this.open = open;
    }

    static Shape of(Operation operation) {
        return OF_OPERATION.computeIfAbsent(
                operation, one -> of(one.shape(), one.namespace(), one.minorNamespace(), true));
    }

    private static Shape of(String text, String namespace, String minor, boolean open) {
        List<Part> parts =
                Arrays.stream(text.split(" "))
                        .map(word -> Part.of(word, namespace, minor))
                        .toList();
        return new Shape(parts, namespace, open);
    }

    /** Throws a producer's fault that names the first element out of place. */
    void check(Element parent) {
        List<Element> children = new ArrayList<>(Xml.children(parent));
        int at = 0;
        for (Part part : parts) {
            int found = 0;
            while (at < children.size() && part.isNameOf(children.get(at)) && found < part.most) {
                part.checkContent(children.get(at++));
                found++;
            }
            if (found < part.least) {
                throw SoapFault.schema("element " + part.name + " expected", place(children, at));
            }
        }
        while (open && at < children.size() && !isOwn(children.get(at))) {
            at++;
        }
        if (at < children.size()) {
            throw SoapFault.schema("element not allowed here", place(children, at));
        }
    }

    private boolean isOwn(Element element) {
        return element.getNamespaceURI() == null || namespace.equals(element.getNamespaceURI());
    }

    private static String place(List<Element> children, int at) {
        if (at == children.size()) {
            return "end of content";
        }
        Element found = children.get(at);
        return "{" + found.getNamespaceURI() + "}" + found.getLocalName();
    }

    private record Part(String namespace, String name, int least, int most, String type) {

        static Part of(String word, String namespace, String minor) {
            boolean isMinor = word.startsWith("m:");
            String[] nameAndType = (isMinor ? word.substring(2) : word).split(":");
            String name = nameAndType[0].replaceAll("[?*+]", "");
            String mark = nameAndType[0].substring(name.length());
            return new Part(
                    isMinor ? minor : namespace,
                    name,
                    mark.isEmpty() || mark.equals("+") ? 1 : 0,
                    mark.isEmpty() || mark.equals("?") ? 1 : Integer.MAX_VALUE,
                    nameAndType.length > 1 ? nameAndType[1] : "TEXT");
        }

        boolean isNameOf(Element element) {
            return name.equals(element.getLocalName())
                    && namespace.equals(element.getNamespaceURI());
        }

        void checkContent(Element element) {
            if (PARTS.containsKey(type)) {
                PARTS.get(type).check(element);
            } else if (!Xml.children(element).isEmpty()) {
                throw SoapFault.schema("text expected", name);
            } else if (TEXTS.containsKey(type)
                    && !TEXTS.get(type).matcher(element.getTextContent()).matches()) {
                throw SoapFault.schema("value not of type " + type, name);
            }
        }
    }
}
