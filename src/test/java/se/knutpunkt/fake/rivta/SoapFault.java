package se.knutpunkt.fake.rivta;

import java.util.Map;
import java.util.Set;
import se.knutpunkt.fake.Answer;

/** A SOAP 1.1 fault, of the platform (with a VP code) or of a producer (without). */
final class SoapFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final Map<String, String> TEXTS =
            Map.ofEntries(
                    Map.entry("VP001", "Riv-version är inte konfigurerad"),
                    Map.entry(
                            "VP002",
                            "Fel i klientcertifikat. Saknas, är av felaktig typ, eller är felaktigt utformad."),
                    Map.entry("VP003", "Det saknas en logisk adressat i meddelandet"),
                    Map.entry(
                            "VP004",
                            "Det finns inget vägval i tjänsteadresseringskatalogen för efterfrågad logisk adressat och tjänstekontrakt"),
                    Map.entry(
                            "VP005",
                            "Det finns inget vägval i tjänsteadresseringskatalogen som matchar anropets Riv-version"),
                    Map.entry("VP006", "Flera vägval hittades i tjänsteadresseringskatalogen"),
                    Map.entry(
                            "VP007",
                            "Tjänstekonsumenten saknar behörighet att anropa den logiska adressaten via detta tjänstekontrakt"),
                    Map.entry("VP008", "Tjänsteadresseringskatalogen svarar inte"),
                    Map.entry("VP009", "Fel vid kontakt med tjänsteproducenten"),
                    Map.entry(
                            "VP010",
                            "Vägvalet i tjänsteadresseringskatalogen saknar adress till producenten"),
                    Map.entry("VP011", "Anropande systems IP-adress är inte tillåten"),
                    Map.entry("VP012", "Plattformen saknar en resurs"),
                    Map.entry("VP013", "Anropande system får inte sätta ursprunglig konsument"),
                    Map.entry("VP014", "Anropet har redan passerat denna plattform"),
                    Map.entry("VP015", "Meddelandet kunde inte tolkas"),
                    Map.entry("VP016", "Tjänsteproducenten nekade anropet"));
    private static final Set<String> SERVER =
            Set.of("VP006", "VP008", "VP009", "VP010", "VP012", "VP014");

    private final String faultCode;
    private final String detail;

    private SoapFault(String faultCode, String faultString, String detail) {
        super(faultString, null, false, false);
        this.faultCode = faultCode;
        this.detail = detail;
    }

    /** The platform's own fault. */
    static SoapFault platform(String code, String detail) {
        String text = TEXTS.getOrDefault(code, "Okänt fel");
        return new SoapFault(
                SERVER.contains(code) ? "Server" : "Client", code + " [SANDBOX] " + text, detail);
    }

    /** A producer's fault that says not to send the same again. */
    static SoapFault producer(String text) {
        return new SoapFault("Client", text, null);
    }

    /** A producer's fault after which the same may be sent again. */
    static SoapFault producerBroken(String text) {
        return new SoapFault("Server", text, null);
    }

    static SoapFault schema(String what, String where) {
        return producer("Schema violation: " + what + ", found " + where);
    }

    Answer answer() {
        Xml xml = new Xml();
        xml.raw("<soapenv:Fault>");
        xml.raw("<faultcode>soapenv:" + faultCode + "</faultcode>");
        xml.raw("<faultstring>").text(getMessage()).raw("</faultstring>");
        if (detail != null) {
            xml.raw("<detail><detailString>").text(detail).raw("</detailString></detail>");
        }
        xml.raw("</soapenv:Fault>");
        return Xml.envelope(500, "", xml.toString());
    }
}
