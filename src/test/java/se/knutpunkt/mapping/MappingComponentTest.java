package se.knutpunkt.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import se.knutpunkt.error.Problem;

/** The component as routes use it. */
class MappingComponentTest {

    private static final String REQUEST = "mapping:backends/rivta/getBooking.request.ftlx";
    private static final String RESPONSE = "mapping:shared/listTimeTypes.response.jsonata";

    private static final MappingCatalogue MAPPINGS = Mappings.of(Path.of("."));
    private static final CamelContext CAMEL = new DefaultCamelContext();
    private static ProducerTemplate producer;

    @BeforeAll
    static void start() {
        CAMEL.addComponent("mapping", new MappingComponent(MAPPINGS));
        CAMEL.start();
        producer = CAMEL.createProducerTemplate();
    }

    @AfterAll
    static void stop() {
        CAMEL.stop();
    }

    @Test
    void aTemplateMakesText() {
        Exchange exchange = send(REQUEST, Map.of("id", "861245"));
        assertThat(exchange.getMessage().getBody(String.class)).contains(">861245<");
    }

    @Test
    void anExpressionMakesATree() {
        Exchange exchange = send(RESPONSE, Map.of("id", "1"));
        assertThat(exchange.getMessage().getBody(Map.class)).containsEntry("complete", true);
    }

    @Test
    void jsonIsWrittenAsAPersonalAnswer() throws Exception {
        Exchange exchange = send(RESPONSE + "?output=json", Map.of("id", "1"));
        byte[] body = exchange.getMessage().getBody(byte[].class);
        assertThat(new ObjectMapper().readTree(body).path("complete").asBoolean()).isTrue();
        assertThat(exchange.getMessage().getHeaders())
                .containsEntry("Content-Type", "application/json")
                .containsEntry("Cache-Control", "no-store");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a\u0000b", "a\u0001b", "\u001f", "\ufffe", "\uffff", "\ud800", "a\udc00"})
    void whatXmlDoesNotAllowIsNotSent(String id) {
        Exchange exchange = send(REQUEST, Map.of("id", id));
        assertThat(exchange.getException(Problem.class).code()).isEqualTo("internal-error");
        assertThat(exchange.getException().getCause()).message().doesNotContain(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\t", "\n", "\r", "ÅÄÖ", "\ud834\udd1e", "\ufffd", "\ud7ff\ue000"})
    void whatXmlAllowsIsSent(String id) {
        assertThat(send(REQUEST, Map.of("id", id)).getException()).isNull();
    }

    @Test
    void aMissingVariableIsTheHubsOwnMistake() {
        Exchange exchange = send(REQUEST, Map.of());
        assertThat(exchange.getException(Problem.class).code()).isEqualTo("internal-error");
        assertThat(exchange.getException().getCause())
                .hasMessage("backends/rivta/getBooking.request.ftlx:5: booking.id");
    }

    @Test
    void anAnswerThatDoesNotFitIsTheBackEndsMistake() {
        Object day = Map.of("date", "20261201");
        Object none = Map.of("date", Map.of("x", 1));
        Object days = Map.of("performerAvailabilityByDate", List.of(day, none));
        Object answer = Map.of("Body", Map.of("GetAvailableDatesResponse", days));
        Exchange exchange =
                producer.send(
                        "mapping:backends/rivta/listSlotDates.response.jsonata",
                        unread -> unread.getMessage().setBody(answer));
        assertThat(exchange.getException(Problem.class).code()).isEqualTo("backend-broken");
    }

    @Test
    void aMappingThatIsNotThereStopsTheRoute() {
        assertThatThrownBy(() -> CAMEL.getEndpoint("mapping:backends/rivta/gone.request.ftlx"))
                .rootCause()
                .hasMessage("no file mappings/backends/rivta/gone.request.ftlx");
    }

    @Test
    void aSharedTemplateIsNoMapping() {
        assertThat(MAPPINGS.names())
                .isNotEmpty()
                .allMatch(name -> name.contains(".request.") || name.contains(".response."));
    }

    @Test
    void theFieldsAResponseReadsAreKnown() {
        assertThat(MAPPINGS.fieldsRead("backends/rivta/listBookings.response.jsonata"))
                .contains("startTimeInclusive", "subject_of_care", "bookingId", "isInvitation")
                .doesNotContain("rfc3339", "broken", "and", "in", "status", "function");
    }

    @Test
    void theFieldsARequestReadsAreKnown() {
        assertThat(MAPPINGS.fieldsRead("backends/rivta/listSlots.request.ftlx"))
                .contains("facility", "booking.id", "params.from", "days.first", "citizen", "to")
                .doesNotContain("rivtaDate", "rivta");
    }

    private static Exchange send(String uri, Map<String, String> booking) {
        return producer.send(
                uri,
                exchange -> {
                    exchange.setVariable("citizen", "191212121212");
                    exchange.setVariable("actor", "191212121212");
                    exchange.setVariable("facility", "F");
                    exchange.setVariable("to", "F");
                    exchange.setVariable("asOf", "2026-11-20T10:15:00+01:00");
                    exchange.setVariable("region", Map.of("code", "01", "name", "R"));
                    exchange.setVariable("booking", booking);
                });
    }
}
