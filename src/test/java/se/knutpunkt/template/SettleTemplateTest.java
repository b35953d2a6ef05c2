package se.knutpunkt.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import se.knutpunkt.booking.BookingBeans;
import se.knutpunkt.catalogue.Declared;
import se.knutpunkt.error.ErrorCatalogue;
import se.knutpunkt.error.Problem;

/** The template {@code settle}: what became of a change is read from the schedule. */
class SettleTemplateTest extends TemplateSupport {

    private static final ErrorCatalogue ERRORS = new ErrorCatalogue(Declared.reader());
    private static final String NINE = "2026-12-01T09:00:00+01:00";
    private static final String TEN = "2026-12-01T10:00:00+01:00";

    private final List<Map<?, ?>> asked = new ArrayList<>();
    private List<Map<String, Object>> schedule = List.of();
    private RuntimeException failure;

    @Override
    List<String> files() {
        return List.of("templates/settle.camel.yaml");
    }

    @Override
    void prepare(CamelContext context, Registry registry) {
        new BookingBeans(ERRORS, registry);
    }

    @Override
    RouteBuilder surroundings() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:backend.rivta.readSchedule")
                        .errorHandler(noErrorHandler())
                        .process(SettleTemplateTest.this::answer);
            }
        };
    }

    private void answer(Exchange exchange) {
        asked.add(new HashMap<>(exchange.getVariable("params", Map.class)));
        if (failure != null) {
            throw failure;
        }
        exchange.getMessage().setBody(Map.of("bookings", schedule, "complete", whole));
    }

    private boolean whole = true;

    @BeforeEach
    void make() {
        for (String operation : List.of("createBooking", "rescheduleBooking", "cancelBooking")) {
            instance("settle", "common.settle." + operation, Map.of("operation", operation));
        }
        variables.put("slot", Map.of("start", TEN, "timeType", "L1"));
        variables.put("params", Map.of("bookingId", "01.old", "from", "2026-12-01"));
    }

    @Test
    void aBookingThatIsThereWasMade() {
        schedule = List.of(booking("01.other", NINE), booking("01.new", TEN));
        assertThat(settled("createBooking")).containsEntry("id", "01.new");
    }

    @Test
    void aBookingOfAnotherKindIsNotTheOne() {
        schedule = List.of(Map.of("id", "01.x", "start", TEN, "timeType", Map.of("id", "V2")));
        assertThat(code(send("direct:settle.createBooking"))).isEqualTo("outcome-unknown");
    }

    @Test
    void theSameMomentInAnotherOffsetIsTheSame() {
        schedule = List.of(booking("01.new", "2026-12-01T09:00:00Z"));
        assertThat(settled("createBooking")).containsEntry("id", "01.new");
    }

    @Test
    void aBookingThatIsNotThereMayStillCome() {
        variables.put("attemptedSecondsAgo", 20L);
        assertThat(code(send("direct:settle.createBooking"))).isEqualTo("outcome-unknown");
    }

    @Test
    void aBookingThatIsNotThereAfterAMinuteWasNotMade() {
        variables.put("attemptedSecondsAgo", 61L);
        assertThat(code(send("direct:settle.createBooking"))).isEqualTo("booking-not-made");
    }

    @Test
    void aBookingAtItsNewTimeWasMoved() {
        schedule = List.of(booking("01.old", TEN));
        assertThat(settled("rescheduleBooking")).containsEntry("start", TEN);
    }

    @Test
    void aBookingThatGotANewIdWasMovedToo() {
        schedule = List.of(booking("01.new", TEN));
        assertThat(settled("rescheduleBooking")).containsEntry("id", "01.new");
    }

    @Test
    void anotherBookingAtTheNewTimeIsNoMove() {
        schedule = List.of(booking("01.old", NINE), booking("01.other", TEN));
        assertThat(code(send("direct:settle.rescheduleBooking"))).isEqualTo("outcome-unknown");
    }

    @Test
    void aBookingThatIsGoneIsCancelled() {
        schedule = List.of(booking("01.other", NINE));
        assertThat(settled("cancelBooking"))
                .containsEntry("id", "01.old")
                .containsEntry("status", "cancelled");
    }

    @Test
    void aBookingThatIsMissingInHalfAScheduleIsNotCancelledYet() {
        whole = false;
        schedule = List.of(booking("01.other", NINE));
        assertThat(code(send("direct:settle.cancelBooking"))).isEqualTo("outcome-unknown");
    }

    @Test
    void aBookingThatIsStillThereIsNotCancelledYet() {
        schedule = List.of(booking("01.old", NINE));
        assertThat(code(send("direct:settle.cancelBooking"))).isEqualTo("outcome-unknown");
    }

    @ParameterizedTest
    @ValueSource(strings = {"createBooking", "rescheduleBooking", "cancelBooking"})
    void aScheduleThatCannotBeReadLeavesTheOutcomeUnknown(String operation) {
        failure = Problem.of("backend-refused");
        assertThat(code(send("direct:settle." + operation))).isEqualTo("outcome-unknown");
    }

    @Test
    void theWholeScheduleIsAskedForAndByARead() {
        schedule = List.of(booking("01.new", TEN));
        Exchange exchange = send("direct:settle.createBooking");
        assertThat(asked).containsExactly(Map.of("bookingId", "01.old"));
        assertThat(exchange.getVariable("effect")).isEqualTo("settle");
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> settled(String operation) {
        Exchange exchange = send("direct:settle." + operation);
        assertThat(exchange.getException()).isNull();
        return exchange.getMessage().getBody(Map.class);
    }

    private static Map<String, Object> booking(String id, String start) {
        return Map.of("id", id, "start", start, "timeType", Map.of("id", "L1"));
    }
}
