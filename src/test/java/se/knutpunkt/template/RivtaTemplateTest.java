package se.knutpunkt.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import se.knutpunkt.api.Call;
import se.knutpunkt.api.Deadline;
import se.knutpunkt.backend.LineBeans;
import se.knutpunkt.catalogue.Declared;
import se.knutpunkt.error.Problem;
import se.knutpunkt.mapping.MappingCatalogue;
import se.knutpunkt.mapping.MappingComponent;
import se.knutpunkt.mapping.Mappings;

/** The template {@code rivta} and the common route that sends for it. */
class RivtaTemplateTest extends TemplateSupport {

    private static final String ROUTE = "direct:backend.rivta.getBooking";
    private static final String CANCEL = "direct:backend.rivta.cancelBooking";

    private static final LineBeans BEANS = new LineBeans(Declared.reader());
    private static final MappingCatalogue MAPPINGS = Mappings.of(Path.of("."));

    private final List<Map<String, Object>> headers = new ArrayList<>();
    private final List<String> sent = new ArrayList<>();
    private final Queue<Object> answers = new LinkedList<>();

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
        context.getPropertiesComponent().addInitialProperty("knutpunkt.rivta.consumer", "");
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
                        .process(RivtaTemplateTest.this::answer);
            }
        };
    }

    private void answer(Exchange exchange) {
        headers.add(Map.copyOf(exchange.getMessage().getHeaders()));
        sent.add(exchange.getMessage().getBody(String.class));
        Object answer = answers.size() > 1 ? answers.remove() : answers.element();
        if (answer instanceof RuntimeException failure) {
            throw failure;
        }
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
        exchange.getMessage().setHeader("Server", "Secret/1.0");
        if (answer.toString().contains("Fault")) {
            exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 500);
        }
        exchange.getMessage().setBody(answer.toString().getBytes());
    }

    @Test
    void theHeadersOfTheProfileAreSentAndNoOthers() {
        answers.add(booking());
        template.send(
                ROUTE,
                exchange -> {
                    variables.forEach(exchange::setVariable);
                    exchange.getMessage().setHeader("Authorization", "Bearer secret");
                });
        assertThat(headers).hasSize(1);
        assertThat(headers.get(0))
                .containsEntry("Content-Type", "text/xml; charset=UTF-8")
                .containsEntry(
                        "SOAPAction",
                        "\"urn:riv:crm:scheduling:GetBookingDetailsResponder:1:GetBookingDetails\"")
                .containsEntry("x-skltp-correlation-id", "correlation-0001")
                .containsEntry("traceparent", TRACE)
                .containsEntry("CamelHttpMethod", "POST")
                .containsOnlyKeys(
                        "CamelHttpMethod",
                        "Content-Type",
                        "SOAPAction",
                        "x-skltp-correlation-id",
                        "traceparent",
                        "Deadline-Ms");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rescheduleBooking", "listSlots", "listSlotDates", "createBooking"})
    void anAgentIsRefusedWhatIsAboutABookingThatExists(String operation) {
        variables.put("acting", true);
        variables.put("slot", Map.of("bookingId", "861245"));
        assertThat(code(send("direct:backend.rivta." + operation))).isEqualTo("new-bookings-only");
        assertThat(sent).isEmpty();
    }

    @Test
    void anAgentMayReadAndCancelABookingAndSeeFreeTimes() {
        answers.add(booking());
        variables.put("acting", true);
        assertThat(send(ROUTE).getException()).isNull();
        send(CANCEL);
        variables.remove("booking");
        variables.put("params", Map.of("from", "2026-12-01", "to", "2026-12-07"));
        send("direct:backend.rivta.listSlots");
        assertThat(sent).hasSize(3);
    }

    @Test
    void theCallGetsNoMoreTimeThanTheBackEndsLimit() {
        answers.add(booking());
        send(ROUTE);
        assertThat(Long.parseLong(headers.get(0).get("Deadline-Ms").toString()))
                .isBetween(3_000L, 8_000L);
    }

    @Test
    void aCallThatCannotFinishIsNotSent() {
        variables.computeIfPresent(
                "call",
                (name, call) -> {
                    Call c = (Call) call;
                    return new Call(
                            c.operation(),
                            c.pathParameters(),
                            c.correlationId(),
                            c.traceparent(),
                            c.language(),
                            Deadline.in(20),
                            c.arrived());
                });
        assertThat(code(send(ROUTE))).isEqualTo("deadline-exceeded");
        assertThat(sent).isEmpty();
    }

    @Test
    void theClinicIsTheLogicalAddress() {
        answers.add(booking());
        send(ROUTE);
        assertThat(sent.get(0)).contains(":registry:1\">SE2321000016-A1B2</riv:LogicalAddress>");
    }

    @Test
    void aQuestionAboutAllClinicsGoesToTheRegion() {
        answers.add(envelope("<GetSubjectOfCareScheduleResponse/>"));
        Exchange exchange = send("direct:backend.rivta.listBookings");
        assertThat(sent.get(0)).contains(":registry:1\">SE2321000016</riv:LogicalAddress>");
        assertThat(exchange.getMessage().getBody(Map.class)).containsEntry("complete", true);
    }

    @Test
    void theAnswerIsMappedAndItsHeadersAreGone() {
        answers.add(booking());
        Exchange exchange = send(ROUTE);
        assertThat(exchange.getMessage().getBody(Map.class)).containsEntry("status", "booked");
        assertThat(exchange.getMessage().getHeaders()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"backend-unreachable", "backend-no-answer"})
    void aReadIsTriedOnceMoreAfterATemporaryFault(String temporary) {
        answers.addAll(List.of(Problem.of(temporary), booking()));
        Exchange exchange = send(ROUTE);
        assertThat(exchange.getException()).isNull();
        assertThat(sent).hasSize(2);
        assertThat(sent.get(1)).isEqualTo(sent.get(0));
        assertThat(headers.get(1).keySet()).isEqualTo(headers.get(0).keySet());
    }

    @Test
    void aReadIsTriedTwiceAtMost() {
        Problem failure = Problem.of("backend-no-answer");
        answers.addAll(List.of(failure, failure, booking()));
        assertThat(code(send(ROUTE))).isEqualTo("backend-no-answer");
        assertThat(sent).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"backend-timeout", "backend-broken", "backend-paused", "backend-busy"})
    void aReadIsNotRepeatedAfterOtherFaults(String code) {
        answers.add(Problem.of(code));
        assertThat(code(send(ROUTE))).isEqualTo(code);
        assertThat(sent).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"backend-unreachable", "backend-no-answer", "backend-timeout"})
    void aWriteIsNeverRepeated(String code) {
        variables.put("effect", "perform");
        answers.add(Problem.of(code));
        assertThat(code(send(CANCEL))).isEqualTo(code);
        assertThat(sent).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "Client, VP004 [NTJP] Ingen väg, not-offered",
        "Client, VP007 [NTJP] Ej behörig, backend-refused-hub",
        "Server, VP009 [NTJP] Fel vid kontakt, backend-no-answer",
        "Server, VP099 [NTJP] Nytt fel, backend-fault",
        "soapenv:Client, Okänd bokning 191212121212, booking-not-found",
        "soapenv:Server, NullPointerException, backend-fault"
    })
    void aFaultIsAProblem(String faultcode, String faultstring, String expected) {
        answers.add(
                envelope(
                        "<soapenv:Fault><faultcode>%s</faultcode><faultstring>%s</faultstring></soapenv:Fault>"
                                .formatted(faultcode, faultstring)));
        Exchange exchange = send(ROUTE);
        assertThat(code(exchange)).isEqualTo(expected);
        assertThat(exchange.getException(Problem.class).extras().notice()).isNull();
        assertThat(exchange.getException(Problem.class).extras().source()).isEqualTo("01");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "<html>", "<a><b/></a>"})
    void anAnswerThatIsNoneIsBroken(String answer) {
        answers.add(answer);
        assertThat(code(send(ROUTE))).isEqualTo("backend-broken");
    }

    @Test
    void anAnswerToAnotherQuestionIsBroken() {
        answers.add(
                envelope(
                        "<CancelBookingResponse><resultCode>OK</resultCode></CancelBookingResponse>"));
        assertThat(code(send(ROUTE))).isEqualTo("backend-broken");
    }

    @ParameterizedTest
    @CsvSource({"OK,null", "INFO,null", "ERROR,cancel-refused", "MAYBE,backend-broken"})
    void aResultCodeDecides(String result, String expected) {
        variables.put("params", Map.of("bookingId", "01.x.y"));
        answers.add(
                envelope(
                        "<CancelBookingResponse><resultCode>%s</resultCode><resultText>För sent</resultText></CancelBookingResponse>"
                                .formatted(result)));
        Exchange exchange = send(CANCEL);
        assertThat(code(exchange)).isEqualTo(expected);
        if (expected.equals("cancel-refused")) {
            assertThat(exchange.getException(Problem.class).extras().notice())
                    .isEqualTo("För sent");
        }
    }

    private static String booking() {
        return envelope(
                """
                <GetBookingDetailsResponse><timeslotDetail>
                <startTimeInclusive>20261201090000</startTimeInclusive>
                <healthcare_facility>SE2321000016-A1B2</healthcare_facility>
                <bookingId>861245</bookingId><subject_of_care>191212121212</subject_of_care>
                </timeslotDetail></GetBookingDetailsResponse>
                """);
    }

    private static String envelope(String body) {
        return "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\"><soapenv:Body>"
                + body
                + "</soapenv:Body></soapenv:Envelope>";
    }
}
