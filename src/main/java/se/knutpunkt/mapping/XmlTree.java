package se.knutpunkt.mapping;

import com.fasterxml.aalto.stax.InputFactoryImpl;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.xml.XmlFactory;
import com.fasterxml.jackson.dataformat.xml.XmlMapper;
import java.io.IOException;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;

/**
 * Reads XML as a tree of maps, lists and strings by local names; an element that occurs twice
 * becomes a list. No DTD, no entities from outside, bounded depth and length.
 */
public final class XmlTree {

    private static final int DEEPEST = 100;
    private static final XmlMapper MAPPER = mapper();

    private XmlTree() {}

    /**
     * The children of the root element.
     *
     * @throws IOException when the text is not whole, well-formed XML
     */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> read(byte[] xml) throws IOException {
        Object tree = MAPPER.readValue(xml, Object.class);
        if (tree instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw new IOException("no elements below the root");
    }

    private static XmlMapper mapper() {
        XMLInputFactory input = new InputFactoryImpl();
        input.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        input.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        input.setProperty(XMLInputFactory.IS_COALESCING, true);
        XmlFactory factory =
                XmlFactory.builder()
                        .xmlInputFactory(input)
                        .streamReadConstraints(
                                StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                        .build();
        return new XmlMapper(factory);
    }
}
