package se.knutpunkt.region;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import se.knutpunkt.catalogue.DeclaredFiles;
import se.knutpunkt.error.Problem;

/** The services of {@code config/services.yaml} as a region's citizens see them. */
@Component
public final class ServiceCatalogue {

    /** The file. */
    record Services(List<Service> services) {}

    private final List<Service> services;

    public ServiceCatalogue(DeclaredFiles files) {
        this.services =
                files
                        .read(
                                files.path("config/services.yaml"),
                                "services.schema.json",
                                Services.class)
                        .services()
                        .stream()
                        .filter(Service::isHere)
                        .toList();
    }

    /**
     * A service that the region's citizens open outside the app's own screens.
     *
     * @throws Problem {@code service-not-found}, {@code service-not-in-region} or {@code
     *     service-native}
     */
    public Service open(String id, Region region) {
        Service service =
                services.stream()
                        .filter(one -> one.id().equals(id))
                        .findFirst()
                        .orElseThrow(() -> Problem.of("service-not-found"));
        if (!service.isIn(region)) {
            throw Problem.of("service-not-in-region");
        }
        if (service.isNativeIn(region)) {
            throw Problem.of("service-native");
        }
        return service;
    }

    /** The services that redeem hand-off codes as this client, by their ids. */
    public Set<String> redeemedBy(String client) {
        return services.stream()
                .filter(one -> one.federation() != null)
                .filter(one -> one.federation().client().equals(client))
                .map(Service::id)
                .collect(Collectors.toUnmodifiableSet());
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
            row.put("link", service.link(region));
        }
        row.put("status", "ok");
        return row;
    }
}
