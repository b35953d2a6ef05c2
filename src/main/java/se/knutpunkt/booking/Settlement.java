package se.knutpunkt.booking;

import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;
import se.knutpunkt.error.Problem;

/**
 * Settles a change whose outcome is unknown from the schedule that was read anew, in the API's
 * uniform form, so the same for every product. Nothing is ever sent again.
 */
@Component("settlement")
public final class Settlement {

    /**
     * The platform gives up after 30 s (contracts/rivta section 5): later the change cannot come
     * any more.
     */
    private static final long TOO_LATE_SECONDS = 60;

    /** The booking is there: answer it. */
    public void createBooking(Exchange exchange) {
        Map<?, ?> slot = slot(exchange);
        settle(
                exchange,
                bookings(exchange).stream()
                        .filter(b -> isAt(b, slot) && sameTimeType(b, slot))
                        .findFirst());
    }

    /**
     * The booking has the new time: answer it. It may have a new identifier, so it is known by the
     * time; that it is not the citizen's other booking is known from the old time being gone.
     */
    public void rescheduleBooking(Exchange exchange) {
        settle(exchange, moved(exchange));
    }

    /**
     * After a move that was confirmed: the booking as the schedule has it, else as it was asked
     * for.
     */
    public void moved(Exchange exchange, Map<?, ?> made) {
        Map<Object, Object> booking = new LinkedHashMap<>(moved(exchange).orElse((Map<?, ?>) made));
        if (made.get("notice") != null) {
            booking.put("notice", made.get("notice"));
        }
        exchange.getMessage().setBody(booking);
    }

    private static Optional<Map<?, ?>> moved(Exchange exchange) {
        Object id = bookingId(exchange);
        Map<?, ?> slot = slot(exchange);
        List<Map<?, ?>> bookings = bookings(exchange);
        boolean unmoved = bookings.stream().anyMatch(b -> id.equals(b.get("id")) && !isAt(b, slot));
        return unmoved
                ? Optional.empty()
                : bookings.stream().filter(b -> isAt(b, slot) && sameTimeType(b, slot)).findFirst();
    }

    /** The booking is gone: answer that it is cancelled. */
    public void cancelBooking(Exchange exchange) {
        Object id = bookingId(exchange);
        boolean there = bookings(exchange).stream().anyMatch(b -> id.equals(b.get("id")));
        Map<String, Object> cancelled = new LinkedHashMap<>();
        cancelled.put("id", id);
        cancelled.put("status", "cancelled");
        boolean gone = !there && isWhole(exchange);
        settle(exchange, gone ? Optional.of(cancelled) : Optional.empty());
    }

    /** The parameters of the request, without the days that would hide part of the schedule. */
    public Map<String, Object> wholeSchedule(Exchange exchange) {
        Map<String, Object> params = new LinkedHashMap<>();
        exchange.getVariable("params", Map.class)
                .forEach((name, value) -> params.put(String.valueOf(name), value));
        params.keySet().removeAll(List.of("from", "to"));
        return params;
    }

    /** The schedule could not be read: the outcome stays unknown. */
    public void unsettled(Exchange exchange) {
        throw problem(exchange, "outcome-unknown");
    }

    private static void settle(Exchange exchange, Optional<? extends Map<?, ?>> found) {
        Long age = exchange.getVariable("attemptedSecondsAgo", Long.class);
        boolean tooLate = age != null && age > TOO_LATE_SECONDS && isWhole(exchange);
        exchange.getMessage()
                .setBody(
                        found.orElseThrow(
                                () ->
                                        problem(
                                                exchange,
                                                tooLate ? "booking-not-made" : "outcome-unknown")));
    }

    private static Problem problem(Exchange exchange, String code) {
        Object region = exchange.getVariable("region", Map.class).get("code");
        return Problem.of(code).from(String.valueOf(region));
    }

    private static List<Map<?, ?>> bookings(Exchange exchange) {
        Map<?, ?> answer = exchange.getMessage().getBody(Map.class);
        if (answer == null || answer.get("bookings") == null) {
            return List.of();
        }
        @SuppressWarnings("unchecked")
        List<Map<?, ?>> bookings = (List<Map<?, ?>>) answer.get("bookings");
        return bookings;
    }

    /** That a booking is not in a schedule says something only when the whole schedule was read. */
    private static boolean isWhole(Exchange exchange) {
        Map<?, ?> answer = exchange.getMessage().getBody(Map.class);
        return answer != null && Boolean.TRUE.equals(answer.get("complete"));
    }

    private static Map<?, ?> slot(Exchange exchange) {
        return exchange.getVariable("slot", Map.class);
    }

    private static Object bookingId(Exchange exchange) {
        return exchange.getVariable("params", Map.class).get("bookingId");
    }

    private static boolean isAt(Map<?, ?> booking, Map<?, ?> slot) {
        return booking.get("start") instanceof String start
                && slot.get("start") instanceof String wanted
                && OffsetDateTime.parse(start).isEqual(OffsetDateTime.parse(wanted));
    }

    /** A clinic may leave the time type out of its schedule. */
    private static boolean sameTimeType(Map<?, ?> booking, Map<?, ?> slot) {
        return !(booking.get("timeType") instanceof Map<?, ?> type)
                || slot.get("timeType") == null
                || type.get("id") == null
                || slot.get("timeType").equals(type.get("id"));
    }
}
