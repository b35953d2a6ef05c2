package se.knutpunkt.region;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import se.knutpunkt.catalogue.Declared;
import se.knutpunkt.catalogue.TemporaryHome;

/**
 * Ages by the table of contracts/1177-services section 3. Numbers that are no official test number
 * end in 0000, which is nobody's.
 */
class AgeRulesTest {

    private static final String CHILD = "201701012393";

    @ParameterizedTest(name = "{0} at {1}: child {2}, until {3}")
    @CsvSource({
        // the day before the 13th birthday, its last second in Sweden, and the birthday
        "201701012393, 2029-12-31T12:00:00Z, true,  2030-01-01T00:00+01:00[Europe/Stockholm]",
        "201701012393, 2029-12-31T22:59:59.999Z, true,  2030-01-01T00:00+01:00[Europe/Stockholm]",
        // still the day before in UTC
        "201701012393, 2029-12-31T23:00:00Z, false, 2030-01-01T00:00+01:00[Europe/Stockholm]",
        "201701012393, 2030-01-01T12:00:00Z, false, 2030-01-01T00:00+01:00[Europe/Stockholm]",
        // in summer time Sweden is two hours ahead
        "201007150000, 2023-07-14T21:59:59Z, true,  2023-07-15T00:00+02:00[Europe/Stockholm]",
        "201007150000, 2023-07-14T22:00:00Z, false, 2023-07-15T00:00+02:00[Europe/Stockholm]",
        // born on a leap day: 2025 has none
        "201202290000, 2025-02-27T22:59:59Z, true,  2025-02-28T00:00+01:00[Europe/Stockholm]",
        "201202290000, 2025-02-27T23:00:00Z, false, 2025-02-28T00:00+01:00[Europe/Stockholm]",
        // not born yet
        "201701012393, 2016-06-01T12:00:00Z, true,  2030-01-01T00:00+01:00[Europe/Stockholm]",
        // a samordningsnummer states the day plus sixty
        "201701610000, 2029-12-31T22:59:59Z, true,  2030-01-01T00:00+01:00[Europe/Stockholm]",
        "201701610000, 2029-12-31T23:00:00Z, false, 2030-01-01T00:00+01:00[Europe/Stockholm]"
    })
    void aChildIsOneUntilTheThirteenthBirthday(
            String number, String now, boolean child, String until) {
        assertThat(at(now).isChild(number)).isEqualTo(child);
        assertThat(at(now).childUntil(number)).hasToString(until);
    }

    @ParameterizedTest(name = "{1} at {0} years: guardian {2}, oneself {3}")
    @CsvSource({
        "0,  booking,         true,  true",
        "12, booking,         true,  true",
        "13, booking,         false, true",
        "13, cases,           false, true",
        "12, journal,         true,  false",
        "13, journal,         false, false",
        "15, journal,         false, false",
        "16, journal,         false, true",
        "12, prescriptions,   true,  false",
        "17, prescriptions,   false, false",
        "18, prescriptions,   false, true",
        "12, representatives, false, true",
        "12, not-in-the-file, false, false",
        "18, not-in-the-file, false, true"
    })
    void eachServiceHasItsAges(int years, String service, boolean guardian, boolean self) {
        for (String day : new String[] {"01-01T12:00:00Z", "12-31T12:00:00Z"}) {
            AgeRules ages = at(2017 + years + "-" + day);
            assertThat(ages.guardianMay(service, CHILD)).isEqualTo(guardian);
            assertThat(ages.maySelf(service, CHILD)).isEqualTo(self);
        }
    }

    @Test
    void whoIsBornOnALeapDayIsOfAgeOnItInALeapYear() {
        assertThat(at("2028-02-28T12:00:00Z").maySelf("journal", "201202290000")).isFalse();
        assertThat(at("2028-02-28T23:00:00Z").maySelf("journal", "201202290000")).isTrue();
    }

    @Test
    void theAgesAreThoseOfTheFile(@TempDir Path folder) {
        TemporaryHome home = new TemporaryHome(folder, "config");
        home.replace("config/representation.yaml", "until: 13", "until: 15");
        AgeRules changed =
                new AgeRules(Declared.reader(folder, Map.of()), clock("2031-12-31T12:00:00Z"));
        assertThat(changed.isChild(CHILD)).isTrue();
        assertThat(changed.guardianMay("booking", CHILD)).isTrue();
        assertThat(at("2031-12-31T12:00:00Z").isChild(CHILD)).isFalse();
    }

    private static AgeRules at(String moment) {
        return new AgeRules(Declared.reader(), clock(moment));
    }

    /** In a zone far from Sweden: the rules must not care. */
    private static Clock clock(String moment) {
        return Clock.fixed(Instant.parse(moment), ZoneOffset.ofHours(-10));
    }
}
