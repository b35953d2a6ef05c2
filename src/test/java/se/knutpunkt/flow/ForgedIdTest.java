package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static se.knutpunkt.flow.AppUser.SJOSTADEN;
import static se.knutpunkt.flow.AppUser.SODER;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Identifiers that the hub did not make, or made for somebody or something else. */
class ForgedIdTest {

    private final RunningHub hub = RunningHub.fresh();
    private final AppUser tolvan = new AppUser(hub, RunningHub.TOLVAN);
    private final AppUser neighbour = new AppUser(hub, "198804202383");

    @ParameterizedTest
    @ValueSource(
            strings = {"content", "signature", "truncated", "region", "slot", "facility", "none"})
    void aForgedBookingIdIsRefused(String forgery) {
        String id = tolvan.bookingId(SODER, "700101");
        String forged = forged(id, forgery);
        Expect.refused(hub, tolvan.get("/v1/bookings/" + forged), 400, "invalid-identifier");
        Expect.refused(hub, tolvan.cancel(forged).send(), 400, "invalid-identifier");
        assertThat(tolvan.get(tolvan.slotsPath(SODER, "&bookingId=" + forged)).status())
                .isEqualTo(400);
        Expect.nothingReachedTheClinics(hub);
    }

    @ParameterizedTest
    @ValueSource(strings = {"content", "signature", "region", "booking"})
    void aForgedSlotIdIsRefused(String forgery) {
        String forged = forged(tolvan.slotId(SODER), forgery);
        Expect.refused(hub, tolvan.book(forged).send(), 400, "invalid-identifier");
    }

    @Test
    void somebodyElsesBookingIsNotFound() {
        String theirs = neighbour.bookingId(SJOSTADEN, "700201");
        Expect.refused(hub, tolvan.get("/v1/bookings/" + theirs), 404, "booking-not-found");
        Expect.refused(hub, tolvan.cancel(theirs).send(), 404, "booking-not-found");
        Expect.refused(
                hub,
                tolvan.move(theirs, tolvan.slotId(SJOSTADEN)).send(),
                404,
                "booking-not-found");
        Expect.refused(
                hub,
                tolvan.get(tolvan.slotsPath(SJOSTADEN, "&bookingId=" + theirs)),
                404,
                "booking-not-found");
    }

    @Test
    void somebodyElsesSlotIsNotFound() {
        Expect.refused(hub, tolvan.book(neighbour.slotId(SODER)).send(), 404, "booking-not-found");
    }

    @Test
    void aBookingIsNotMovedToAnotherClinic() {
        String booking = tolvan.bookingId(SODER, "700101");
        Expect.refused(
                hub,
                tolvan.move(booking, tolvan.slotId(SJOSTADEN)).send(),
                400,
                "invalid-identifier");
        Expect.refused(
                hub,
                tolvan.get(tolvan.slotsPath(SJOSTADEN, "&bookingId=" + booking)),
                400,
                "invalid-identifier");
    }

    private String forged(String id, String how) {
        String[] parts = id.split("\\.");
        return switch (how) {
            case "content" -> parts[0] + "." + turned(parts[1], 20) + "." + parts[2];
            case "signature" -> parts[0] + "." + parts[1] + "." + turned(parts[2], 3);
            case "truncated" -> id.substring(0, id.length() - 5);
            case "region" -> "12." + parts[1] + "." + parts[2];
            case "slot" -> tolvan.slotId(SODER);
            case "booking" -> tolvan.bookingId(SODER, "700101");
            case "facility" -> "01." + SODER;
            default -> parts[0] + "." + parts[1];
        };
    }

    private static String turned(String text, int at) {
        char other = text.charAt(at) == 'A' ? 'B' : 'A';
        return text.substring(0, at) + other + text.substring(at + 1);
    }
}
