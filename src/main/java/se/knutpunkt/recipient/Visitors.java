package se.knutpunkt.recipient;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import se.knutpunkt.error.Problem;
import se.knutpunkt.region.Person;

/** What the operations on recipients have in common. */
final class Visitors {

    private static final ZoneId SWEDEN = ZoneId.of("Europe/Stockholm");

    private Visitors() {}

    /**
     * Reads the variables actor, person and language.
     *
     * @param locale of the app, which decides when it is Swedish or English; or null
     */
    static Enrolment.Visitor of(Exchange exchange, String locale) {
        Person person = exchange.getVariable("person", Person.class);
        return new Enrolment.Visitor(
                exchange.getVariable("actor", String.class),
                person.populationRecordProtected() ? null : person.county(),
                Language.of(language(locale, exchange.getVariable("language", String.class))));
    }

    private static String language(String locale, String asked) {
        String own = locale == null ? "" : Locale.forLanguageTag(locale).getLanguage();
        return own.equals("sv") || own.equals("en") ? own : asked;
    }

    /**
     * @throws Problem {@code store-unavailable}
     */
    static <T> T stored(Supplier<T> use) {
        try {
            return use.get();
        } catch (DataAccessException | TransactionException e) {
            throw Problem.of("store-unavailable", e);
        }
    }

    /** RFC 3339, whole seconds, with the offset that holds in Sweden. */
    static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS)
                .atZone(SWEDEN)
                .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
    }

    static void answer(Exchange exchange, int status, Object body) {
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        exchange.getMessage().setBody(body);
    }
}
