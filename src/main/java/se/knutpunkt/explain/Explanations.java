package se.knutpunkt.explain;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import se.knutpunkt.api.Contract;
import se.knutpunkt.api.Operation;
import se.knutpunkt.backend.BackendCatalogue;
import se.knutpunkt.backend.Line;
import se.knutpunkt.booking.Identifiers;
import se.knutpunkt.error.Problem;
import se.knutpunkt.region.NationalCapabilities;
import se.knutpunkt.region.Region;
import se.knutpunkt.region.RegionCatalogue;
import se.knutpunkt.source.PossibleSources;

/** Says what the hub would do with a call, as it stands now. */
@Component
final class Explanations {

    private final Contract contract;
    private final RegionCatalogue regions;
    private final NationalCapabilities nationals;
    private final BackendCatalogue backends;
    private final Identifiers identifiers;
    private final CalledRoutes routes;
    private final LineViews lines;
    private final PossibleSources sources;

    Explanations(
            Contract contract,
            RegionCatalogue regions,
            NationalCapabilities nationals,
            BackendCatalogue backends,
            Identifiers identifiers,
            CalledRoutes routes,
            LineViews lines,
            PossibleSources sources) {
        this.contract = contract;
        this.regions = regions;
        this.nationals = nationals;
        this.backends = backends;
        this.identifiers = identifiers;
        this.routes = routes;
        this.lines = lines;
        this.sources = sources;
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
        CalledRoutes.Found found = routes.from("api." + operation.id(), known(chosen));
        List<Step> steps = found.steps();
        LineView line = chosen.line == null ? null : lines.of(chosen.line, chosen.logicalAddress());
        List<LineView> national =
                steps.stream()
                        .filter(one -> String.valueOf(one.sendsOver()).startsWith("national."))
                        .map(Step::backend)
                        .distinct()
                        .flatMap(name -> lines.national(name).stream())
                        .filter(one -> line == null || !one.id().equals(line.id()))
                        .toList();
        List<Explanation.Asked> asked = found.askSeveral() ? asked(chosen, operation) : null;
        return new Explanation(
                new Words(operation, chosen.place, line, asked, national, chosen.handoff).all(),
                called(operation),
                chosen.place,
                chosen.place == null && line == null ? served(operation) : null,
                line,
                asked,
                national,
                steps);
    }

    /**
     * @param place null when the citizen's home region decides, or none is needed
     * @param line null when no back end is asked, or it is not known which
     * @param handoff the service that is opened in place of an answer, or null
     */
    private record Chosen(
            Explanation.Place place, Region.Capability capability, Line line, String handoff) {
        /** Of the line, or of the region whose clinics are asked over it. */
        String logicalAddress() {
            return capability == null ? null : capability.logicalAddress();
        }
    }

    /** Null when the citizens of the region get no answer. */
    private List<Explanation.Asked> asked(Chosen chosen, Operation operation) {
        if (chosen.place != null && chosen.line == null) {
            return null;
        }
        String home = chosen.place == null ? null : chosen.place.code();
        return sources.of(home, operation.capability()).stream()
                .map(
                        one ->
                                new Explanation.Asked(
                                        one.id(),
                                        one.name(),
                                        one.always() ? "always" : "besides",
                                        one.why(),
                                        one.line(),
                                        lines.state(backends.line(one.line()).orElseThrow())))
                .toList();
    }

    private Chosen chosen(Question question, Operation operation) {
        Identifiers.Facility facility = facility(question);
        String code = facility == null ? question.region() : facility.region();
        if (question.region() != null && !question.region().equals(code)) {
            throw Question.wrong("invalid-parameter", "facility", "is of another region");
        }
        Region region = code == null ? null : region(code, facility == null);
        Explanation.Place place = region == null ? null : place(region, facility);
        Optional<NationalCapabilities.Offer> national = nationals.find(operation.capability());
        if (national.isPresent()) {
            NationalCapabilities.Offer offer = national.get();
            return offer.isInApp()
                    ? new Chosen(place, null, backends.line(offer.line()).orElseThrow(), null)
                    : new Chosen(place, null, null, offer.service());
        }
        Region.Capability capability =
                region == null || !region.takesPart()
                        ? null
                        : region.capabilities().get(operation.capability());
        return new Chosen(
                place,
                capability,
                capability == null
                        ? null
                        : backends.line(region.line(operation.capability())).orElseThrow(),
                null);
    }

    private Region region(String code, boolean stated) {
        return regions.find(code)
                .orElseThrow(
                        () ->
                                Question.wrong(
                                        "not-found",
                                        stated ? "region" : "facility",
                                        "no region of that county code"));
    }

    private static Explanation.Place place(Region region, Identifiers.Facility facility) {
        return new Explanation.Place(
                region.region(),
                region.name(),
                facility == null
                        ? "it was stated: by the parameter region, or as the citizen's home region"
                        : "the facility's id begins with it",
                region.takesPart(),
                facility == null ? null : facility.id(),
                "config/regions/" + region.region() + ".yaml");
    }

    private Identifiers.Facility facility(Question question) {
        try {
            return question.facility() == null ? null : identifiers.facility(question.facility());
        } catch (Problem problem) {
            throw Question.wrong(problem.code(), "facility", "no id of listFacilities");
        }
    }

    private static Known known(Chosen chosen) {
        Map<String, String> values = new TreeMap<>();
        if (chosen.line != null) {
            values.put("backend", chosen.line.backend().backend());
            values.put("line", chosen.line.id());
        }
        if (chosen.logicalAddress() != null) {
            values.put(Known.LOGICAL_ADDRESS, chosen.logicalAddress());
        }
        if (chosen.place != null && chosen.place.facility() != null) {
            values.put("facility", chosen.place.facility());
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
