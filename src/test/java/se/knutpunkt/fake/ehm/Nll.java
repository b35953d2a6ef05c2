package se.knutpunkt.fake.ehm;

import java.util.Arrays;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Type;

/** Names of E-hälsomyndigheten. Names only: the host does not exist any more. */
final class Nll {

    static final String PERSONAL_NUMBER = "http://electronichealth.se/identifier/personnummer";
    static final String REQUEST_ID = "http://electronichealth.se/identifier/nllmedicationrequestid";
    static final String DISPENSE_ID =
            "http://electronichealth.se/identifier/nllmedicationdispenseid";
    static final String PACKAGE = "http://medication.ehm.se/nplpackid";
    static final String HSA_ID = "urn:oid:1.2.752.29.4.19";
    static final String ERRORS = "http://electronichealth.se/CodeSystem/error-codes";
    static final String LIST_CODES = "http://electronichealth.se/CodeSystem/basic-codes";
    static final String REASONS = "http://electronichealth.se/CodeSystem/data-absent-reason";
    static final String WITHHELD = "http://electronichealth.se/CodeSystem/withheld";

    private static final String EXTENSION = "http://electronichealth.se/fhir/StructureDefinition/";

    private Nll() {}

    static Extension extension(String name, Type value) {
        return new Extension(EXTENSION + name, value);
    }

    /** Made of parts, each with a name of its own. */
    static Extension group(String name, Extension... parts) {
        Extension whole = new Extension(EXTENSION + name);
        Arrays.stream(parts).forEach(whole::addExtension);
        return whole;
    }

    static Extension part(String name, Type value) {
        return new Extension(name, value);
    }

    static Coding code(String system, String code, String display) {
        return new Coding(system, code, display);
    }
}
