package se.knutpunkt.mapping;

import com.fasterxml.aalto.stax.InputFactoryImpl;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads XML as a tree of maps, lists and strings by local names; an element that occurs twice
 * becomes a list, one that is {@code xsi:nil} becomes null, other attributes are no part of it. No
 * DTD, no entities from outside, bounded depth and length. Straight from the parser (Aalto):
 * through Jackson's XML module the same took more than twice the time (docs/performance.md).
 */
public final class XmlTree {

    private static final int DEEPEST = 100;

    /** Of one text, characters; a clinic's longest note is far below. */
    private static final int LONGEST = 1_000_000;

    private static final XMLInputFactory INPUT = input();

    private XmlTree() {}

    /**
     * The children of the root element.
     *
     * @throws IOException when the text is not whole, well-formed XML, or has a DTD
     */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> read(byte[] xml) throws IOException {
        Object tree;
        try {
            tree = tree(INPUT.createXMLStreamReader(new ByteArrayInputStream(xml)));
        } catch (XMLStreamException | RuntimeException e) {
            // the message may hold what was sent
            throw new IOException("not whole, well-formed XML: " + e.getClass().getSimpleName());
        }
        if (tree instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw new IOException("no elements below the root");
    }

    private static Object tree(XMLStreamReader reader) throws XMLStreamException {
        Object root = null;
        while (reader.hasNext()) {
            int event = reader.next();
            if (event == XMLStreamConstants.DTD) {
                throw new XMLStreamException("a DTD is not allowed");
            }
            if (event == XMLStreamConstants.START_ELEMENT) {
                root = element(reader, 1);
            }
        }
        return root;
    }

    /**
     * The element at whose start the reader stands: a map of its children, or its text when it has
     * none.
     */
    private static Object element(XMLStreamReader reader, int depth) throws XMLStreamException {
        if (depth > DEEPEST) {
            throw new XMLStreamException("too deep");
        }
        boolean nil = isNil(reader);
        Map<String, Object> children = null;
        StringBuilder longText = null;
        String text = "";
        while (true) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    children = children == null ? new LinkedHashMap<>() : children;
                    String name = reader.getLocalName();
                    add(children, name, element(reader, depth + 1));
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                    if (children == null) {
                        String part = reader.getText();
                        if (!text.isEmpty()) {
                            longText = longText == null ? new StringBuilder(text) : longText;
                            longText.append(part);
                        } else {
                            text = part;
                        }
                        if (part.length() > LONGEST
                                || longText != null && longText.length() > LONGEST) {
                            throw new XMLStreamException("a text is too long");
                        }
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    if (children != null) {
                        return children;
                    }
                    return nil ? null : longText == null ? text : longText.toString();
                }
                case XMLStreamConstants.ENTITY_REFERENCE ->
                        throw new XMLStreamException("an unknown entity");
                default -> {
                    // comments and processing instructions are no part of the tree
                }
            }
        }
    }

    private static void add(Map<String, Object> children, String name, Object value) {
        Object first = children.putIfAbsent(name, value);
        if (first instanceof Several several) {
            several.add(value);
        } else if (first != null) {
            Several several = new Several();
            several.add(first);
            several.add(value);
            children.put(name, several);
        }
    }

    private static boolean isNil(XMLStreamReader reader) {
        if (reader.getAttributeCount() == 0) {
            return false;
        }
        String nil = reader.getAttributeValue(XMLConstants.W3C_XML_SCHEMA_INSTANCE_NS_URI, "nil");
        return "true".equals(nil) || "1".equals(nil);
    }

    private static XMLInputFactory input() {
        XMLInputFactory input = new InputFactoryImpl();
        input.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        input.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        input.setProperty(XMLInputFactory.IS_COALESCING, true);
        return input;
    }

    /** Elements of the same name, told apart from a child that is a list itself. */
    private static final class Several extends ArrayList<Object> {
        private static final long serialVersionUID = 1L;
    }
}
