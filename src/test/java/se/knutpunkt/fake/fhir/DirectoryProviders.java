package se.knutpunkt.fake.fhir;

import ca.uhn.fhir.model.api.Include;
import ca.uhn.fhir.rest.annotation.IncludeParam;
import ca.uhn.fhir.rest.annotation.OptionalParam;
import ca.uhn.fhir.rest.annotation.RequiredParam;
import ca.uhn.fhir.rest.annotation.Search;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.param.DateRangeParam;
import ca.uhn.fhir.rest.param.ReferenceParam;
import ca.uhn.fhir.rest.param.TokenParam;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.HealthcareService;
import org.hl7.fhir.r4.model.Schedule;
import org.hl7.fhir.r4.model.Slot;

/** What everybody may know: clinics, whose calendars there are, and free times. */
final class DirectoryProviders {
    private final FhirRegions regions;

    DirectoryProviders(FhirRegions regions) {
        this.regions = regions;
    }

    @Search(type = HealthcareService.class)
    public List<HealthcareService> services(
            @OptionalParam(name = "_id") TokenParam id,
            @OptionalParam(name = "active") TokenParam active,
            RequestDetails request) {
        return regions.system(request.getTenantId()).clinics().stream()
                .filter(one -> id == null || one.id().equals(id.getValue()))
                .map(Clinic::service)
                .filter(
                        one ->
                                active == null
                                        || active.getValue()
                                                .equals(String.valueOf(one.getActive())))
                .toList();
    }

    @Search(type = Schedule.class)
    public List<Schedule> schedules(
            @RequiredParam(name = "actor") ReferenceParam actor,
            @OptionalParam(name = "active") TokenParam active,
            @IncludeParam(allow = "Schedule:actor") Set<Include> includes,
            RequestDetails request) {
        return regions.system(request.getTenantId()).schedules(actor.getValue());
    }

    /** Free times only, as nobody needs the others. */
    @Search(type = Slot.class)
    public List<Slot> slots(
            @RequiredParam(name = "schedule.actor") ReferenceParam actor,
            @RequiredParam(name = "status") TokenParam status,
            @RequiredParam(name = "start") DateRangeParam start,
            @OptionalParam(name = "service-type") TokenParam type,
            @IncludeParam(allow = {"Slot:schedule", "Schedule:actor"}) Set<Include> includes,
            RequestDetails request) {
        if (!"free".equals(status.getValue())) {
            throw Issue.invalid("this server tells of free times only");
        }
        Date from = start.getLowerBoundAsInstant();
        Date until = start.getUpperBoundAsInstant();
        if (from == null || until == null) {
            throw Issue.invalid("start needs a first and a last time");
        }
        BookingSystem system = regions.system(request.getTenantId());
        return system.schedules(actor.getValue()).stream()
                .filter(one -> type == null || offers(one.getServiceType(), type))
                .flatMap(one -> system.free(one, from.toInstant(), until.toInstant()).stream())
                .sorted(Comparator.comparing(Slot::getStart))
                .toList();
    }

    private static boolean offers(List<CodeableConcept> types, TokenParam wanted) {
        return types.stream()
                .flatMap(one -> one.getCoding().stream())
                .filter(
                        one ->
                                wanted.getSystem() == null
                                        || wanted.getSystem().equals(one.getSystem()))
                .anyMatch(one -> one.getCode().equals(wanted.getValue()));
    }
}
