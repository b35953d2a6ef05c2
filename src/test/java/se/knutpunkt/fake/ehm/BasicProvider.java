package se.knutpunkt.fake.ehm;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.RequiredParam;
import ca.uhn.fhir.rest.annotation.ResourceParam;
import ca.uhn.fhir.rest.annotation.Search;
import ca.uhn.fhir.rest.annotation.Update;
import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.param.ReferenceParam;
import ca.uhn.fhir.rest.param.TokenOrListParam;
import ca.uhn.fhir.rest.server.IResourceProvider;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.PreconditionFailedException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.util.List;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Basic;
import org.hl7.fhir.r4.model.IdType;

/** What is stated about a list as a whole, and the locks on it. */
final class BasicProvider implements IResourceProvider {

    private final MedicationRegister register;

    BasicProvider(MedicationRegister register) {
        this.register = register;
    }

    @Override
    public Class<? extends IBaseResource> getResourceType() {
        return Basic.class;
    }

    @Search
    public List<Basic> findBasics(
            @RequiredParam(name = Basic.SP_CODE) TokenOrListParam code,
            @RequiredParam(name = Basic.SP_PATIENT) ReferenceParam patient,
            RequestDetails request) {
        return RegisterProviders.list(register, patient, request).basics().stream()
                .filter(
                        one ->
                                RegisterProviders.isOneOf(
                                        one.getCode().getCodingFirstRep().getCode(), code))
                .toList();
    }

    /** A lock is changed in the version that was read, or not at all. */
    @Update
    public MethodOutcome updateBasic(
            @IdParam IdType id, @ResourceParam Basic basic, RequestDetails request) {
        String asked = request.getHeader("If-Match");
        if (asked == null) {
            throw new InvalidRequestException("If-Match is missing");
        }
        List<Basic> basics = register.listOf(request.getHeader("x-patientref")).basics();
        Basic stored =
                basics.stream()
                        .filter(one -> one.getIdElement().getIdPart().equals(id.getIdPart()))
                        .findFirst()
                        .orElseThrow(() -> new ResourceNotFoundException(id));
        String version = stored.getMeta().getVersionId();
        if (!asked.equals("W/\"" + version + "\"")) {
            throw new PreconditionFailedException("another version");
        }
        basic.getMeta().setVersionId(String.valueOf(Integer.parseInt(version) + 1));
        basics.set(basics.indexOf(stored), basic);
        return new MethodOutcome(id.withVersion(basic.getMeta().getVersionId()), Boolean.FALSE);
    }
}
