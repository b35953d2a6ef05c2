package se.knutpunkt.explain;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.model.Model;
import org.springframework.stereotype.Component;
import se.knutpunkt.backend.BackendCatalogue;
import se.knutpunkt.catalogue.DeclaredFiles;

/** The routes that a route calls, read from the model that Camel runs. */
@Component
final class CalledRoutes {

    private final CamelContext camel;
    private final Model model;
    private final BackendCatalogue backends;
    private final Path home;

    CalledRoutes(CamelContext camel, BackendCatalogue backends, DeclaredFiles files) {
        this.camel = camel;
        this.model = camel.getCamelContextExtension().getContextPlugin(Model.class);
        this.backends = backends;
        this.home = files.path("").toAbsolutePath().normalize();
    }

    /**
     * @param steps a route and all that it calls, in the order of the calls
     * @param askSeveral whether several sources may be asked at once
     */
    record Found(List<Step> steps, boolean askSeveral) {}

    Found from(String routeId, Known known) {
        Walk walk = new Walk(model, backends, home, endpoints(), known);
        List<Step> steps = walk.from(routeId);
        return new Found(steps, walk.asksSeveral());
    }

    private Map<String, String> endpoints() {
        Map<String, String> endpoints = new HashMap<>();
        camel.getRoutes()
                .forEach(
                        route ->
                                endpoints.put(
                                        route.getEndpoint()
                                                .getEndpointUri()
                                                .replaceFirst("^direct:/*", "direct:"),
                                        route.getId()));
        return endpoints;
    }
}
