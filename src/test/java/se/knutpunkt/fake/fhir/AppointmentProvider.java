package se.knutpunkt.fake.fhir;

import ca.uhn.fhir.model.api.Include;
import ca.uhn.fhir.rest.annotation.ConditionalUrlParam;
import ca.uhn.fhir.rest.annotation.Create;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.IncludeParam;
import ca.uhn.fhir.rest.annotation.OptionalParam;
import ca.uhn.fhir.rest.annotation.Read;
import ca.uhn.fhir.rest.annotation.RequiredParam;
import ca.uhn.fhir.rest.annotation.ResourceParam;
import ca.uhn.fhir.rest.annotation.Search;
import ca.uhn.fhir.rest.annotation.Update;
import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.param.DateRangeParam;
import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.server.IResourceProvider;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Identifier;

/** Appointments: what is booked, for whom. */
final class AppointmentProvider implements IResourceProvider {
    private static final String CONDITION = "identifier=";

    private final FhirRegions regions;

    AppointmentProvider(FhirRegions regions) {
        this.regions = regions;
    }

    @Override
    public Class<? extends IBaseResource> getResourceType() {
        return Appointment.class;
    }

    /** A patient's Appointments in time order, cancelled ones too. */
    @Search
    public List<Appointment> search(
            @RequiredParam(name = "patient.identifier") TokenParam patient,
            @OptionalParam(name = "_id") TokenParam id,
            @OptionalParam(name = "date") DateRangeParam date,
            @IncludeParam(allow = "Appointment:actor") Set<Include> includes,
            RequestDetails request) {
        BookingSystem system = regions.system(request.getTenantId());
        List<Appointment> found =
                system.appointments().stream()
                        .filter(one -> isFor(one, patient))
                        .filter(one -> id == null || idOf(one).equals(id.getValue()))
                        .filter(one -> date == null || isIn(one.getStart(), date))
                        .toList();
        found.forEach(one -> one.getParticipant().forEach(who -> system.link(who.getActor())));
        return found;
    }

    @Read
    public Appointment read(@IdParam IdType id, RequestDetails request) {
        return regions.system(request.getTenantId())
                .find(id.getIdPart())
                .orElseThrow(() -> new ResourceNotFoundException(id));
    }

    @Create
    public MethodOutcome create(
            @ResourceParam Appointment wanted,
            @ConditionalUrlParam String condition,
            RequestDetails request) {
        BookingSystem system = regions.system(request.getTenantId());
        if (condition != null) {
            List<Appointment> same = withIdentifier(system, condition);
            if (same.size() > 1) {
                throw Issue.precondition("several Appointments match If-None-Exist");
            }
            if (same.size() == 1) {
                return outcome(same.get(0), false);
            }
        }
        regions.refuse();
        return outcome(system.create(wanted), true);
    }

    @Update
    public MethodOutcome update(
            @IdParam IdType id, @ResourceParam Appointment wanted, RequestDetails request) {
        BookingSystem system = regions.system(request.getTenantId());
        if (system.find(id.getIdPart()).isEmpty()) {
            throw new ResourceNotFoundException(id);
        }
        if (!id.hasVersionIdPart()) {
            throw Issue.invalid("an update needs If-Match");
        }
        regions.refuse();
        regions.somebodyWasFaster(system, id.getIdPart());
        return outcome(system.update(id.getIdPart(), id.getVersionIdPart(), wanted), false);
    }

    private static List<Appointment> withIdentifier(BookingSystem system, String condition) {
        String query = condition.substring(condition.indexOf('?') + 1);
        String value = URLDecoder.decode(query, StandardCharsets.UTF_8);
        if (!value.startsWith(CONDITION + Systems.BOOKING + "|") || value.contains("&")) {
            throw Issue.invalid("If-None-Exist is identifier=<system>|<value>");
        }
        String wanted = value.substring(CONDITION.length());
        return system.appointments().stream()
                .filter(
                        one ->
                                one.getIdentifier().stream()
                                        .anyMatch(
                                                id ->
                                                        wanted.equals(
                                                                id.getSystem()
                                                                        + "|"
                                                                        + id.getValue())))
                .toList();
    }

    private static boolean isFor(Appointment one, TokenParam patient) {
        Identifier known = BookingRules.patient(one);
        return known.getSystem().equals(patient.getSystem())
                && known.getValue().equals(patient.getValue());
    }

    static boolean isIn(Date time, DateRangeParam range) {
        Date from = range.getLowerBoundAsInstant();
        Date until = range.getUpperBoundAsInstant();
        return (from == null || !time.before(from)) && (until == null || !time.after(until));
    }

    private static String idOf(Appointment one) {
        return one.getIdElement().getIdPart();
    }

    private static MethodOutcome outcome(Appointment stored, boolean created) {
        MethodOutcome outcome = new MethodOutcome(stored.getIdElement(), created);
        outcome.setResource(stored);
        return outcome;
    }
}
