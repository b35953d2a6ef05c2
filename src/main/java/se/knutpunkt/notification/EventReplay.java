package se.knutpunkt.notification;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import se.knutpunkt.error.Problem;
import se.knutpunkt.mapping.MappingCatalogue;
import se.knutpunkt.mapping.MappingException;

/**
 * Takes parked events in again, by today's schema, mapping and kinds. An event that came through
 * meanwhile is known by its id, so it tells nobody twice.
 */
@Component
public final class EventReplay {

    private static final String MAPPING = "events/citizenEvents.response.jsonata";

    private final ParkedEvents parked;
    private final EventForm form;
    private final MappingCatalogue mappings;
    private final CitizenEvents events;
    private final Intake intake;

    EventReplay(
            ParkedEvents parked,
            EventForm form,
            MappingCatalogue mappings,
            CitizenEvents events,
            Intake intake) {
        this.parked = parked;
        this.form = form;
        this.mappings = mappings;
        this.events = events;
        this.intake = intake;
    }

    /**
     * Accepts the event durably, and then forgets that it was parked.
     *
     * @return {@code accepted}, {@code not-found}, or why it stays parked
     * @throws Problem {@code store-unavailable} or {@code notifications-blocked}
     */
    public String replay(long id) {
        Optional<byte[]> event = parked.open(id);
        if (event.isEmpty()) {
            return "not-found";
        }
        String reason = refused(event.get());
        if (reason == null) {
            parked.remove(List.of(id));
            return "accepted";
        }
        parked.reason(id, reason);
        return reason;
    }

    /** Why it is still refused, or null. */
    @SuppressWarnings("unchecked")
    private String refused(byte[] event) {
        EventForm.Read read = form.read(event);
        if (read.reason() != null) {
            return read.reason();
        }
        try {
            Map<String, Object> mapped =
                    (Map<String, Object>) mappings.map(MAPPING, read.tree(), Map.of());
            Accepted accepted = intake.acceptAll(List.of(events.wish(mapped))).get(0);
            return accepted.result() == Accepted.Result.KEY_REUSED ? CitizenEvents.REUSED : null;
        } catch (MappingException e) {
            return CitizenEvents.NOT_MAPPED;
        } catch (Problem refused) {
            if (EventPatience.isPassing(refused)) {
                throw refused;
            }
            return refused.code();
        } catch (ClassCastException | IllegalArgumentException e) {
            return CitizenEvents.NOT_MAPPED;
        }
    }
}
