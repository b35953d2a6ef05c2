package se.knutpunkt.backend;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SourceReportTest {

    private final Logger log = (Logger) LoggerFactory.getLogger(SourceReport.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    @BeforeEach
    void listen() {
        lines.start();
        log.addAppender(lines);
        exchange.setVariable("line", "national.ehm");
        exchange.setVariable("operation", "listPrescriptions");
    }

    @AfterEach
    void stop() {
        log.detachAppender(lines);
    }

    @Test
    void tellsOperationsHowManyOfWhichKind() {
        Map<String, Object> body =
                new HashMap<>(
                        Map.of(
                                "prescriptions",
                                List.of(),
                                "leftOut",
                                Map.of("foreign", 2, "unknownStatus", 0)));
        exchange.getMessage().setBody(body);
        new SourceReport().write(exchange);
        assertThat(body).containsOnlyKeys("prescriptions");
        assertThat(lines.list).hasSize(1);
        assertThat(lines.list.get(0).getKeyValuePairs().toString())
                .contains("national.ehm", "listPrescriptions", "foreign", "2");
    }

    @Test
    void saysNothingWhenNothingWasLeftOut() {
        exchange.getMessage()
                .setBody(new HashMap<>(Map.of("leftOut", Map.of("foreign", 0), "complete", true)));
        new SourceReport().write(exchange);
        exchange.getMessage().setBody(new HashMap<>(Map.of("complete", true)));
        new SourceReport().write(exchange);
        assertThat(lines.list).isEmpty();
    }
}
