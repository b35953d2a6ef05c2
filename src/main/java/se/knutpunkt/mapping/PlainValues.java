package se.knutpunkt.mapping;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Days and texts of products that write them by ISO 8601 and with whatever a person typed. */
@Configuration(proxyBeanMethods = false)
public class PlainValues {

    private static final ZoneId SWEDEN = ZoneId.of("Europe/Stockholm");

    /** Longer spans are no span between two withdrawals. */
    private static final long LONGEST_SPAN = 3660;

    @Bean
    MappingFunctions.Offer plainFunctions() {
        return new MappingFunctions.Offer(
                Map.of(
                        "swedishDay", MappingFunctions.ofAll(a -> swedishDay((String) a.get(0))),
                        "dayAfter",
                                MappingFunctions.ofAll(
                                        a ->
                                                dayAfter(
                                                        (String) a.get(0),
                                                        (Number) a.get(1),
                                                        (String) a.get(2))),
                        "plainText", MappingFunctions.ofAll(a -> plainText((String) a.get(0)))));
    }

    /**
     * {@code 2026-03-02} stays as it is, {@code 2026-03-01T23:30:00Z} becomes {@code 2026-03-02};
     * null for what is no whole day.
     */
    static String swedishDay(String stated) {
        try {
            LocalDate day =
                    stated.indexOf('T') < 0
                            ? LocalDate.parse(stated)
                            : OffsetDateTime.parse(stated).atZoneSameInstant(SWEDEN).toLocalDate();
            return day.toString();
        } catch (DateTimeException e) {
            return null;
        }
    }

    /**
     * The day so much later, rounded up to whole units.
     *
     * @param day {@code 2026-03-02}
     * @param unit of UCUM: d, wk, mo or a; null is answered for another
     */
    static String dayAfter(String day, Number amount, String unit) {
        double stated = new BigDecimal(amount.toString()).doubleValue();
        if (stated < 0 || stated > LONGEST_SPAN) {
            return null;
        }
        long whole = (long) Math.ceil(stated);
        try {
            LocalDate from = LocalDate.parse(day);
            LocalDate after =
                    switch (unit) {
                        case "d" -> from.plusDays(whole);
                        case "wk" -> from.plusWeeks(whole);
                        case "mo" -> from.plusMonths(whole);
                        case "a" -> from.plusYears(whole);
                        default -> null;
                    };
            return after == null ? null : after.toString();
        } catch (DateTimeException e) {
            return null;
        }
    }

    /**
     * The text without control characters, and without those that turn the direction of what stands
     * around it; line breaks stay. Nothing is shortened. Null when nothing is left.
     */
    static String plainText(String text) {
        String plain =
                text.replaceAll("\\r\\n?|[\\x{85}\\x{2028}\\x{2029}]", "\n")
                        .replaceAll("[\\p{Cc}&&[^\n]]", " ")
                        .replaceAll(
                                "[\\x{202A}-\\x{202E}\\x{2066}-\\x{2069}\\x{FFFE}\\x{FFFF}]", "")
                        .strip();
        return plain.isEmpty() ? null : plain;
    }
}
