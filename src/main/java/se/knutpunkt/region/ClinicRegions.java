package se.knutpunkt.region;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;
import se.knutpunkt.mapping.MappingFunctions;

/**
 * Which region a clinic belongs to, by the beginning of its HSA-id: the organisation in the
 * region's file, or one of the clinics named there. The longest beginning counts.
 */
@Component
public class ClinicRegions {

    private static final String CAPABILITY = "booking";

    private final TreeMap<String, Entry> beginnings = new TreeMap<>();

    /**
     * @param answer code and name, as mappings get them
     */
    private record Entry(Region region, Map<String, String> answer) {}

    public ClinicRegions(RegionCatalogue regions) {
        for (Region region : regions.all()) {
            Entry entry = new Entry(region, Map.of("code", region.region(), "name", region.name()));
            if (region.organisation() != null) {
                beginnings.put(region.organisation(), entry);
            }
            if (region.clinics() != null) {
                region.clinics().forEach(one -> beginnings.put(one, entry));
            }
        }
    }

    /**
     * Offers {@code $regionOf(hsaId)}: {@code {"code", "name"}}, or nothing when no file knows the
     * clinic. With a back end as second argument only a region that takes part and books there.
     */
    @Bean
    public MappingFunctions.Offer regionFunctions() {
        return new MappingFunctions.Offer(
                Map.of("regionOf", MappingFunctions.ofAll(ClinicRegions.this::regionOf)));
    }

    /** The county code of the region that a clinic belongs to; empty when no file knows it. */
    public Optional<String> codeOf(String hsaId) {
        return find(hsaId).map(one -> one.region.region());
    }

    private Object regionOf(List<?> arguments) {
        Optional<Entry> found = find((String) arguments.get(0));
        if (arguments.size() > 1) {
            found = found.filter(one -> books(one.region, (String) arguments.get(1)));
        }
        return found.map(Entry::answer).orElse(null);
    }

    private static boolean books(Region region, String backend) {
        Region.Capability booking = region.capabilities().get(CAPABILITY);
        return region.takesPart() && booking != null && booking.backend().equals(backend);
    }

    /**
     * Longer beginnings come after those they begin with, so the first that fits is the longest.
     */
    private Optional<Entry> find(String hsaId) {
        String id = hsaId.toUpperCase(Locale.ROOT);
        Map.Entry<String, Entry> at = beginnings.floorEntry(id);
        while (at != null && !id.startsWith(at.getKey())) {
            at = beginnings.lowerEntry(at.getKey());
        }
        return Optional.ofNullable(at).map(Map.Entry::getValue);
    }
}
