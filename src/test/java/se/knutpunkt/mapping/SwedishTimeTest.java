package se.knutpunkt.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SwedishTimeTest {

    @ParameterizedTest
    @CsvSource({
        "20261118093000, 2026-11-18T09:30:00+01:00",
        "20260701093000, 2026-07-01T09:30:00+02:00",
        "20260329015959, 2026-03-29T01:59:59+01:00",
        "20260329020000, 2026-03-29T03:00:00+02:00", // skipped by spring
        "20260329023000, 2026-03-29T03:30:00+02:00",
        "20260329030000, 2026-03-29T03:00:00+02:00",
        "20261025015959, 2026-10-25T01:59:59+02:00",
        "20261025023000, 2026-10-25T02:30:00+02:00", // repeated in autumn: the earlier
        "20261025030000, 2026-10-25T03:00:00+01:00",
        "20240229120000, 2024-02-29T12:00:00+01:00",
        "20261231235959, 2026-12-31T23:59:59+01:00"
    })
    void rivtaTimeGetsItsOffset(String rivta, String expected) {
        assertThat(SwedishTime.rfc3339(rivta)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "20261118",
                "2026111809300",
                "202611180930000",
                "20261118093060",
                "20261118240000",
                "20260230120000",
                "20260229120000",
                "20261318093000",
                "2026-11-18T09:30:00",
                "20261118 93000",
                "x"
            })
    void whatIsNoTimeIsNothing(String rivta) {
        assertThat(SwedishTime.rfc3339(rivta)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-18T09:30:00+01:00, 20261118093000",
        "2026-11-18T08:30:00Z, 20261118093000",
        "2026-07-01T09:30:00+02:00, 20260701093000",
        "2026-10-25T02:30:00+02:00, 20261025023000",
        "2026-10-25T02:30:00+01:00, 20261025023000",
        "2026-12-31T23:30:00Z, 20270101003000",
        "2026-11-18T09:30:00.999+01:00, 20261118093000"
    })
    void apiTimeBecomesSwedishTime(String rfc3339, String expected) {
        assertThat(SwedishTime.rivtaTime(rfc3339)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2026-11-18", "2026-11-18T09:30:00", "2026-02-30T09:30:00+01:00"})
    void whatIsNoApiTimeIsNothing(String rfc3339) {
        assertThat(SwedishTime.rivtaTime(rfc3339)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"20261118, 2026-11-18", "20240229, 2024-02-29"})
    void days(String rivta, String day) {
        assertThat(SwedishTime.day(rivta)).isEqualTo(day);
        assertThat(SwedishTime.rivtaDate(day)).isEqualTo(rivta);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "20260230", "2026-11-18", "2026111"})
    void whatIsNoDayIsNothing(String rivta) {
        assertThat(SwedishTime.day(rivta)).isNull();
    }

    /** As the JDK's own formatter writes it, also of the years when the offset had seconds. */
    @Test
    void everyTimeIsWrittenAsTheFormatterDoes() {
        Random random = new Random(7);
        LocalDateTime first = LocalDateTime.of(1850, 1, 1, 0, 0);
        DateTimeFormatter rivta = DateTimeFormatter.ofPattern("uuuuMMddHHmmss");
        for (int i = 0; i < 5000; i++) {
            LocalDateTime time = first.plusSeconds((long) (random.nextDouble() * 8_000_000_000L));
            String expected =
                    time.atZone(ZoneId.of("Europe/Stockholm"))
                            .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
            assertThat(SwedishTime.rfc3339(time.format(rivta))).isEqualTo(expected);
        }
    }
}
