package se.knutpunkt.template;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.spi.Registry;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.RoutesLoader;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.test.junit5.CamelTestSupport;
import se.knutpunkt.api.Call;
import se.knutpunkt.api.Deadline;
import se.knutpunkt.error.Problem;

/** A small Camel context with route files as they are; what they call is written in the test. */
abstract class TemplateSupport extends CamelTestSupport {

    static final String CITIZEN = "191212121212";
    static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    /** The variables that the steps before the route leave. */
    final Map<String, Object> variables = new HashMap<>();

    TemplateSupport() {
        variables.put(
                "call",
                new Call(
                        null,
                        Map.of(),
                        "correlation-0001",
                        TRACE,
                        "sv",
                        Deadline.in(Deadline.DEFAULT_MS),
                        Instant.now()));
        variables.put("citizen", CITIZEN);
        variables.put("actor", CITIZEN);
        variables.put("correlationId", "correlation-0001");
        variables.put("traceparent", TRACE);
        variables.put("region", Map.of("code", "01", "name", "Region Stockholm"));
        variables.put("asOf", "2026-11-20T10:15:00+01:00");
        variables.put("backend", "rivta");
        variables.put("line", "01.rivta");
        variables.put("logicalAddress", "SE2321000016");
        variables.put("facility", "SE2321000016-A1B2");
        variables.put("params", Map.of());
        variables.put("request", Map.of());
    }

    /** The files below {@code routes/} that the test is about. */
    abstract List<String> files();

    /** Beans and properties, before the routes. */
    void prepare(CamelContext context, Registry registry) throws Exception {}

    /** What the route files call. */
    abstract RouteBuilder surroundings();

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        prepare(context, context.getRegistry());
        RoutesLoader loader = PluginHelper.getRoutesLoader(context);
        for (String file : files()) {
            Resource resource =
                    PluginHelper.getResourceLoader(context).resolveResource("file:routes/" + file);
            loader.loadRoutes(resource);
        }
        return context;
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return surroundings();
    }

    /** Makes a route of a template as a route file does. */
    void instance(String template, String id, Map<String, String> parameters) {
        TemplatedRouteBuilder builder =
                TemplatedRouteBuilder.builder(context, template).routeId(id);
        parameters.forEach(builder::parameter);
        builder.add();
    }

    Exchange send(String endpoint) {
        return template.send(endpoint, exchange -> variables.forEach(exchange::setVariable));
    }

    /** The code of the problem a call ended with, or nothing. */
    static String code(Exchange exchange) {
        return exchange.getException() instanceof Problem problem
                ? problem.code()
                : String.valueOf(exchange.getException());
    }
}
