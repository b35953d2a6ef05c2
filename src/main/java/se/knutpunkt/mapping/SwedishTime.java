package se.knutpunkt.mapping;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.List;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * RIV-TA times are Swedish local time without a zone (contracts/rivta section 6); the API's are RFC
 * 3339 with the Europe/Stockholm offset. In the repeated hour of autumn the earlier of the two
 * moments is meant.
 */
@Configuration(proxyBeanMethods = false)
public class SwedishTime {

    /** Of a RIV-TA time. */
    private static final int DIGITS = 14;

    private static final ZoneId SWEDEN = ZoneId.of("Europe/Stockholm");
    private static final DateTimeFormatter RIVTA =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss").withResolverStyle(ResolverStyle.STRICT);
    private static final DateTimeFormatter RIVTA_DATE = DateTimeFormatter.BASIC_ISO_DATE;

    @Bean
    MappingFunctions.Offer timeFunctions() {
        return new MappingFunctions.Offer(
                Map.of(
                        "rfc3339", MappingFunctions.ofAll(a -> rfc3339((String) a.get(0))),
                        "day", MappingFunctions.ofAll(a -> day((String) a.get(0))),
                        "rivtaDate", MappingFunctions.ofAll(a -> rivtaDate((String) a.get(0))),
                        "rivtaTime", MappingFunctions.ofAll(a -> rivtaTime((String) a.get(0)))));
    }

    /**
     * {@code 20261118093000} becomes {@code 2026-11-18T09:30:00+01:00}; null when it is no time.
     */
    public static String rfc3339(String rivta) {
        if (rivta.length() != DIGITS || !isNumber(rivta)) {
            return null;
        }
        try {
            LocalDateTime local =
                    LocalDateTime.of(
                            number(rivta, 0, 4),
                            number(rivta, 4, 6),
                            number(rivta, 6, 8),
                            number(rivta, 8, 10),
                            number(rivta, 10, 12),
                            number(rivta, 12, 14));
            List<ZoneOffset> offsets = SWEDEN.getRules().getValidOffsets(local);
            int seconds = offsets.isEmpty() ? -1 : offsets.get(0).getTotalSeconds();
            // an hour that spring skips is moved, and an old offset may have seconds: rare
            return seconds < 0 || seconds % 3600 != 0
                    ? local.atZone(SWEDEN).format(DateTimeFormatter.ISO_OFFSET_DATE_TIME)
                    : written(rivta, seconds / 3600);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** The digits with what stands between them, and an offset of whole hours, 1 or 2. */
    private static String written(String rivta, int hours) {
        return new StringBuilder(25)
                .append(rivta, 0, 4)
                .append('-')
                .append(rivta, 4, 6)
                .append('-')
                .append(rivta, 6, 8)
                .append('T')
                .append(rivta, 8, 10)
                .append(':')
                .append(rivta, 10, 12)
                .append(':')
                .append(rivta, 12, 14)
                .append("+0")
                .append((char) ('0' + hours))
                .append(":00")
                .toString();
    }

    private static boolean isNumber(String digits) {
        for (int i = 0; i < digits.length(); i++) {
            if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static int number(String digits, int from, int to) {
        return Integer.parseInt(digits, from, to, 10);
    }

    /**
     * {@code 2026-11-18T09:30:00+01:00} becomes {@code 20261118093000}; null when it is no time.
     */
    public static String rivtaTime(String rfc3339) {
        try {
            return OffsetDateTime.parse(rfc3339)
                    .atZoneSameInstant(SWEDEN)
                    .toLocalDateTime()
                    .format(RIVTA);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** {@code 20261118} becomes {@code 2026-11-18}; null when it is no day. */
    public static String day(String rivta) {
        try {
            return LocalDate.parse(rivta, RIVTA_DATE).toString();
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** {@code 2026-11-18} becomes {@code 20261118}. */
    public static String rivtaDate(String date) {
        return LocalDate.parse(date).format(RIVTA_DATE);
    }
}
