package se.knutpunkt.region;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
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

    public ServiceCatalogue(DeclaredFiles files) {
        this.services =
                files.read(
                                files.path("config/services.yaml"),
                                "services.schema.json",
                                Services.class)
                        .services();
    }

    List<Map<String, Object>> of(Region region, String language) {
        return services.stream()
                .filter(service -> service.isIn(region))
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
