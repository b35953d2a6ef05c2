package se.knutpunkt.sso;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import se.knutpunkt.error.Problem;

/**
 * A SAML 2 assertion as a token endpoint issues it: base64url in {@code access_token} (RFC 8693
 * section 2.2.1). Kept as it was signed; only its end is read. The receiver verifies the signature.
 *
 * @param xml without an XML declaration, so that it can stand in an envelope
 * @param notOnOrAfter the end of its conditions, null when it has none
 */
record SamlAssertion(String xml, Instant notOnOrAfter) {

    private static final String NAMESPACE = "urn:oasis:names:tc:SAML:2.0:assertion";
    private static final XMLInputFactory READERS = readers();

    /**
     * @throws Problem {@code login-provider-broken} when it is no assertion
     */
    static SamlAssertion read(String encoded) {
        try {
            byte[] bytes =
                    Base64.getUrlDecoder().decode(encoded.replace('+', '-').replace('/', '_'));
            String xml =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            String bare = xml.replaceFirst("^\\s*<\\?xml[^>]*\\?>\\s*", "").strip();
            return new SamlAssertion(bare, end(bare));
        } catch (IllegalArgumentException
                | CharacterCodingException
                | XMLStreamException
                | DateTimeParseException e) {
            throw Problem.of("login-provider-broken");
        }
    }

    /** As the assertion parameter of RFC 7522, or in plain base64 for those who want it. */
    String encoded(String encoding) {
        byte[] bytes = xml.getBytes(StandardCharsets.UTF_8);
        return "base64".equals(encoding)
                ? Base64.getEncoder().encodeToString(bytes)
                : Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Reads to the end, so that what is not whole is not taken. */
    private static Instant end(String xml) throws XMLStreamException {
        XMLStreamReader reader = READERS.createXMLStreamReader(new StringReader(xml));
        Instant end = null;
        boolean first = true;
        while (reader.hasNext()) {
            int event = reader.next();
            if (event == XMLStreamConstants.DTD) {
                throw new XMLStreamException("a document type");
            }
            if (event == XMLStreamConstants.START_ELEMENT) {
                if (first && !isSaml(reader, "Assertion")) {
                    throw new XMLStreamException("another element");
                }
                first = false;
                String stated = reader.getAttributeValue(null, "NotOnOrAfter");
                if (isSaml(reader, "Conditions") && stated != null) {
                    end = Instant.parse(stated);
                }
            }
        }
        return end;
    }

    private static boolean isSaml(XMLStreamReader reader, String name) {
        return NAMESPACE.equals(reader.getNamespaceURI()) && name.equals(reader.getLocalName());
    }

    private static XMLInputFactory readers() {
        XMLInputFactory factory = new com.fasterxml.aalto.stax.InputFactoryImpl();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        return factory;
    }

    @Override
    public String toString() {
        return "SamlAssertion[notOnOrAfter=" + notOnOrAfter + "]";
    }
}
