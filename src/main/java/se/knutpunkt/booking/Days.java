package se.knutpunkt.booking;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;
import se.knutpunkt.error.Problem;

/**
 * Checks the days of a question, what the contract's types cannot say: the first not after the
 * last, and not too many.
 */
@Component("days")
public final class Days {

    /** The longest range of free times asked for at once. */
    private static final long LONGEST = 62;

    /** From this many days on, the clinic is first asked which days have free times at all. */
    private static final long MANY = 8;

    /** Sets the variable {@code manyDays} when both days are given. */
    public void check(Exchange exchange) {
        Map<?, ?> params = exchange.getVariable("params", Map.class);
        if (!(params.get("from") instanceof String from)
                || !(params.get("to") instanceof String to)) {
            return;
        }
        long days = ChronoUnit.DAYS.between(LocalDate.parse(from), LocalDate.parse(to)) + 1;
        if (days < 1) {
            throw wrong("before from");
        }
        boolean slots = "listSlots".equals(exchange.getVariable("operation"));
        if (slots && days > LONGEST) {
            throw wrong("more than " + LONGEST + " days after from");
        }
        exchange.setVariable("manyDays", days >= MANY);
    }

    private static Problem wrong(String what) {
        return Problem.of("invalid-parameter").errors(List.of(Map.of("where", "to", "what", what)));
    }
}
