package se.knutpunkt.fake.rivta;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;
import se.knutpunkt.fake.Answer;

/** Writes XML with everything escaped, and reads it without DTDs. */
final class Xml {
    private static final DocumentBuilderFactory FACTORY = factory();

    private final StringBuilder out = new StringBuilder(1024);

    /** Text that is XML already. */
    Xml raw(String xml) {
        out.append(xml);
        return this;
    }

    Xml text(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '\r' -> out.append("&#13;");
                default -> out.append(c);
            }
        }
        return this;
    }

    /** One element with text; nothing when there is no value. */
    Xml element(String name, Object value) {
        if (value == null) {
            return this;
        }
        out.append('<').append(name).append('>');
        text(value.toString());
        out.append("</").append(name).append('>');
        return this;
    }

    Xml open(String name) {
        out.append('<').append(name).append('>');
        return this;
    }

    Xml close(String name) {
        out.append("</").append(name).append('>');
        return this;
    }

    @Override
    public String toString() {
        return out.toString();
    }

    /** A SOAP answer around a header's and a body's content. */
    static Answer envelope(int status, String header, String body) {
        String xml =
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<soapenv:Envelope xmlns:soapenv=\""
                        + Namespaces.SOAP
                        + "\"><soapenv:Header>"
                        + header
                        + "</soapenv:Header><soapenv:Body>"
                        + body
                        + "</soapenv:Body></soapenv:Envelope>";
        return Answer.of(status, "text/xml; charset=UTF-8", xml);
    }

    static Document parse(byte[] bytes) throws SAXException {
        try {
            DocumentBuilder builder;
            synchronized (FACTORY) {
                builder = FACTORY.newDocumentBuilder();
            }
            builder.setErrorHandler(new DefaultHandler());
            return builder.parse(new ByteArrayInputStream(bytes));
        } catch (ParserConfigurationException | IOException e) {
            throw new SAXException(e);
        }
    }

    static List<Element> children(Element parent) {
        List<Element> found = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                found.add(element);
            }
        }
        return found;
    }

    static Optional<Element> child(Element parent, String namespace, String name) {
        return children(parent).stream()
                .filter(one -> name.equals(one.getLocalName()))
                .filter(one -> namespace.equals(one.getNamespaceURI()))
                .findFirst();
    }

    /** The texts of the children with a local name; namespaces are checked by then. */
    static List<String> texts(Element parent, String name) {
        return children(parent).stream()
                .filter(one -> name.equals(one.getLocalName()))
                .map(Element::getTextContent)
                .toList();
    }

    /** The text of the first child with a local name, or null. */
    static String textOf(Element parent, String name) {
        return texts(parent, name).stream().findFirst().orElse(null);
    }

    private static DocumentBuilderFactory factory() {
        try {
            DocumentBuilderFactory made = DocumentBuilderFactory.newDefaultNSInstance();
            made.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            made.setFeature("http://apache.org/xml/features/dom/defer-node-expansion", false);
            made.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            return made;
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }
}
