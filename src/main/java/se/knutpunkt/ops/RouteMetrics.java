package se.knutpunkt.ops;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.component.micrometer.routepolicy.MicrometerRoutePolicyFactory;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.stereotype.Component;

/**
 * Times the routes where a call enters the hub ({@code api}) and where it leaves it ({@code line}).
 * The steps between them are counted in Hawtio; to time each of them as well would cost every call
 * more than it tells.
 */
@Component
final class RouteMetrics extends MicrometerRoutePolicyFactory implements CamelContextConfiguration {

    private static final Set<String> TIMED = Set.of("api", "line");

    /** Behind the line that adds a proof, and timed with it. */
    private static final String SENDER = "sender.";

    RouteMetrics(MeterRegistry meters) {
        setMeterRegistry(meters);
        getPolicyConfiguration().setContextEnabled(false);
        getPolicyConfiguration().setRouteEnabled(true);
    }

    @Override
    public RoutePolicy createRoutePolicy(CamelContext context, String routeId, NamedNode node) {
        return node instanceof RouteDefinition route
                        && route.getGroup() != null
                        && TIMED.contains(route.getGroup())
                        && !routeId.startsWith(SENDER)
                ? super.createRoutePolicy(context, routeId, node)
                : null;
    }

    @Override
    public void beforeApplicationStart(CamelContext context) {
        setCamelContext(context);
        context.addRoutePolicyFactory(this);
    }

    @Override
    public void afterApplicationStart(CamelContext context) {
        // all is set before the routes are made
    }
}
