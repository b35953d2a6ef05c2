package se.knutpunkt.mapping;

import java.util.Map;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;
import org.springframework.stereotype.Component;
import se.knutpunkt.error.Problem;

/**
 * {@code mapping:backends/rivta/listBookings.response.jsonata}: replaces the body by what the
 * mapping makes of it. {@code ?output=json} writes the result as JSON bytes, the answer to the app.
 */
@Component("mapping")
public final class MappingComponent extends DefaultComponent {

    private final MappingCatalogue catalogue;

    public MappingComponent(MappingCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String path, Map<String, Object> parameters) {
        boolean json = "json".equals(parameters.remove("output"));
        if (!catalogue.has(path)) {
            throw new MappingException("no file mappings/" + path, null);
        }
        return new MappingEndpoint(uri, this, path, json);
    }

    private static final class MappingEndpoint extends DefaultEndpoint {
        private final MappingCatalogue catalogue;
        private final String path;
        private final boolean json;

        MappingEndpoint(String uri, MappingComponent component, String path, boolean json) {
            super(uri, component);
            this.catalogue = component.catalogue;
            this.path = path;
            this.json = json;
        }

        @Override
        public Producer createProducer() {
            return new MappingProducer(this);
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            throw new IllegalArgumentException("a mapping can only be called");
        }
    }

    private static final class MappingProducer extends DefaultProducer {
        private final MappingEndpoint endpoint;

        MappingProducer(MappingEndpoint endpoint) {
            super(endpoint);
            this.endpoint = endpoint;
        }

        @Override
        public void process(Exchange exchange) throws Exception {
            Object input = exchange.getMessage().getBody();
            Object result;
            try {
                // as they are: a mapping reads them and changes none
                result = endpoint.catalogue.map(endpoint.path, input, exchange.getVariables());
            } catch (MappingException e) {
                boolean request = endpoint.path.contains(".request.");
                throw Problem.of(request ? "internal-error" : "backend-broken", e);
            }
            if (endpoint.json) {
                exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "application/json");
                exchange.getMessage().setHeader("Cache-Control", "no-store");
                exchange.getMessage().setBody(Answers.json(exchange, result));
            } else {
                exchange.getMessage().setBody(result);
            }
        }
    }
}
