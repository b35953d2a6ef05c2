package se.knutpunkt.region;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import se.knutpunkt.catalogue.DeclaredFileException;
import se.knutpunkt.catalogue.DeclaredFiles;

/** All regions of {@code config/regions}, by county code. */
@Component("regions")
public final class RegionCatalogue {

    private final Map<String, Region> regions = new TreeMap<>();

    public RegionCatalogue(DeclaredFiles files) {
        List<String> mistakes = new ArrayList<>();
        for (Region region : files.readAll("config/regions", "region.schema.json", Region.class)) {
            if (regions.put(region.region(), region) != null) {
                mistakes.add("config/regions: region " + region.region() + " is declared twice");
            }
        }
        if (!mistakes.isEmpty()) {
            throw new DeclaredFileException(mistakes);
        }
    }

    public Collection<Region> all() {
        return regions.values();
    }

    public Optional<Region> find(String code) {
        return Optional.ofNullable(regions.get(code));
    }
}
