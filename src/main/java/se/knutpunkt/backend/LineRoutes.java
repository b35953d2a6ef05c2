package se.knutpunkt.backend;

import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** Makes the route of every line from the template {@code routes/templates/line.camel.yaml}. */
@Component
final class LineRoutes extends RouteBuilder {

    private final BackendCatalogue catalogue;

    LineRoutes(BackendCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    @Override
    public void configure() {
        for (Line line : catalogue.lines()) {
            Backend backend = line.backend();
            Backend.Breaker breaker = backend.breaker();
            getContext().getRegistry().bind("http." + line.id(), new LineHttp(line));
            templatedRoute("line")
                    .routeId("line." + line.id())
                    .parameter("line", line.id())
                    .parameter("address", line.address())
                    .parameter("connections", text(backend.connections()))
                    .parameter("connectMs", text(backend.connectTimeLimitDuration().toMillis()))
                    .parameter("timeMs", text(backend.timeLimitDuration().toMillis()))
                    .parameter("bulkhead", text(backend.bulkhead()))
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
