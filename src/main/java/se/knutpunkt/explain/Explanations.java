package se.knutpunkt.explain;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import se.knutpunkt.api.Contract;
import se.knutpunkt.api.Operation;
import se.knutpunkt.backend.BackendCatalogue;
import se.knutpunkt.booking.Identifiers;
import se.knutpunkt.error.Problem;
import se.knutpunkt.region.Region;
import se.knutpunkt.region.RegionCatalogue;

/** Says what the hub would do with a call, as it stands now. */
@Component
final class Explanations {

    private final Contract contract;
    private final RegionCatalogue regions;
    private final BackendCatalogue backends;
    private final Identifiers identifiers;
    private final CalledRoutes routes;
    private final LineViews lines;

    Explanations(
            Contract contract,
            RegionCatalogue regions,
            BackendCatalogue backends,
            Identifiers identifiers,
            CalledRoutes routes,
            LineViews lines) {
        this.contract = contract;
        this.regions = regions;
        this.backends = backends;
        this.identifiers = identifiers;
        this.routes = routes;
        this.lines = lines;
    }

    /**
     * @throws Problem {@code not-found} for an operation or region that does not exist, {@code
     *     invalid-identifier} for a facility's id that cannot be one, {@code invalid-parameter} for
     *     a facility of another region
     */
    Explanation of(Question question) {
        Operation operation =
                contract.operation(question.operation())
                        .orElseThrow(
                                () ->
                                        Question.wrong(
                                                "not-found",
                                                "operation",
                                                "no such operationId in " + Contract.FILE));
        Chosen chosen = chosen(question, operation);
        Known known = known(chosen);
        List<Step> steps = routes.from("api." + operation.id(), known);
        List<LineView> national =
                steps.stream()
                        .map(Step::backend)
                        .filter(Objects::nonNull)
                        .distinct()
                        .flatMap(name -> lines.national(name).stream())
                        .toList();
        LineView line = chosen.capability == null ? null : line(chosen);
        return new Explanation(
                new Words(operation, chosen.place, line, national).all(),
                called(operation),
                chosen.place,
                chosen.region == null ? served(operation) : null,
                line,
                national,
                steps);
    }

    /**
     * @param region null when the citizen's home region decides, or none is needed
     * @param capability null when the region does not offer it
     */
    private record Chosen(
            Region region,
            Region.Capability capability,
            String name,
            String facility,
            Explanation.Place place) {}

    private Chosen chosen(Question question, Operation operation) {
        Identifiers.Facility facility = facility(question);
        String code = facility == null ? question.region() : facility.region();
        if (question.region() != null && !question.region().equals(code)) {
            throw Question.wrong("invalid-parameter", "facility", "is of another region");
        }
        String clinic = facility == null ? null : facility.id();
        if (code == null) {
            return new Chosen(null, null, null, null, null);
        }
        Region region =
                regions.find(code)
                        .orElseThrow(
                                () ->
                                        Question.wrong(
                                                "not-found",
                                                facility == null ? "region" : "facility",
                                                "no region of that county code"));
        String name = operation.capability();
        return new Chosen(
                region,
                region.takesPart() ? region.capabilities().get(name) : null,
                name,
                clinic,
                new Explanation.Place(
                        region.region(),
                        region.name(),
                        clinic == null
                                ? "it was stated: by the parameter region, or as the citizen's home region"
                                : "the facility's id begins with it",
                        region.takesPart(),
                        clinic,
                        "config/regions/" + region.region() + ".yaml"));
    }

    private Identifiers.Facility facility(Question question) {
        try {
            return question.facility() == null ? null : identifiers.facility(question.facility());
        } catch (Problem problem) {
            throw Question.wrong(problem.code(), "facility", "no id of listFacilities");
        }
    }

    private LineView line(Chosen chosen) {
        return lines.of(
                backends.line(chosen.region.line(chosen.name)).orElseThrow(),
                chosen.capability.logicalAddress());
    }

    private static Known known(Chosen chosen) {
        Map<String, String> values = new TreeMap<>();
        if (chosen.capability != null) {
            values.put("backend", chosen.capability.backend());
            values.put("line", chosen.region.line(chosen.name));
            if (chosen.capability.logicalAddress() != null) {
                values.put(Known.LOGICAL_ADDRESS, chosen.capability.logicalAddress());
            }
        }
        if (chosen.facility != null) {
            values.put("facility", chosen.facility);
        }
        return new Known(values);
    }

    /** Region to what serves the operation there. */
    private Map<String, String> served(Operation operation) {
        if (operation.capability().equals(Operation.NO_CAPABILITY)) {
            return null;
        }
        Map<String, String> served = new LinkedHashMap<>();
        for (Region region : regions.all()) {
            Region.Capability capability = region.capabilities().get(operation.capability());
            String backend = capability == null ? "not offered" : capability.backend();
            served.put(region.region(), region.takesPart() ? backend : "does not take part");
        }
        return served;
    }

    private static Explanation.Called called(Operation operation) {
        return new Explanation.Called(
                operation.id(),
                operation.method() + " " + operation.path(),
                "api." + operation.id(),
                operation.capability(),
                operation.caller().name().toLowerCase(Locale.ROOT),
                Contract.FILE);
    }
}
