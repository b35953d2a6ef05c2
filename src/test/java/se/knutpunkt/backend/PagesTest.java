package se.knutpunkt.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import se.knutpunkt.catalogue.Declared;
import se.knutpunkt.error.ErrorCatalogue;
import se.knutpunkt.error.Problem;
import se.knutpunkt.region.RegionCatalogue;

class PagesTest {

    private final Pages pages =
            new Pages(
                    new BackendCatalogue(
                            Declared.reader(),
                            new RegionCatalogue(Declared.reader()),
                            new ErrorCatalogue(Declared.reader())));
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    @Test
    void thePagesBecomeOneInTheirOrder() {
        add(Map.of("kind", "Bundle", "entry", List.of(1, 2), "next", "a"), 3);
        assertThat(exchange.getVariable("nextPage")).isEqualTo("a");
        add(Map.of("kind", "Bundle", "next", "b"), 3);
        assertThat(exchange.getVariable("nextPage")).isEqualTo("b");
        add(Map.of("kind", "Bundle", "entry", List.of(3)), 3);
        assertThat(exchange.getMessage().getBody())
                .isEqualTo(Map.of("kind", "Bundle", "entry", List.of(1, 2, 3)));
        assertThat(exchange.getVariables()).isEmpty();
    }

    @Test
    void onePageIsTheWhole() {
        add(Map.of("entry", List.of(1)), 1);
        assertThat(exchange.getMessage().getBody()).isEqualTo(Map.of("entry", List.of(1)));
        assertThat(exchange.getVariables()).isEmpty();
    }

    @Test
    void pagesWithoutEndAreNoAnswer() {
        exchange.setVariable("line", "01.rivta");
        add(Map.of("entry", List.of(1), "next", "a"), 2);
        assertThatThrownBy(() -> add(Map.of("entry", List.of(1), "next", "a"), 2))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> {
                            assertThat(problem.code()).isEqualTo("backend-broken");
                            assertThat(problem.extras().source()).isEqualTo("01");
                        });
    }

    private void add(Object page, int most) {
        exchange.getMessage().setBody(page);
        pages.add(exchange, "entry", most);
    }
}
