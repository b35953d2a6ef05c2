package se.knutpunkt.fake.rivta;

import java.util.Arrays;
import java.util.Optional;

/**
 * The operations and the shape of their requests: names in order, {@code ?} optional, {@code *} any
 * number, {@code +} one or more; {@code m:} marks an element of the responder's minor namespace; a
 * type follows the last colon.
 */
enum Operation {
    GetSubjectOfCareSchedule("healthcare_facility subject_of_care:PNR"),
    GetBookingDetails("healthcare_facility bookingId"),
    GetAllHealthcareFacilities("healthcare_facility subject_of_care:PNR bookingId?"),
    GetAllCareTypes("healthcare_facility timeTypeIDs* performer* subject_of_care:PNR"),
    GetAllTimeTypes("healthcare_facility m:careTypeIDs* m:subject_of_care:PNR"),
    GetAllPerformers("healthcare_facility timeTypeIDs* careTypeIDs* subject_of_care:PNR"),
    GetAvailableDates(Shapes.AVAILABLE),
    GetAvailableTimeslots(Shapes.AVAILABLE),
    MakeBooking(
            "healthcare_facility_med requestedTimeslot:SLOT subject_of_care_info:CONTACT"
                    + " notification?"),
    UpdateBooking("requestedTimeslot:SLOT subject_of_care_info?:CONTACT notification?"),
    CancelBooking("healthcare_facility bookingId message?"),
    GetPersonsForProfile("personId+:II profile:PROFILE ignoreReferredIdentity:BOOL"),
    GetUserProfile("subjectOfCare:PNR"),
    FindContent(
            "registeredResidentIdentification:RESIDENT serviceDomain categorization?"
                    + " logicalAddress? businessObjectInstanceIdentifier? clinicalProcessInterestId?"
                    + " mostRecentContent?:TS sourceSystem? dataController? owner?");

    private final String shape;

    Operation(String shape) {
        this.shape = shape;
    }

    String shape() {
        return shape;
    }

    boolean isBooking() {
        return this != GetPersonsForProfile && this != GetUserProfile && this != FindContent;
    }

    boolean changesState() {
        return this == MakeBooking || this == UpdateBooking || this == CancelBooking;
    }

    /** The namespace of the request and the answer; the platform routes on it. */
    String namespace() {
        return switch (this) {
            case GetPersonsForProfile ->
                    "urn:riv:strategicresourcemanagement:persons:person:" + name() + "Responder:5";
            case GetUserProfile -> "urn:mvk:itintegration:userprofile:" + name() + "Responder:2";
            case FindContent -> "urn:riv:itintegration:engagementindex:" + name() + "Responder:1";
            default -> "urn:riv:crm:scheduling:" + name() + "Responder:1";
        };
    }

    /** The namespace of what the minor version added to the request. */
    String minorNamespace() {
        return namespace() + ".1";
    }

    /** The SOAPAction header with its quotes. */
    String soapAction() {
        return '"' + namespace() + ":" + name() + '"';
    }

    static Optional<Operation> ofNamespace(String namespace) {
        return Arrays.stream(values()).filter(one -> one.namespace().equals(namespace)).findFirst();
    }

    static final class Shapes {
        static final String AVAILABLE =
                "healthcare_facility bookingId? startDateInclusive:DT endDateInclusive:DT"
                        + " performer* timeTypeName? timeTypeID? careTypeName? careTypeID?"
                        + " m:subject_of_care:PNR";

        private Shapes() {}
    }
}
