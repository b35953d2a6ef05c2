package se.knutpunkt.region;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import se.knutpunkt.catalogue.DeclaredFileException;
import se.knutpunkt.catalogue.DeclaredFiles;
import se.knutpunkt.error.Problem;

/** The services of {@code config/services.yaml} as a region's citizens see them. */
@Component
public final class ServiceCatalogue {

    /** The file. */
    record Services(List<Service> services) {}

    private final List<Service> services;
    private final NationalCapabilities nationals;

    /**
     * @throws DeclaredFileException when a service has no ages
     */
    public ServiceCatalogue(DeclaredFiles files, AgeRules ages, NationalCapabilities nationals) {
        this.nationals = nationals;
        Path file = files.path("config/services.yaml");
        List<Service> declared =
                files.read(file, "services.schema.json", Services.class).services();
        List<String> mistakes =
                declared.stream()
                        .filter(service -> !ages.knows(service.id()))
                        .map(service -> "no ages of " + service.id())
                        .map(what -> files.mistake(file, what + " in config/representation.yaml"))
                        .toList();
        if (!mistakes.isEmpty()) {
            throw new DeclaredFileException(mistakes);
        }
        this.services = declared.stream().filter(Service::isHere).toList();
    }

    /**
     * A service that the region's citizens open outside the app's own screens.
     *
     * @param open by a service's id, whether it is open to the one who asks
     * @throws Problem {@code service-not-found}, {@code service-not-in-region}, {@code
     *     age-not-allowed} or {@code service-native}
     */
    public Service open(String id, Region region, Predicate<String> open) {
        Service service =
                services.stream()
                        .filter(one -> one.id().equals(id))
                        .findFirst()
                        .orElseThrow(() -> Problem.of("service-not-found"));
        if (!service.isIn(region)) {
            throw Problem.of("service-not-in-region");
        }
        if (!open.test(id)) {
            throw Problem.of("age-not-allowed");
        }
        if (service.isNativeIn(region, nationals)) {
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

    /**
     * How to open a service in place of an operation, for a problem: {@code serviceId}, {@code
     * presentation} and {@code link}; the id alone where the service is not in the catalogue.
     */
    Map<String, String> handoff(String id, Region region) {
        Map<String, String> handoff = new LinkedHashMap<>();
        handoff.put("serviceId", id);
        services.stream()
                .filter(one -> one.id().equals(id))
                .forEach(
                        one -> {
                            handoff.put("presentation", one.presentation());
                            handoff.put("link", one.link(region));
                        });
        return handoff;
    }

    private Map<String, Object> row(Service service, Region region, String language) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", service.id());
        row.put("name", service.name().get("en".equals(language) ? "en" : "sv"));
        boolean isNative = service.isNativeIn(region, nationals);
        row.put("presentation", isNative ? "native" : service.presentation());
        if (!isNative) {
            row.put("link", service.link(region));
        }
        row.put("status", "ok");
        return row;
    }
}
