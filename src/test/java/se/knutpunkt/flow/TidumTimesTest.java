package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static se.knutpunkt.flow.AppUser.today;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import org.junit.jupiter.api.Test;
import se.knutpunkt.fake.Mood;
import se.knutpunkt.fake.tidum.Booking;
import se.knutpunkt.fake.tidum.TidumService;

/** Weeks, the year that has 53, and the changes of clock in Tidum. */
class TidumTimesTest {

    private static final String SANNA = "199802262387";
    private static final String CLINIC = "ALI-1";
    private static final ZoneId SWEDEN = ZoneId.of("Europe/Stockholm");

    private final RunningHub hub = RunningHub.fresh();
    private final TidumService tidum = hub.partner(TidumService.class);
    private final AppUser sanna = new AppUser(hub, SANNA, "24");

    @Test
    void freeTimesAreAskedForByWeekAndTheDaysAreKept() {
        LocalDate sunday = today().with(DayOfWeek.SUNDAY).plusWeeks(1);
        LocalDate tuesday = sunday.plusDays(9);
        List<String> days = days(CLINIC, sunday, tuesday, "");
        assertThat(tidum.callsOf("tider")).isEqualTo(3);
        assertThat(days)
                .doesNotHaveDuplicates()
                .containsExactlyElementsOf(
                        sunday.datesUntil(tuesday.plusDays(1))
                                .filter(day -> day.getDayOfWeek().getValue() < 6)
                                .map(LocalDate::toString)
                                .toList());
    }

    @Test
    void theYearWithFiftyThreeWeeksEndsInTheNext() {
        LocalDate christmas = LocalDate.of(2026, 12, 24);
        days(CLINIC, christmas, LocalDate.of(2027, 1, 6), "");
        assertThat(tidum.callsOf("tider")).as("weeks 52, 53 and 1").isEqualTo(3);
        String week = "{\"enhet\":{\"kod\":\"ALI-1\"},\"vecka\":\"%s\",\"tider\":[%s]}";
        String time = "{\"dag\":%d,\"tid\":\"08:00\",\"langd\":30,\"besokstyp\":\"B10\"}";
        tidum.answers("tider", week.formatted("2026-W53", time.formatted(5)));
        LocalDate newYear = LocalDate.of(2027, 1, 1);
        assertThat(days(CLINIC, newYear, newYear, "")).containsExactly("2027-01-01");
        tidum.answers("tider", week.formatted("2027-W01", time.formatted(1)));
        LocalDate monday = LocalDate.of(2027, 1, 4);
        assertThat(days(CLINIC, monday, monday, "")).containsExactly("2027-01-04");
    }

    @Test
    void theRepeatedHourOfAutumnIsBookedAtTheEarlierMoment() {
        LocalDateTime change = change(true);
        LocalDate day = change.toLocalDate();
        JsonNode slots =
                sanna.read(AppUser.slotsPath(sanna.facilityId("JOUR"), day, day)).path("slots");
        assertThat(slots.findValuesAsText("start"))
                .containsExactly(
                        day + "T01:00:00+02:00",
                        day + "T01:30:00+02:00",
                        day + "T02:00:00+02:00",
                        day + "T02:30:00+02:00",
                        day + "T03:00:00+01:00",
                        day + "T03:30:00+01:00");
        JsonNode slot = slots.path(3);
        assertThat(slot.path("end").asText()).isEqualTo(day + "T02:00:00+01:00");
        ApiAnswer made = sanna.book(slot.path("id").asText()).send();
        Expect.good(made, 201);
        assertThat(made.json().path("start")).isEqualTo(slot.path("start"));
        assertThat(made.json().path("end")).isEqualTo(slot.path("end"));
        // moved within the hour, found again by the moment
        String id = made.json().path("id").asText();
        String earlier = slots.path(2).path("id").asText();
        ApiAnswer moved = sanna.move(id, earlier).send();
        Expect.good(moved, 200);
        assertThat(moved.json().path("start").asText()).isEqualTo(day + "T02:00:00+02:00");
    }

    @Test
    void aBookingInTheRepeatedHourIsSettledByItsMoment() {
        LocalDate day = change(true).toLocalDate();
        JsonNode slots =
                sanna.read(AppUser.slotsPath(sanna.facilityId("JOUR"), day, day)).path("slots");
        tidum.mood(Mood.half().on("bokning").withEffect());
        ApiAnswer made = sanna.book(slots.path(3).path("id").asText()).send();
        Expect.good(made, 201);
        assertThat(made.json().path("start").asText()).isEqualTo(day + "T02:30:00+02:00");
        assertThat(tidum.callsOf("bokning")).isEqualTo(1);
    }

    @Test
    void theHourThatSpringSkipsHasNoTimes() {
        LocalDate day = change(false).toLocalDate();
        JsonNode slots =
                sanna.read(AppUser.slotsPath(sanna.facilityId("JOUR"), day, day)).path("slots");
        assertThat(slots.findValuesAsText("start"))
                .containsExactly(
                        day + "T01:00:00+01:00",
                        day + "T01:30:00+01:00",
                        day + "T03:00:00+02:00",
                        day + "T03:30:00+02:00");
        assertThat(slots.path(1).path("end")).isEqualTo(slots.path(2).path("start"));
        tidum.add(
                new Booking(
                        "24",
                        "B-1",
                        SANNA,
                        CLINIC,
                        day.atTime(2, 30),
                        30,
                        "B10",
                        "P17",
                        "MR",
                        "B",
                        null,
                        true,
                        true));
        JsonNode list = sanna.read("/v1/bookings");
        assertThat(list.path("complete").asBoolean(true)).isFalse();
        assertThat(list.at("/sources/0/error").asText()).isEqualTo("backend-broken");
        assertThat(list.path("bookings")).hasSize(3);
    }

    /** The next change of clock; the clock's time just before it. */
    private static LocalDateTime change(boolean autumn) {
        ZoneOffsetTransition next = SWEDEN.getRules().nextTransition(Instant.now());
        if (next.isOverlap() != autumn) {
            next = SWEDEN.getRules().nextTransition(next.getInstant());
        }
        return next.getDateTimeBefore();
    }

    private List<String> days(String clinic, LocalDate from, LocalDate to, String more) {
        String path = AppUser.slotsPath(sanna.facilityId(clinic), from, to) + more;
        return sanna.read(path).path("slots").findValuesAsText("start").stream()
                .map(start -> start.substring(0, 10))
                .distinct()
                .toList();
    }
}
