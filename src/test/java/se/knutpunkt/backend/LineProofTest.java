package se.knutpunkt.backend;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import se.knutpunkt.region.Representation;

class LineProofTest {

    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    @Test
    void theCheckedRepresentationTellsProofsApart() {
        exchange.setVariable("representation", new Representation("abc-123", "Åsa", "guardian"));
        assertThat(LineProof.actingFor(exchange)).isEqualTo("abc-123");
    }

    @Test
    void whatIsOnlyClaimedDoesNot() {
        exchange.setVariable("representationId", "abc-123");
        assertThat(LineProof.actingFor(exchange)).isNull();
    }
}
