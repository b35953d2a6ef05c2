package se.knutpunkt.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import se.knutpunkt.backend.LineBeans;
import se.knutpunkt.booking.BookingBeans;
import se.knutpunkt.catalogue.Declared;
import se.knutpunkt.error.ErrorCatalogue;
import se.knutpunkt.error.Problem;

/** The template {@code effect}: one effect for each key, and nothing is sent twice. */
class EffectTemplateTest extends TemplateSupport {

    private static final String ROUTE = "direct:createBooking";

    private static final LineBeans BEANS = new LineBeans(Declared.reader());
    private static final ErrorCatalogue ERRORS = new ErrorCatalogue(Declared.reader());

    private BookingBeans bookings;
    private int performed;
    private int settled;
    private RuntimeException failure;
    private RuntimeException unsettled;
    private boolean preparing;
    private final List<String> told = new ArrayList<>();

    /** Stands where the citizen is told of what was done. */
    public static final class Told {
        private final List<String> told;

        Told(List<String> told) {
            this.told = told;
        }

        public void happened(Exchange exchange, String kind) {
            told.add(kind + " " + exchange.getMessage().getBody(Map.class).get("id"));
        }
    }

    @Override
    List<String> files() {
        return List.of("templates/effect.camel.yaml");
    }

    @Override
    void prepare(CamelContext context, Registry registry) throws Exception {
        bookings = new BookingBeans(ERRORS, registry);
        registry.bind("ownEvents", new Told(told));
        BEANS.bind(registry);
        context.addRoutes(configuration());
    }

    /** As in routes/common: the failure is the answer, and the key is kept or freed. */
    private static RouteConfigurationBuilder configuration() {
        return new RouteConfigurationBuilder() {
            @Override
            public void configuration() {
                routeConfiguration("citizenOperation")
                        .onException(Throwable.class)
                        .handled(true)
                        .process(
                                exchange ->
                                        exchange.getMessage()
                                                .setBody(
                                                        exchange.getProperty(
                                                                        Exchange.EXCEPTION_CAUGHT,
                                                                        Problem.class)
                                                                .code()
                                                                .getBytes()))
                        .bean("idempotency", "failed");
            }
        };
    }

