package se.knutpunkt.backend;

import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/**
 * Makes the route of every line from the template {@code routes/templates/line.camel.yaml}. A line
 * whose back end demands a proof with each message gets a route before it, of the template {@code
 * proven}; the others pay nothing for it.
 */
@Component
final class LineRoutes extends RouteBuilder {

    private final BackendCatalogue catalogue;

    private final LineProofs proofs;

    LineRoutes(BackendCatalogue catalogue, LineProofs proofs) {
        this.catalogue = catalogue;
        this.proofs = proofs;
    }

    @Override
    public void configure() {
        for (Line line : catalogue.lines()) {
            Backend backend = line.backend();
            Backend.Breaker breaker = backend.breaker();
            boolean proven = proofs.source(line.id()).isPresent();
            String route = (proven ? "sender." : "line.") + line.id();
            getContext()
                    .getRegistry()
                    .bind("http." + line.id(), new LineHttp(line, proofs.tls(line)));
            if (proven) {
                templatedRoute("proven").routeId("line." + line.id()).parameter("line", line.id());
            }
            templatedRoute("line")
                    .routeId(route)
                    .parameter("line", line.id())
                    .parameter("route", route)
                    .parameter("address", line.address())
                    .parameter("connections", text(line.connections()))
                    .parameter("connectMs", text(backend.connectTimeLimitDuration().toMillis()))
                    .parameter("timeMs", text(line.timeLimit().toMillis()))
                    .parameter("bulkhead", text(line.bulkhead()))
                    .parameter("window", text(breaker.window()))
                    .parameter("minimumCalls", text(breaker.minimumCalls()))
                    .parameter("failurePercent", text(breaker.failurePercent()))
                    .parameter("openSeconds", text(breaker.openSeconds()))
                    .parameter("halfOpenCalls", text(breaker.halfOpenCalls()));
        }
    }

    private static String text(long number) {
        return Long.toString(number);
    }
}
