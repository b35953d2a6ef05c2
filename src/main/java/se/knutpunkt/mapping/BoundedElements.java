package se.knutpunkt.mapping;

import javax.xml.XMLConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.util.StreamReaderDelegate;

/**
 * Bounds the depth and the length of texts, and hides {@code xsi:type} and {@code
 * xsi:schemaLocation}, which some products write on any element: a text with an attribute would not
 * be a text any more.
 */
final class BoundedElements extends StreamReaderDelegate {

    private static final int DEEPEST = 100;

    /** Of one text, characters; a clinic's longest note is far below. */
    private static final int LONGEST = 1_000_000;

    private int depth;

    BoundedElements(XMLStreamReader reader) {
        super(reader);
    }

    @Override
    public int next() throws XMLStreamException {
        int event = super.next();
        switch (event) {
            case START_ELEMENT -> depth++;
            case END_ELEMENT -> depth--;
            default -> {
                if (hasText() && getTextLength() > LONGEST) {
                    throw new XMLStreamException("a text is too long");
                }
            }
        }
        if (depth > DEEPEST) {
            throw new XMLStreamException("too deep");
        }
        return event;
    }

    /** Attributes are only hidden when all of them are: they are counted by position. */
    @Override
    public int getAttributeCount() {
        int count = super.getAttributeCount();
        for (int i = 0; i < count; i++) {
            boolean ofInstance =
                    XMLConstants.W3C_XML_SCHEMA_INSTANCE_NS_URI.equals(getAttributeNamespace(i));
            if (!ofInstance || getAttributeLocalName(i).equals("nil")) {
                return count;
            }
        }
        return 0;
    }
}
