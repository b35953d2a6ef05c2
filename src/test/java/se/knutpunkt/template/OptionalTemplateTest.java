package se.knutpunkt.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import se.knutpunkt.error.Problem;

/** The template {@code optional}: what a clinic does not offer is left out. */
class OptionalTemplateTest extends TemplateSupport {

    private static final String ROUTE = "direct:optional.listCareTypes";

    private RuntimeException failure;

    @Override
    List<String> files() {
        return List.of("templates/optional.camel.yaml");
    }

    @Override
    RouteBuilder surroundings() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:backend.rivta.listCareTypes")
                        .errorHandler(noErrorHandler())
                        .process(
                                exchange -> {
                                    if (failure != null) {
                                        throw failure;
                                    }
                                    exchange.getMessage().setBody(List.of("VC"));
                                });
            }
        };
    }

    @BeforeEach
    void make() {
        instance("optional", "common.optional.listCareTypes", Map.of("operation", "listCareTypes"));
    }

    @Test
    void whatIsOfferedIsAnswered() {
        assertThat(send(ROUTE).getMessage().getBody()).isEqualTo(List.of("VC"));
    }

    @Test
    void whatIsNotOfferedIsNothing() {
        failure = Problem.of("not-offered");
        Exchange exchange = send(ROUTE);
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"backend-timeout", "backend-refused-hub", "deadline-exceeded"})
    void everyOtherProblemRises(String code) {
        failure = Problem.of(code);
        assertThat(code(send(ROUTE))).isEqualTo(code);
    }

    @Test
    void aMistakeOfTheHubRises() {
        failure = new IllegalStateException("not-offered");
        assertThat(send(ROUTE).getException()).isSameAs(failure);
    }
}
