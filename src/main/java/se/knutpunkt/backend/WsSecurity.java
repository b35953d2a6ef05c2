package se.knutpunkt.backend;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import se.knutpunkt.error.Problem;

/**
 * The WS-Security header with a SAML assertion (WSS SAML Token Profile 1.1). The assertion is put
 * in as it is, byte for byte, or its signature would no longer hold.
 */
final class WsSecurity {

    private static final String NAMESPACE =
            "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";

    /** The envelope is the hub's own: a template's, with values escaped. */
    private static final Pattern ENVELOPE =
            Pattern.compile("^\\s*(?:<\\?xml[^>]*\\?>\\s*)?<((?:[\\w.-]+:)?)Envelope\\b[^>]*>");

    private WsSecurity() {}

    /**
     * @throws Problem {@code hub-misconfigured} when the message is no SOAP envelope
     */
    static String add(String envelope, String assertion) {
        Matcher start = ENVELOPE.matcher(envelope == null ? "" : envelope);
        if (!start.find()) {
            throw Problem.of("hub-misconfigured");
        }
        String prefix = start.group(1);
        String security =
                "<wsse:Security xmlns:wsse=\"%s\" %smustUnderstand=\"1\">%s</wsse:Security>"
                        .formatted(NAMESPACE, prefix, assertion);
        String rest = envelope.substring(start.end());
        Matcher header =
                Pattern.compile("^\\s*<" + Pattern.quote(prefix) + "Header\\b[^>]*?(/?)>")
                        .matcher(rest);
        boolean found = header.find();
        boolean open = found && header.group(1).isEmpty();
        String after = found ? rest.substring(header.end()) : rest;
        return envelope.substring(0, start.end())
                + (open ? header.group() : "<" + prefix + "Header>")
                + security
                + (open ? "" : "</" + prefix + "Header>")
                + after;
    }
}
