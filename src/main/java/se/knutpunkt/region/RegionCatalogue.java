package se.knutpunkt.region;

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

    private static final String FOLDER = "config/regions";
    private static final String SCHEMA = "region.schema.json";

    private final Map<String, Region> regions = new TreeMap<>();
    private final List<String> capabilities;

    public RegionCatalogue(DeclaredFiles files) {
        files.readAll(FOLDER, SCHEMA, Region.class, "region")
                .forEach(region -> regions.put(region.region(), region));
        this.capabilities =
                regions.values().stream()
                        .flatMap(region -> region.capabilities().keySet().stream())
                        .distinct()
                        .sorted()
                        .toList();
        List<String> missing =
                files.allowed(SCHEMA, "region").stream()
                        .filter(code -> !regions.containsKey(code))
                        .map(code -> files.path(FOLDER) + ": no file " + code + ".yaml")
                        .toList();
        if (!missing.isEmpty()) {
            throw new DeclaredFileException(missing);
        }
    }

    /** The capabilities that some region has. */
    public List<String> capabilities() {
        return capabilities;
    }

    public Collection<Region> all() {
        return regions.values();
    }

    public Optional<Region> find(String code) {
        return Optional.ofNullable(regions.get(code));
    }
}
