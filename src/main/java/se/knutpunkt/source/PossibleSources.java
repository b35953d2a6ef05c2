package se.knutpunkt.source;

import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;
import se.knutpunkt.region.Region;
import se.knutpunkt.region.RegionCatalogue;

/** Tells operations which sources an operation may ask that asks several at once. */
@Component
public final class PossibleSources {

    private final SourcePlan plan;
    private final RegionCatalogue regions;
    private final Engagements engagements;

    PossibleSources(SourcePlan plan, RegionCatalogue regions, Engagements engagements) {
        this.plan = plan;
        this.regions = regions;
        this.engagements = engagements;
    }

    /**
     * @param id as in {@code sources} of an answer
     * @param always whether it is asked for every citizen of the home region
     * @param why it is asked, or when
     */
    public record Possible(String id, String name, String line, boolean always, String why) {}

    /**
     * In the order of an answer.
     *
     * @param home a region that offers the capability; null when it is not known, then each of them
     *     may be it
     */
    public List<Possible> of(String home, String capability) {
        List<Possible> all = new ArrayList<>();
        List<Source> always =
                home == null ? plan.aggregations(capability) : plan.always(home, capability);
        for (Source one : always) {
            String allRegions =
                    "asks all regions whose %s is %s".formatted(capability, one.backend());
            all.add(possible(one, true, one.national() ? allRegions : "is the home region"));
        }
        String besides =
                home == null ? "if it is the home region, or if " + booked() : "if " + booked();
        regions.all().stream()
                .map(Region::region)
                .filter(code -> !code.equals(home) && plan.isAskedApart(code, capability))
                .forEach(
                        code ->
                                all.add(
                                        possible(
                                                plan.region(code, capability).orElseThrow(),
                                                false,
                                                besides)));
        return all;
    }

    private String booked() {
        return engagements.isAsked()
                ? "the engagement index names it, or the hub booked there within the last hour"
                : "the hub booked there within the last hour";
    }

    private static Possible possible(Source source, boolean always, String why) {
        return new Possible(source.id(), source.name(), source.line(), always, why);
    }
}
