package se.knutpunkt.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import se.knutpunkt.error.Problem;

/**
 * {@code mapping:backends/rivta/listBookings.response.jsonata}: replaces the body by what the
 * mapping makes of it. {@code ?output=json} writes the result as JSON bytes, the answer to the app;
 * {@code ?each=true} maps each element of a list by itself, to null where it fails.
 */
@Component("mapping")
public final class MappingComponent extends DefaultComponent {

    private static final Logger LOG = LoggerFactory.getLogger(MappingComponent.class);

    private final MappingCatalogue catalogue;

    public MappingComponent(MappingCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String path, Map<String, Object> parameters) {
        boolean json = "json".equals(parameters.remove("output"));
        boolean each = "true".equals(parameters.remove("each"));
        if (!catalogue.has(path)) {
            throw new MappingException("no file mappings/" + path, null);
        }
        return new MappingEndpoint(uri, this, path, json, each);
    }

    private static final class MappingEndpoint extends DefaultEndpoint {
        private final MappingCatalogue catalogue;
        private final String path;
        private final boolean json;
        private final boolean each;

        MappingEndpoint(
                String uri, MappingComponent component, String path, boolean json, boolean each) {
            super(uri, component);
            this.catalogue = component.catalogue;
            this.path = path;
            this.json = json;
            this.each = each;
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
                result = endpoint.each ? each((List<?>) input, exchange) : map(input, exchange);
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

        private Object map(Object input, Exchange exchange) {
            return endpoint.catalogue.map(endpoint.path, input, exchange.getVariables());
        }

        /** One that cannot be mapped does not take the others along. */
        private Object mapOrNull(Object input, Exchange exchange) {
            try {
                return map(input, exchange);
            } catch (MappingException e) {
                LOG.atError()
                        .addKeyValue("file", endpoint.path)
                        .log("a mapping failed for one of several");
                return null;
            }
        }

        private List<Object> each(List<?> inputs, Exchange exchange) {
            List<Object> results = new ArrayList<>(inputs.size());
            for (Object input : inputs) {
                results.add(mapOrNull(input, exchange));
            }
            return results;
        }
    }
}
