package se.knutpunkt.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InstantsTest {

    @ParameterizedTest
    @CsvSource({
        "2026-12-01T09:00:00+01:00, 2026-12-01T09:00:00+01:00",
        "2026-12-01T08:00:00Z, 2026-12-01T09:00:00+01:00",
        "2026-07-01T08:00:00.000-02:00, 2026-07-01T12:00:00+02:00",
        "2026-10-25T02:30:00+02:00, 2026-10-25T02:30:00+02:00",
        "2026-10-25T02:30:00+01:00, 2026-10-25T02:30:00+01:00",
        "2026-10-25T01:30:00Z, 2026-10-25T02:30:00+01:00",
        "2026-03-29T02:30:00+01:00, 2026-03-29T03:30:00+02:00"
    })
    void theInstantKeepsItsPlaceWithTheSwedishOffset(String given, String shown) {
        assertThat(Instants.swedishOffset(given)).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "2026-12-01", "2026-12-01T09:00:00", "2026-13-01T09:00:00Z"})
    void whatIsNoInstantIsNothing(String given) {
        assertThat(Instants.swedishOffset(given)).isNull();
        assertThat(Instants.instant(given)).isNull();
    }

    @Test
    void instantsCompareAsTexts() {
        String first = Instants.instant("2026-10-25T02:30:00+02:00");
        String second = Instants.instant("2026-10-25T02:30:00+01:00");
        assertThat(first).isEqualTo("2026-10-25T00:30:00.000Z").isLessThan(second);
        assertThat(Instants.instant("2026-10-25T00:30:00.250Z"))
                .isEqualTo("2026-10-25T00:30:00.250Z")
                .isGreaterThan(first);
        assertThat(Instants.instant("2026-10-25T00:30:00.123456789Z"))
                .isEqualTo("2026-10-25T00:30:00.123Z");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-18, 2026-11-18T00:00:00+01:00, 2026-11-19T00:00:00+01:00",
        "2026-10-25, 2026-10-25T00:00:00+02:00, 2026-10-26T00:00:00+01:00",
        "2026-03-29, 2026-03-29T00:00:00+01:00, 2026-03-30T00:00:00+02:00"
    })
    void aDayBeginsAndEndsInSweden(String day, String start, String end) {
        assertThat(Instants.dayStart(day, 0)).isEqualTo(start);
        assertThat(Instants.dayStart(day, 1)).isEqualTo(end);
    }

    @ParameterizedTest
    @CsvSource({
        "199102102382, 1.2.752.129.2.1.3.1",
        "199102702382, 1.2.752.129.2.1.3.3",
        "19910210-2382, ",
        "9102102382, "
    })
    void aPersonsNumberIsOfASeries(String number, String oid) {
        assertThat(PersonNumbers.personOid(number)).isEqualTo(oid);
    }
}
