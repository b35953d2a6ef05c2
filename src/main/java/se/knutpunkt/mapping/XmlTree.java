package se.knutpunkt.mapping;

import com.fasterxml.aalto.stax.InputFactoryImpl;
import com.fasterxml.jackson.dataformat.xml.XmlFactory;
import com.fasterxml.jackson.dataformat.xml.XmlMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads XML as a tree of maps, lists and strings by local names; an element that occurs twice
 * becomes a list. No DTD, no entities from outside, bounded depth and length.
 */
public final class XmlTree {

    private static final XMLInputFactory INPUT = input();
    private static final XmlMapper MAPPER = mapper();

    private XmlTree() {}

    /**
     * The children of the root element.
     *
     * @throws IOException when the text is not whole, well-formed XML, or has a DTD
     */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> read(byte[] xml) throws IOException {
        Object tree = tree(xml);
        if (tree instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw new IOException("no elements below the root");
    }

    private static Object tree(byte[] xml) throws IOException {
        try {
            XMLStreamReader reader = INPUT.createXMLStreamReader(new ByteArrayInputStream(xml));
            while (reader.next() != XMLStreamConstants.START_ELEMENT) {
                if (reader.getEventType() == XMLStreamConstants.DTD) {
                    throw new IOException("a DTD is not allowed");
                }
            }
            return MAPPER.readValue(new BoundedElements(reader), Object.class);
        } catch (XMLStreamException | IOException | RuntimeException e) {
            // the message may hold what was sent
            throw new IOException("not whole, well-formed XML: " + e.getClass().getSimpleName());
        }
    }

    private static XMLInputFactory input() {
        XMLInputFactory input = new InputFactoryImpl();
        input.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        input.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        input.setProperty(XMLInputFactory.IS_COALESCING, true);
        return input;
    }

    private static XmlMapper mapper() {
        return new XmlMapper(XmlFactory.builder().xmlInputFactory(INPUT).build());
    }
}