    @Override
    RouteBuilder surroundings() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:perform.createBooking")
                        .errorHandler(noErrorHandler())
                        .process(
                                exchange -> {
                                    performed++;
                                    if (preparing) {
                                        exchange.setVariable("effect", "prepare");
                                    }
                                    fail(failure);
                                    exchange.getMessage().setBody(Map.of("id", "performed"));
                                });
                from("direct:settle.createBooking")
                        .errorHandler(noErrorHandler())
                        .process(
                                exchange -> {
                                    settled++;
                                    fail(unsettled);
                                    exchange.getMessage().setBody(Map.of("id", "settled"));
                                });
            }
        };
    }

    private static void fail(RuntimeException failure) {
        if (failure != null) {
            throw failure;
        }
    }

    @BeforeEach
    void make() {
        instance(
                "effect",
                "api.createBooking",
                Map.of(
                        "operation",
                        "createBooking",
                        "event",
                        "booking.made",
                        "status",
                        "201",
                        "description",
                        "Books"));
        variables.put("operation", "createBooking");
        variables.put("idempotencyKey", "key-of-the-citizen");
    }

    @Test
    void theEffectIsPerformedAndAnswered() {
        Exchange exchange = send(ROUTE);
        assertThat(text(exchange)).isEqualTo("{\"id\":\"performed\"}");
        assertThat(exchange.getMessage().getHeaders())
                .containsEntry(Exchange.HTTP_RESPONSE_CODE, 201)
                .containsEntry("Content-Type", "application/json")
                .containsEntry("Cache-Control", "no-store");
        assertThat(bookings.state()).isEqualTo("answered");
    }

    @Test
    void theSameKeyGetsTheSameAnswerAndNothingIsCalled() {
        String first = text(send(ROUTE));
        Exchange second = send(ROUTE);
        assertThat(text(second)).isEqualTo(first);
        assertThat(second.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(201);
        assertThat(performed).isEqualTo(1);
        assertThat(settled).isZero();
    }

    @Test
    void theCitizenIsToldOfWhatWasDoneAndNotOfTheReplay() {
        send(ROUTE);
        send(ROUTE);
        assertThat(told).containsExactly("booking.made performed");
    }

    @Test
    void theCitizenIsToldOfWhatWasSettled() {
        failure = Problem.of("backend-timeout");
        unsettled = Problem.of("outcome-unknown");
        send(ROUTE);
        assertThat(told).isEmpty();
        unsettled = null;
        send(ROUTE);
        assertThat(told).containsExactly("booking.made settled");
    }

    @Test
    void theCitizenIsNotToldOfWhatWasNotDone() {
        failure = Problem.of("booking-refused");
        send(ROUTE);
        assertThat(told).isEmpty();
    }

    @Test
    void theSameKeyForAnotherRequestIsRefused() {
        send(ROUTE);
        variables.put("request", Map.of("reason", "another"));
        assertThat(text(send(ROUTE))).isEqualTo("idempotency-key-reused");
        assertThat(performed).isEqualTo(1);
    }

    @Test
    void withoutAKeyEachCallIsAnEffect() {
        variables.remove("idempotencyKey");
        send(ROUTE);
        send(ROUTE);
        assertThat(performed).isEqualTo(2);
    }

    @Test
    void theClinicsNoIsKept() {
        failure = Problem.of("booking-refused");
        assertThat(text(send(ROUTE))).isEqualTo("booking-refused");
        assertThat(text(send(ROUTE))).isEqualTo("booking-refused");
        assertThat(performed).isEqualTo(1);
        assertThat(settled).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"backend-unreachable", "backend-paused", "deadline-exceeded"})
    void whatSurelyDidNotHappenFreesTheKey(String code) {
        failure = Problem.of(code);
        assertThat(text(send(ROUTE))).isEqualTo(code);
        failure = null;
        assertThat(text(send(ROUTE))).contains("performed");
        assertThat(performed).isEqualTo(2);
        assertThat(settled).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"backend-timeout", "backend-no-answer", "backend-broken"})
    void whatMayHaveHappenedIsSettled(String code) {
        failure = Problem.of(code);
        assertThat(text(send(ROUTE))).isEqualTo("{\"id\":\"settled\"}");
        assertThat(text(send(ROUTE))).isEqualTo("{\"id\":\"settled\"}");
        assertThat(performed).isEqualTo(1);
        assertThat(settled).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"backend-timeout", "backend-no-answer", "backend-broken"})
    void aFailureBeforeTheEffectIsAnsweredAsItIsAndFreesTheKey(String code) {
        failure = Problem.of(code);
        preparing = true;
        assertThat(text(send(ROUTE))).isEqualTo(code);
        failure = null;
        assertThat(text(send(ROUTE))).contains("performed");
        assertThat(performed).isEqualTo(2);
        assertThat(settled).isZero();
    }

    @Test
    void aNoBeforeTheEffectIsKept() {
        failure = Problem.of("slot-taken");
        preparing = true;
        assertThat(text(send(ROUTE))).isEqualTo("slot-taken");
        assertThat(text(send(ROUTE))).isEqualTo("slot-taken");
        assertThat(performed).isEqualTo(1);
    }

    @Test
    void whatCannotBeSettledIsSettledByTheNextCall() {
        failure = Problem.of("backend-timeout");
        unsettled = Problem.of("outcome-unknown");
        assertThat(text(send(ROUTE))).isEqualTo("outcome-unknown");
        assertThat(bookings.state()).isEqualTo("unknown");
        unsettled = null;
        assertThat(text(send(ROUTE))).isEqualTo("{\"id\":\"settled\"}");
        assertThat(performed).isEqualTo(1);
    }

    @Test
    void aKeyWhoseFirstCallIsUnderWayIsAskedToWait() {
        failure = new IllegalStateException("the hub dies");
        variables.put("idempotencyKey", "key-of-the-citizen");
        begin();
        assertThat(text(send(ROUTE))).isEqualTo("idempotency-in-progress");
        assertThat(performed).isZero();
    }

    @Test
    void aKeyThatADeadHubLeftIsSettled() {
        begin();
        bookings.age(40);
        assertThat(text(send(ROUTE))).isEqualTo("{\"id\":\"settled\"}");
        assertThat(performed).isZero();
    }

    /** Takes the key, as a hub does that dies before it has called. */
    private void begin() {
        template.send(
                "bean:idempotency?method=begin",
                exchange -> variables.forEach(exchange::setVariable));
    }

    private static String text(Exchange exchange) {
        return exchange.getMessage().getBody(String.class);
    }
}
