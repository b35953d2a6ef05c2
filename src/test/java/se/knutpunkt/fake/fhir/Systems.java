package se.knutpunkt.fake.fhir;

import org.hl7.fhir.r4.model.Identifier;

/** Names of the systems that identifiers and codes belong to. */
final class Systems {
    /** Personal identity numbers. */
    static final String PERSON = "urn:oid:1.2.752.129.2.1.3.1";

    /** Coordination numbers. */
    static final String COORDINATION = "urn:oid:1.2.752.129.2.1.3.3";

    /** The hub's own identifier of a booking. */
    static final String BOOKING = "https://1177.se/booking";

    static final String HSA = "urn:oid:1.2.752.129.2.1.4.1";

    /** Kinds of visit, and kinds of care; the regions' own, so below the arc for examples. */
    static final String VISIT_TYPES = "urn:oid:2.999.1177.1";

    static final String CARE_TYPES = "urn:oid:2.999.1177.2";

    private Systems() {}

    /** Whether the identifier is one that persons have. */
    static boolean isPatient(Identifier identifier) {
        return PERSON.equals(identifier.getSystem()) || COORDINATION.equals(identifier.getSystem());
    }
}
