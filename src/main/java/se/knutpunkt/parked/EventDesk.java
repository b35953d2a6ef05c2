package se.knutpunkt.parked;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import se.knutpunkt.notification.EventReplay;
import se.knutpunkt.notification.ParkedEvents;
import se.knutpunkt.store.OperationsAudit;

/** Events that were parked: why, and again. What they say is shown to nobody. */
@Component
final class EventDesk implements Desk {

    private static final String REASON = "reason";
    private static final String PARKED_FOR = "parkedFor";
    private static final String LIMIT = "limit";
    private static final String IDS = "ids";

    private final ParkedEvents events;
    private final EventReplay replay;
    private final OperationsAudit audit;
    private final TransactionTemplate together;

    EventDesk(
            ParkedEvents events,
            EventReplay replay,
            OperationsAudit audit,
            TransactionTemplate together) {
        this.events = events;
        this.replay = replay;
        this.audit = audit;
        this.together = together;
    }

    @Override
    public List<Page> pages() {
        Set<String> which = Set.of(PARKED_FOR, LIMIT, IDS);
        return List.of(
                new Page("GET", "events", Set.of(PARKED_FOR, LIMIT), this::list),
                new Page("POST", "events/replay", which, this::replay),
                new Page(
                        "POST",
                        "events/discard",
                        Set.of(PARKED_FOR, LIMIT, IDS, REASON),
                        this::discard));
    }

    private Object list(OpsRequest request) {
        List<ParkedEvents.Row> rows = events.list(request.text(PARKED_FOR), request.limit());
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("counts", new TreeMap<>(events.counts()));
        answer.put("events", rows);
        audit.write(request.who(), "events.list", subject(request), null, rows.size());
        return answer;
    }

    /** At most a thousand in one request; the answer says what became of each. */
    private Object replay(OpsRequest request) {
        Map<String, Long> outcomes = new TreeMap<>();
        for (long id : ids(request)) {
            outcomes.merge(replay.replay(id), 1L, Long::sum);
        }
        long accepted = outcomes.getOrDefault("accepted", 0L);
        audit.write(request.who(), "events.replay", subject(request), null, accepted);
        return Map.of("outcomes", outcomes);
    }

    private Object discard(OpsRequest request) {
        String reason = request.reason();
        List<Long> ids = ids(request);
        return together.execute(
                status -> {
                    int count = ids.isEmpty() ? 0 : events.remove(ids);
                    audit.write(request.who(), "events.discard", subject(request), reason, count);
                    return Map.of("discarded", count);
                });
    }

    /** Those that are named, else the oldest that are parked for the named reason. */
    private List<Long> ids(OpsRequest request) {
        if (!request.ids().isEmpty()) {
            return request.ids();
        }
        return events.list(request.needed(PARKED_FOR), request.limit()).stream()
                .map(ParkedEvents.Row::id)
                .toList();
    }

    private static String subject(OpsRequest request) {
        return request.text(IDS) != null
                ? "ids " + request.text(IDS)
                : request.text(PARKED_FOR) == null ? "all" : request.text(PARKED_FOR);
    }
}
