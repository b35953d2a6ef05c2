package se.knutpunkt.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Quiet hours in Swedish time, on both nights when the clock is changed too. */
class QuietHoursTest {

    @ParameterizedTest(name = "{0}–{1} at {2}: {3}")
    @CsvSource({
        // over midnight, winter: one hour before UTC
        "21:00, 07:00, 2026-12-01T19:59:59Z,",
        "21:00, 07:00, 2026-12-01T20:00:00Z, 2026-12-02T06:00:00Z",
        "21:00, 07:00, 2026-12-02T05:59:59.999Z, 2026-12-02T06:00:00Z",
        "21:00, 07:00, 2026-12-02T06:00:00Z,",
        // summer: two hours
        "21:00, 07:00, 2026-07-01T18:59:59Z,",
        "21:00, 07:00, 2026-07-01T19:00:00Z, 2026-07-02T05:00:00Z",
        // within one day
        "12:00, 13:00, 2026-12-01T10:59:59Z,",
        "12:00, 13:00, 2026-12-01T11:00:00Z, 2026-12-01T12:00:00Z",
        "12:00, 13:00, 2026-12-01T12:00:00Z,",
        // to midnight
        "18:00, 00:00, 2026-12-01T22:59:00Z, 2026-12-01T23:00:00Z",
        "18:00, 00:00, 2026-12-01T23:00:00Z,",
        // the night to 29 March 2026: 02:00 becomes 03:00, so the night is an hour shorter
        "21:00, 07:00, 2026-03-28T20:00:00Z, 2026-03-29T05:00:00Z",
        "21:00, 07:00, 2026-03-29T04:59:59Z, 2026-03-29T05:00:00Z",
        "21:00, 07:00, 2026-03-29T05:00:00Z,",
        // half past two is left out: they end, or begin, with the change
        "21:00, 02:30, 2026-03-29T00:59:59Z, 2026-03-29T01:00:00Z",
        "21:00, 02:30, 2026-03-29T01:00:00Z,",
        "02:30, 07:00, 2026-03-29T00:59:59Z,",
        "02:30, 07:00, 2026-03-29T01:00:00Z, 2026-03-29T05:00:00Z",
        // the night to 25 October 2026: 03:00 becomes 02:00, so the night is an hour longer
        "21:00, 07:00, 2026-10-24T19:00:00Z, 2026-10-25T06:00:00Z",
        "21:00, 07:00, 2026-10-25T05:30:00Z, 2026-10-25T06:00:00Z",
        "21:00, 07:00, 2026-10-25T06:00:00Z,",
        // half past two comes twice: they begin at the first and end at the second
        "21:00, 02:30, 2026-10-25T00:45:00Z, 2026-10-25T01:30:00Z",
        "21:00, 02:30, 2026-10-25T01:29:59Z, 2026-10-25T01:30:00Z",
        "21:00, 02:30, 2026-10-25T01:30:00Z,",
        "02:30, 07:00, 2026-10-25T00:29:59Z,",
        "02:30, 07:00, 2026-10-25T00:30:00Z, 2026-10-25T06:00:00Z"
    })
    void endIsFound(String from, String to, String moment, String end) {
        QuietHours hours = new QuietHours(LocalTime.parse(from), LocalTime.parse(to));
        assertThat(hours.endIfWithin(Instant.parse(moment)).map(Instant::toString).orElse(null))
                .isEqualTo(end);
    }

    /** Whoever is held is not held again when the time comes. */
    @Test
    void atItsEndNobodyIsHeldAgain() {
        QuietHours hours = new QuietHours(LocalTime.of(21, 0), LocalTime.of(7, 0));
        Instant moment = Instant.parse("2026-01-01T00:00:00Z");
        for (int i = 0; i < 365 * 48; i++) {
            Instant at = moment.plusSeconds(i * 1800L);
            hours.endIfWithin(at)
                    .ifPresent(
                            end -> {
                                assertThat(end).isAfter(at);
                                assertThat(hours.endIfWithin(end)).isEmpty();
                            });
        }
    }
}
