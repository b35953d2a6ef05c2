package se.knutpunkt.channel;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.jms.JMSException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import se.knutpunkt.notification.StillWanted;
import se.knutpunkt.notification.TargetMessage;

/**
 * Looks once more at notices that come late to their channel, because its provider was away or the
 * queue is long: what the citizen and the region have chosen since is heeded, and nobody is woken
 * by them. What was decided about a moment ago is not asked about.
 */
@Component("lateNotices")
public final class LateNotices {

    private static final Logger LOG = LoggerFactory.getLogger(LateNotices.class);

    /** The messages of those that wait, and until when. */
    static final String WAITING = "waiting";

    private static final String QUIET_HOURS = "quiet-hours";
    private static final Duration LATE = Duration.ofMinutes(1);

    private final StillWanted wanted;
    private final TargetStore targets;
    private final Recording recording;
    private final MeterRegistry meters;

    /**
     * @param sendable what may be sent now, in the words that are wanted
     * @param refused what may not be sent any more
     * @param waiting what would disturb somebody now; no longer claimed
     */
    record Looked(
            List<Claimed> sendable, List<Outcome> refused, Map<TargetMessage, Instant> waiting) {}

    LateNotices(
            StillWanted wanted, TargetStore targets, Recording recording, MeterRegistry meters) {
        this.wanted = wanted;
        this.targets = targets;
        this.recording = recording;
        this.meters = meters;
    }

    /** For a batch with any that are late, in as many statements as for one. */
    Looked look(Batch batch, List<Claimed> claimed, Instant now) {
        List<UUID> late =
                claimed.stream().filter(one -> isLate(one, now)).map(Claimed::id).toList();
        if (late.isEmpty()) {
            return new Looked(claimed, List.of(), Map.of());
        }
        StillWanted.Answer answer = answer(batch, late);
        Looked looked = new Looked(new ArrayList<>(), new ArrayList<>(), new HashMap<>());
        List<UUID> waiting = new ArrayList<>();
        for (Claimed one : claimed) {
            String why = answer.refused().get(one.id());
            Instant quiet = answer.quietUntil().get(one.id());
            if (why != null) {
                looked.refused().add(new Outcome(one, new Delivery.Rejected(why, now)));
            } else if (quiet == null) {
                boolean unnamed = answer.unnamed().contains(one.id());
                looked.sendable().add(unnamed ? one.unnamed() : one);
            } else if (quiet.isBefore(one.expiresAt())) {
                looked.waiting().put(one.message(), quiet);
                waiting.add(one.id());
            } else {
                looked.refused().add(new Outcome(one, new Delivery.Rejected("expired", now)));
            }
        }
        if (!waiting.isEmpty()) {
            recording.patiently(batch, () -> targets.putBack(batch.claim(), waiting, QUIET_HOURS));
        }
        return looked;
    }

    /** What cannot be decided about must not make all others of the batch unsure. */
    private StillWanted.Answer answer(Batch batch, List<UUID> late) {
        try {
            return ask(batch, late);
        } catch (DataAccessException | TransactionException e) {
            throw e;
        } catch (RuntimeException e) {
            StillWanted.Answer all =
                    new StillWanted.Answer(new HashMap<>(), new HashSet<>(), new HashMap<>());
            late.forEach(one -> askAlone(batch, one, all));
            return all;
        }
    }

    private void askAlone(Batch batch, UUID target, StillWanted.Answer all) {
        try {
            StillWanted.Answer one = ask(batch, List.of(target));
            all.refused().putAll(one.refused());
            all.unnamed().addAll(one.unnamed());
            all.quietUntil().putAll(one.quietUntil());
        } catch (DataAccessException | TransactionException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("target", target)
                    .addKeyValue("failure", e.getClass().getName())
                    .log("a late notice cannot be decided about; it is rejected");
            all.refused().put(target, "unreadable");
        }
    }

    private StillWanted.Answer ask(Batch batch, List<UUID> late) {
        return recording.patiently(batch, () -> wanted.of(late));
    }

    private static boolean isLate(Claimed one, Instant now) {
        return one.attempt() > 1 || one.acceptedAt().plus(LATE).isBefore(now);
    }

    /**
     * Has the messages of those that wait delivered when the quiet hours are over. The last step of
     * the route: a broker that is lost then costs no record, and the messages come again.
     */
    @SuppressWarnings("unchecked")
    public void postpone(Exchange exchange) throws JMSException {
        Batch batch = exchange.getVariable(Deliveries.BATCH, Batch.class);
        Map<TargetMessage, Instant> waiting = exchange.getVariable(WAITING, Map.class);
        Instant now = targets.now();
        for (Map.Entry<TargetMessage, Instant> one : waiting.entrySet()) {
            Duration pause = Duration.between(now, one.getValue());
            batch.again(one.getKey(), pause.isNegative() ? Duration.ZERO : pause);
            meters.counter("notifications.postponed", "channel", one.getKey().channel())
                    .increment();
        }
    }
}
