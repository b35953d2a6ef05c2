package se.knutpunkt.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.stereotype.Component;
import se.knutpunkt.backend.Backend;
import se.knutpunkt.backend.BackendCatalogue;
import se.knutpunkt.backend.Line;
import se.knutpunkt.region.Region;
import se.knutpunkt.region.RegionCatalogue;

/** Which sources there are for a citizen, by the files of the regions and back ends alone. */
@Component
final class SourcePlan {

    private final RegionCatalogue regions;
    private final BackendCatalogue backends;

    SourcePlan(RegionCatalogue regions, BackendCatalogue backends) {
        this.regions = regions;
        this.backends = backends;
    }

    /**
     * Those that are asked whatever the engagement index says: the home region first, and each back
     * end that asks all its regions in one question. When the home region is one of these, that
     * question is its.
     */
    List<Source> always(String home, String capability) {
        Source own = region(home, capability).orElseThrow();
        List<Source> all = new ArrayList<>();
        all.add(own);
        for (Source one : aggregations(capability)) {
            if (one.backend().equals(own.backend())) {
                all.set(0, one.namedAs(own));
            } else {
                all.add(one);
            }
        }
        return all;
    }

    /** Each back end that asks all its regions in one question, over its national line. */
    List<Source> aggregations(String capability) {
        return backends.all().stream()
                .filter(one -> one.aggregates() && isUsed(one, capability))
                .map(one -> national(backends.national(one.backend())))
                .toList();
    }

    /** Whether only a question of its own reaches the region. */
    boolean isAskedApart(String code, String capability) {
        return region(code, capability).filter(one -> !backend(one).aggregates()).isPresent();
    }

    /** The regions among these that only a question of their own reaches. */
    Set<String> apart(Set<String> engaged, String home, String capability) {
        Set<String> apart = new TreeSet<>(engaged);
        apart.remove(home);
        apart.removeIf(
                code ->
                        region(code, capability)
                                .filter(one -> backend(one).aggregates())
                                .isPresent());
        return apart;
    }

    /** The region over its own line; empty when it does not offer the capability. */
    Optional<Source> region(String code, String capability) {
        Region region = regions.find(code).orElseThrow();
        Region.Capability offered = region.capabilities().get(capability);
        return region.takesPart() && offered != null
                ? Optional.of(
                        new Source(
                                code,
                                region.name(),
                                offered.backend(),
                                region.line(capability),
                                offered.logicalAddress(),
                                false))
                : Optional.empty();
    }

    String name(String code) {
        return regions.find(code).orElseThrow().name();
    }

    private Backend backend(Source source) {
        return backends.line(source.line()).orElseThrow().backend();
    }

    private boolean isUsed(Backend backend, String capability) {
        return regions.all().stream()
                .filter(Region::takesPart)
                .map(region -> region.capabilities().get(capability))
                .anyMatch(one -> one != null && one.backend().equals(backend.backend()));
    }

    private static Source national(Line line) {
        Backend.National partner = line.backend().national();
        return new Source(
                Line.NATIONAL,
                partner.name(),
                line.backend().backend(),
                line.id(),
                partner.logicalAddress(),
                true);
    }
}
