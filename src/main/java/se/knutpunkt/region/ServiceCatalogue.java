package se.knutpunkt.region;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;
import se.knutpunkt.catalogue.DeclaredFileException;
import se.knutpunkt.catalogue.DeclaredFiles;

/** The services of {@code config/services.yaml} as a region's citizens see them. */
@Component
public final class ServiceCatalogue {

    /** The file. */
    record Services(List<Service> services) {}

    /**
     * One service.
     *
     * @param capability what makes it native where the region has it, or null
     * @param presentation how the link is opened where it is not native
     * @param links other links for some regions
     * @param regions the regions that have it, or null for all
     */
    record Service(
            String id,
            Map<String, String> name,
            String capability,
            String presentation,
            String link,
            Map<String, String> links,
            List<String> regions) {

        boolean isIn(Region region) {
            return regions == null || (region != null && regions.contains(region.region()));
        }

        boolean isNativeIn(Region region) {
            return capability != null
                    && region != null
                    && region.takesPart()
                    && region.capabilities().containsKey(capability);
        }
    }

    private final List<Service> services;

    /**
     * @throws DeclaredFileException when a service has no ages
     */
    public ServiceCatalogue(DeclaredFiles files, AgeRules ages) {
        Path file = files.path("config/services.yaml");
        this.services = files.read(file, "services.schema.json", Services.class).services();
        List<String> mistakes =
                services.stream()
                        .filter(service -> !ages.knows(service.id()))
                        .map(service -> "no ages of " + service.id())
                        .map(what -> files.mistake(file, what + " in config/representation.yaml"))
                        .toList();
        if (!mistakes.isEmpty()) {
            throw new DeclaredFileException(mistakes);
        }
    }

    /**
     * The services in the order of the file.
     *
     * @param region the region, or null for what is the same everywhere
     * @param open by a service's id, whether it is open to the one who asks
     */
    List<Map<String, Object>> of(Region region, String language, Predicate<String> open) {
        return services.stream()
                .filter(service -> service.isIn(region) && open.test(service.id()))
                .map(service -> row(service, region, language))
                .toList();
    }

    private static Map<String, Object> row(Service service, Region region, String language) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", service.id());
        row.put("name", service.name().get("en".equals(language) ? "en" : "sv"));
        boolean isNative = service.isNativeIn(region);
        row.put("presentation", isNative ? "native" : service.presentation());
        if (!isNative) {
            String own =
                    service.links() == null || region == null
                            ? null
                            : service.links().get(region.region());
            row.put("link", own != null ? own : service.link());
        }
        row.put("status", "ok");
        return row;
    }
}
