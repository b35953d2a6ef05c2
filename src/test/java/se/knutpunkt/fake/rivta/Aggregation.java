package se.knutpunkt.fake.rivta;

import java.util.List;
import java.util.function.Function;
import se.knutpunkt.fake.Mood;

/**
 * The aggregating service: asks every clinic that has something for the person and tells how each
 * one did.
 */
final class Aggregation {
    private final Schedule schedule;
    private final Function<Clinic, Mood> moods;
    private final Xml status = new Xml();
    private final Xml rows = new Xml();

    Aggregation(Schedule schedule, Function<Clinic, Mood> moods) {
        this.schedule = schedule;
        this.moods = moods;
    }

    void ask(Clinic clinic, String person) {
        List<Booking> found = timed(schedule.of(person, clinic));
        if (found.isEmpty()) {
            return;
        }
        Mood mood = moods.apply(clinic);
        if (mood.kind() == Mood.Kind.OK) {
            found.forEach(one -> BookingXml.write(rows, clinic, one));
        }
        writeStatus(clinic, mood);
    }

    /** What stands in a schedule: not an open invitation, which has no time. */
    static List<Booking> timed(List<Booking> bookings) {
        return bookings.stream().filter(one -> one.start() != null).toList();
    }

    String header() {
        return "<ih:ProcessingStatus xmlns:ih=\""
                + Namespaces.HEADERS
                + "\">"
                + status
                + "</ih:ProcessingStatus>";
    }

    String body() {
        return rows.toString();
    }

    private void writeStatus(Clinic clinic, Mood mood) {
        boolean answered = mood.kind() == Mood.Kind.OK;
        String now = BookingXml.time(schedule.now());
        status.open("ih:ProcessingStatusList").element("ih:logicalAddress", clinic.hsaId());
        status.element("ih:statusCode", answered ? "DataFromSource" : "NoDataSynchFailed");
        status.element("ih:isResponseFromCache", false);
        status.element("ih:isResponseInSynch", answered);
        status.element("ih:lastSuccessfulSynch", answered ? now : "");
        if (!answered) {
            status.element("ih:lastUnsuccessfulSynch", now);
            writeError(mood);
        }
        status.close("ih:ProcessingStatusList");
    }

    private void writeError(Mood mood) {
        boolean late = mood.kind() == Mood.Kind.SLOW;
        String text =
                late ? "Read timed out" : "VP009 [SANDBOX] Fel vid kontakt med tjänsteproducenten";
        status.open("ih:lastUnsuccessfulSynchError");
        status.element("ih:causingAgent", "virtualization_platform");
        status.element("ih:code", late ? "504" : "500").element("ih:text", text);
        status.close("ih:lastUnsuccessfulSynchError");
    }
}
