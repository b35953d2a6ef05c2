package se.knutpunkt.fake.ehm;

import ca.uhn.fhir.model.api.Include;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.IncludeParam;
import ca.uhn.fhir.rest.annotation.OptionalParam;
import ca.uhn.fhir.rest.annotation.Read;
import ca.uhn.fhir.rest.annotation.RequiredParam;
import ca.uhn.fhir.rest.annotation.Search;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.param.ReferenceParam;
import ca.uhn.fhir.rest.param.TokenOrListParam;
import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Medication;
import org.hl7.fhir.r4.model.MedicationDispense;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Patient;

/** What can be asked of the register. HAPI refuses every parameter that is not named here. */
final class RegisterProviders {

    private final MedicationRegister register;

    RegisterProviders(MedicationRegister register) {
        this.register = register;
    }

    @Search(type = Patient.class)
    public List<Patient> findPatients(@RequiredParam(name = Patient.SP_IDENTIFIER) TokenParam id) {
        return register.lists().stream()
                .filter(one -> one.number().equals(id.getValue()))
                .map(MedicationList::patient)
                .toList();
    }

    @Search(type = MedicationRequest.class)
    public List<IBaseResource> findRequests(
            @RequiredParam(name = "patient", chainWhitelist = "_id") ReferenceParam patient,
            @OptionalParam(name = MedicationRequest.SP_STATUS) TokenOrListParam status,
            @IncludeParam(allow = "MedicationRequest:medication") Set<Include> includes,
            RequestDetails request) {
        MedicationList list = list(patient, request);
        boolean own = isOwn(request);
        List<IBaseResource> found = new ArrayList<>();
        list.requests().stream()
                .filter(one -> own || !list.isHidden(one.getIdElement().getIdPart()))
                .filter(one -> status == null || isOneOf(one.getStatus().toCode(), status))
                .forEach(found::add);
        // what is referenced comes along, on the same page
        found.stream()
                .map(MedicationRequest.class::cast)
                .filter(one -> one.getMedicationReference().getReference().startsWith("Medication"))
                .forEach(
                        one ->
                                one.getMedicationReference()
                                        .setResource(
                                                includes.isEmpty() ? null : register.dyrimab()));
        if (!own && list.hidesAny()) {
            found.add(suppressed());
        }
        return found;
    }

    @Read(type = MedicationRequest.class)
    public MedicationRequest readRequest(@IdParam IdType id, RequestDetails request) {
        MedicationList list = register.listOf(request.getHeader("x-patientref"));
        return list.requests().stream()
                .filter(one -> one.getIdElement().getIdPart().equals(id.getIdPart()))
                .filter(one -> isOwn(request) || !list.isHidden(id.getIdPart()))
                .findFirst()
                .orElseThrow(() -> new ResourceNotFoundException(id));
    }

    @Read(type = Medication.class)
    public Medication readMedication(@IdParam IdType id) {
        return register.dyrimab();
    }

    @Search(type = MedicationDispense.class)
    public List<MedicationDispense> findDispenses(
            @RequiredParam(name = "patient", chainWhitelist = "_id") ReferenceParam patient,
            RequestDetails request) {
        return list(patient, request).dispenses();
    }

    private MedicationList list(ReferenceParam patient, RequestDetails request) {
        return list(register, patient, request);
    }

    /** Of the patient that is searched for, which the header must name as well. */
    static MedicationList list(
            MedicationRegister register, ReferenceParam patient, RequestDetails request) {
        String id = patient.getIdPart();
        if (!id.equals(request.getHeader("x-patientref"))) {
            throw new ForbiddenOperationException("x-patientref is another patient");
        }
        return register.listOf(id);
    }

    private static boolean isOwn(RequestDetails request) {
        return "own".equals(request.getHeader("x-access"));
    }

    static boolean isOneOf(String code, TokenOrListParam allowed) {
        return Stream.of(code)
                .anyMatch(
                        one ->
                                allowed.getValuesAsQueryTokens().stream()
                                        .anyMatch(token -> one.equals(token.getValue())));
    }

    /** Something is not shown because of a lock of the care. */
    private static OperationOutcome suppressed() {
        OperationOutcome outcome = new OperationOutcome();
        outcome.addIssue()
                .setSeverity(IssueSeverity.INFORMATION)
                .setCode(IssueType.SUPPRESSED)
                .setDetails(
                        new CodeableConcept(Nll.code(Nll.WITHHELD, "confidentiality-lock", null)));
        return outcome;
    }
}
