package se.knutpunkt.mapping;

import javax.xml.XMLConstants;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.util.StreamReaderDelegate;

/**
 * Hides {@code xsi:type} and {@code xsi:schemaLocation}, which some products write on any element:
 * a text with an attribute would not be a text any more.
 */
final class UntypedElements extends StreamReaderDelegate {

    UntypedElements(XMLStreamReader reader) {
        super(reader);
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
