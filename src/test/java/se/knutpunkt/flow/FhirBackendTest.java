package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import se.knutpunkt.fake.FakePartner;
import se.knutpunkt.fake.Mood;
import se.knutpunkt.fake.Seen;
import se.knutpunkt.fake.fhir.FhirRegions;

/** Booking by FHIR R4 at the region's own server, in the states that every product can be in. */
class FhirBackendTest extends BackendSuite {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EMPTY = "{\"resourceType\":\"Bundle\",\"type\":\"searchset\"}";
    private static final List<String> SEARCHES =
            List.of("searchHealthcareService", "searchSchedule", "searchSlot", "searchAppointment");

    /** The step with the effect. */
    private static final Map<Operation, String> EFFECTS =
            Map.of(
                    Operation.createBooking, "createAppointment",
                    Operation.rescheduleBooking, "updateAppointment",
                    Operation.cancelBooking, "updateAppointment");

    private final FhirRegions regions = hub.partner(FhirRegions.class);

    @AfterEach
    void noPersonalNumberStandsInAnAddress() {
        assertThat(regions.personalNumbersInAddresses()).isEmpty();
    }

    @Override
    FakePartner backEnd() {
        return regions;
    }

    @Override
    AppUser citizen() {
        return new AppUser(hub, "199102102382", region());
    }

    @Override
    String region() {
        return "14";
    }

    @Override
    String clinic() {
        return "vc-hisingen";
    }

    @Override
    String timeType() {
        return "LAK30";
    }

    @Override
    String booking() {
        return "4711";
    }

    @Override
    String noBooking() {
        return "999999";
    }

    @Override
    boolean readsBefore(Operation change) {
        return change != Operation.createBooking;
    }

    @Override
    void failsOnly(Failing how, Operation operation, boolean carriedOut) {
        Mood mood = mood(how).on(EFFECTS.get(operation));
        regions.mood(carriedOut ? mood.withEffect() : mood.withoutEffect());
    }

    @Override
    void holdsNothing() {
        SEARCHES.forEach(search -> regions.answers(search, EMPTY));
    }

    @Override
    String refusesChanges(String text) {
        regions.refuseChanges(text);
        return text;
    }

    @Override
    void speaksLaterVersion() {
        regions.speakLaterVersion();
    }

    @Override
    int changesReceived() {
        return regions.callsOf("createAppointment") + regions.callsOf("updateAppointment");
    }

    @Override
    String reasonReceived() {
        List<Seen> seen = regions.seen("createAppointment");
        return json(seen.get(seen.size() - 1).body()).path("comment").asText();
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
