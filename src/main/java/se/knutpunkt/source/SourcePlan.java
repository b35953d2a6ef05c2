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
        for (Backend backend : backends.all()) {
            if (backend.aggregates() && isUsed(backend, capability)) {
                Line line = backends.national(backend.backend());
                String address = backend.national().logicalAddress();
                if (backend.backend().equals(own.backend())) {
                    all.set(0, national(own.id(), own.name(), line, address));
                } else {
                    all.add(national(Line.NATIONAL, backend.national().name(), line, address));
                }
            }
        }
        return all;
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

    private static Source national(String id, String name, Line line, String address) {
        return new Source(id, name, line.backend().backend(), line.id(), address, true);
    }
}
