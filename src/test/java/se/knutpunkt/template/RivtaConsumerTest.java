package se.knutpunkt.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;
import se.knutpunkt.backend.LineBeans;
import se.knutpunkt.catalogue.Declared;
import se.knutpunkt.mapping.MappingCatalogue;
import se.knutpunkt.mapping.MappingComponent;
import se.knutpunkt.mapping.Mappings;

/** The original consumer is named to the platform when, and only when, the hub has an HSA-id. */
class RivtaConsumerTest extends TemplateSupport {

    private static final String HEADER = "x-rivta-original-serviceconsumer-hsaid";

    private static final LineBeans BEANS = new LineBeans(Declared.reader());
    private static final MappingCatalogue MAPPINGS = Mappings.of(Path.of("."));

    private final Map<String, Object> headers = new HashMap<>();

    @Override
    List<String> files() {
        return List.of(
                "templates/rivta.camel.yaml",
                "common/rivta.camel.yaml",
                "backends/rivta.camel.yaml");
    }

    @Override
    void prepare(CamelContext context, Registry registry) {
        BEANS.bind(registry);
        context.addComponent("mapping", new MappingComponent(MAPPINGS));
        context.getPropertiesComponent()
                .addInitialProperty("knutpunkt.rivta.consumer", "SE5565594230-HUB");
        variables.put("booking", Map.of("facility", "SE2321000016-A1B2", "id", "861245"));
    }

    @Override
    RouteBuilder surroundings() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:line.01.rivta")
                        .routeId("line.01.rivta")
                        .errorHandler(noErrorHandler())
                        .process(RivtaConsumerTest.this::seen);
            }
        };
    }

    private void seen(Exchange exchange) {
        headers.putAll(exchange.getMessage().getHeaders());
    }

    @Test
    void isNamedWhenItIsKnown() {
        send("direct:backend.rivta.getBooking");
        assertThat(headers).containsEntry(HEADER, "SE5565594230-HUB");
    }
}
