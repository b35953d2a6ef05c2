package se.knutpunkt.notification;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import se.knutpunkt.api.Failures;
import se.knutpunkt.error.Problem;

/**
 * The steps of {@code routes/events}: a batch of events becomes wishes in the ledger, and only then
 * the topic's position moves on.
 */
@Component("citizenEvents")
public final class CitizenEvents {

    private static final Logger LOG = LoggerFactory.getLogger(CitizenEvents.class);
    private static final String BATCH = "batch";
    private static final String EVENTS = "events";
    private static final String PARKED = "parked";

    /** Why an event is parked, beside the reasons of {@link EventForm} and {@link Wishes}. */
    static final String NOT_MAPPED = "not-mapped";

    static final String REUSED = "event-id-reused";

    private final EventForm form;
    private final Wishes wishes;
    private final Intake intake;
    private final ParkedEvents parked;
    private final EventPatience patience;
    private final MeterRegistry meters;

    CitizenEvents(
            EventForm form,
            Wishes wishes,
            Intake intake,
            ParkedEvents parked,
            EventPatience patience,
            MeterRegistry meters) {
        this.form = form;
        this.wishes = wishes;
        this.intake = intake;
        this.parked = parked;
        this.patience = patience;
        this.meters = meters;
    }

    /** Replaces the batch in the body by the events that can be read, trees for the mapping. */
    @SuppressWarnings("unchecked")
    public void read(Exchange exchange) {
        List<Exchange> batch = exchange.getMessage().getBody(List.class);
        List<EventRecord> events = new ArrayList<>();
        List<Map<String, Object>> trees = new ArrayList<>();
        List<ParkedEvents.Parked> poison = new ArrayList<>();
        for (Exchange one : batch) {
            EventRecord event = event(one.getMessage());
            EventForm.Read read = form.read(event.value());
            if (read.reason() == null) {
                events.add(event);
                trees.add(read.tree());
            } else {
                poison.add(new ParkedEvents.Parked(event, read.reason()));
            }
        }
        exchange.setVariable(BATCH, batch);
        exchange.setVariable(EVENTS, events);
        exchange.setVariable(PARKED, poison);
        exchange.getMessage().setBody(trees);
    }

    private static EventRecord event(Message message) {
        return new EventRecord(
                message.getHeader(KafkaConstants.TOPIC, String.class),
                message.getHeader(KafkaConstants.PARTITION, Integer.class),
                message.getHeader(KafkaConstants.OFFSET, Long.class),
                message.getHeader(KafkaConstants.TIMESTAMP, 0L, Long.class),
                (byte[]) message.getBody());
    }

    /**
     * Writes what the mapping made of them, each null where it failed. Waits for a database that is
     * away, or a hub that is full, and gives up after a while; then the batch is read again.
     */
    @SuppressWarnings("unchecked")
    public void accept(Exchange exchange) {
        List<EventRecord> events = exchange.getVariable(EVENTS, List.class);
        List<Map<String, Object>> mapped = exchange.getMessage().getBody(List.class);
        List<ParkedEvents.Parked> poison =
                new ArrayList<>(exchange.getVariable(PARKED, List.class));
        List<EventRecord> wished = new ArrayList<>();
        List<Wish> all = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            if (mapped.get(i) == null) {
                poison.add(new ParkedEvents.Parked(events.get(i), NOT_MAPPED));
                continue;
            }
            try {
                all.add(wish(mapped.get(i)));
                wished.add(events.get(i));
            } catch (Problem refused) {
                poison.add(new ParkedEvents.Parked(events.get(i), refused.code()));
            } catch (RuntimeException e) {
                // the mapping made something that is no wish; the others must not wait for it
                LOG.atError()
                        .addKeyValue("failure", Failures.describe(e))
                        .log("an event cannot be understood; it is parked");
                poison.add(new ParkedEvents.Parked(events.get(i), NOT_MAPPED));
            }
        }
        List<Accepted> accepted = patience.until(() -> intake.acceptAll(all));
        for (int i = 0; i < wished.size(); i++) {
            Accepted.Result result = accepted.get(i).result();
            if (result == Accepted.Result.KEY_REUSED) {
                poison.add(new ParkedEvents.Parked(wished.get(i), REUSED));
            }
            count(result == Accepted.Result.NEW ? "accepted" : "repeated", wished.get(i));
        }
        patience.until(
                () -> {
                    park(poison);
                    return null;
                });
        poison.forEach(one -> count("parked", one.event()));
    }

    private void park(List<ParkedEvents.Parked> poison) {
        try {
            parked.park(poison);
        } catch (DataAccessException | TransactionException e) {
            throw Problem.of("store-unavailable", e);
        }
    }

    /**
     * @throws Problem what {@link Wishes} refuses, or {@code invalid-body}
     * @throws RuntimeException when the mapping made something else than the tree of a wish
     */
    Wish wish(Map<String, Object> event) {
        String urgency = (String) event.get("urgency");
        return wishes.of(
                new Wishes.Sender("events", null, (String) event.get("key")),
                new Wishes.Subject(
                        (String) event.get("citizen"),
                        (String) event.get("kind"),
                        (String) event.get("ref"),
                        urgency == null ? null : Urgency.valueOf(urgency),
                        (String) event.get("collapseKey"),
                        Expiry.read(event.get("expiresAt"))));
    }

    private void count(String outcome, EventRecord event) {
        meters.counter("knutpunkt.events", "outcome", outcome).increment();
        if (event.at() > 0) {
            Duration age = Duration.ofMillis(Math.max(0, System.currentTimeMillis() - event.at()));
            meters.timer("knutpunkt.events.age").record(age.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** For each partition of the batch; Camel's own commit would be of the last one only. */
    @SuppressWarnings("unchecked")
    public void commit(Exchange exchange) {
        Map<Integer, KafkaManualCommit> last = new LinkedHashMap<>();
        for (Exchange one : (List<Exchange>) exchange.getVariable(BATCH, List.class)) {
            last.put(
                    one.getMessage().getHeader(KafkaConstants.PARTITION, Integer.class),
                    one.getMessage()
                            .getHeader(KafkaConstants.MANUAL_COMMIT, KafkaManualCommit.class));
        }
        last.values().forEach(KafkaManualCommit::commit);
    }
}
