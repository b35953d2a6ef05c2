package se.knutpunkt.fake.rivta;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.regex.Pattern;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** Holds any message against the official schemas, for tests outside this package. */
public final class OfficialMessages {

    /** Its schema says no more than that it is a text. */
    private static final Pattern LOGICAL_ADDRESS =
            Pattern.compile("(?s)<(\\w+):LogicalAddress[ >].*?</\\1:LogicalAddress>");

    private OfficialMessages() {}

    /** Whether the folder with the contracts lies beside the project. */
    public static boolean canBeChecked() {
        return OfficialSchemas.arePresent();
    }

    /**
     * Checks a whole envelope; its operation is known by the content of its body.
     *
     * @throws SAXException when the message breaks its schema
     */
    public static void check(String envelope) throws SAXException, IOException {
        Element root = Xml.parse(envelope.getBytes(UTF_8)).getDocumentElement();
        Element body = Xml.children(root).get(1);
        String content = Xml.children(body).get(0).getLocalName();
        OfficialSchemas.validate(
                Operation.valueOf(content.replaceFirst("Response$", "")),
                LOGICAL_ADDRESS.matcher(envelope).replaceFirst(""));
    }
}
