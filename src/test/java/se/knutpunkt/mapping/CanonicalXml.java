package se.knutpunkt.mapping;

import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;

/** XML in one layout, so that two documents can be compared as text. */
final class CanonicalXml {

    private CanonicalXml() {}

    static String of(String xml) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
        Document document =
                factory.newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
        document.setXmlStandalone(true);
        dropLayout(document);
        Transformer transformer = TransformerFactory.newDefaultInstance().newTransformer();
        transformer.setOutputProperty(OutputKeys.INDENT, "yes");
        transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
        transformer.setOutputProperty("{http://xml.apache.org/xslt}indent-amount", "2");
        StringWriter text = new StringWriter();
        transformer.transform(new DOMSource(document), new StreamResult(text));
        return text.toString().replace(System.lineSeparator(), "\n").strip() + "\n";
    }

    /** Text that is only space between elements. */
    private static void dropLayout(Node node) {
        List<Node> children = new ArrayList<>();
        for (Node child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
            children.add(child);
        }
        for (Node child : children) {
            boolean layout =
                    child.getNodeType() == Node.TEXT_NODE && child.getNodeValue().isBlank();
            if (layout && children.size() > 1) {
                node.removeChild(child);
            } else {
                dropLayout(child);
            }
        }
    }
}
