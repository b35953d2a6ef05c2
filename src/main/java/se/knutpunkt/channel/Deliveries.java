package se.knutpunkt.channel;

import jakarta.jms.JMSException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ServiceStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import se.knutpunkt.channel.TargetStore.Entry;
import se.knutpunkt.recipient.Contact;
import se.knutpunkt.recipient.Devices;

/**
 * The two ends of a channel's route: {@code claim} makes of a batch what may be sent, {@code
 * record} writes down what became of it and has failures repeated.
 */
@Component("deliveries")
public class Deliveries {

    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);

    /** Longer than any provider is waited for, and any batch is written. */
    private static final Duration GIVEN_UP_AFTER = Duration.ofSeconds(60);

    /** No pause is longer than an hour. */
    private static final Duration LOST_AFTER = Duration.ofHours(2);

    private static final Duration SENDER_PAUSE = Duration.ofSeconds(1);

    private static final String CLAIMED = "claimed";
    private static final String SPOILT = "spoilt";
    static final String BATCH = "batch";

    private final TargetStore targets;
    private final Notices notices;
    private final ChannelCatalogue channels;
    private final ChannelGates gates;
    private final Devices devices;
    private final Contact contacts;
    private final Recording recording;
    private final DeliveryMeters meters;
    private final LateNotices late;

    Deliveries(
            TargetStore targets,
            Notices notices,
            ChannelCatalogue channels,
            ChannelGates gates,
            Devices devices,
            Contact contacts,
            Recording recording,
            DeliveryMeters meters,
            LateNotices late) {
        this.targets = targets;
        this.notices = notices;
        this.channels = channels;
        this.gates = gates;
        this.devices = devices;
        this.contacts = contacts;
        this.recording = recording;
        this.meters = meters;
        this.late = late;
    }

    /**
     * Replaces the batch in the body by the notices to send, trees for the channel's mapping, in
     * the order of the variable {@code claimed}. What is too late or has no address, or is not
     * wanted any more, is an outcome already.
     */
    public void claim(Exchange exchange) {
        Batch batch = exchange.getMessage().getBody(Batch.class);
        refuseWithoutSender(exchange, batch.messages().get(0).channel());
        exchange.setVariable(BATCH, batch);
        List<Claimed> sendable = new ArrayList<>();
        List<Outcome> spoilt = new ArrayList<>();
        Instant now = targets.now();
        List<Claimed> mine =
                recording.patiently(batch, () -> targets.claim(batch.claim(), batch.messages()));
        for (Claimed one : mine) {
            if (!one.expiresAt().isAfter(now)) {
                spoilt.add(new Outcome(one, new Delivery.Rejected("expired", now)));
            } else if (!notices.knows(one)) {
                spoilt.add(new Outcome(one, Delivery.Rejected.forGood("unknown-kind")));
            } else if (one.address() == null) {
                spoilt.add(new Outcome(one, new Delivery.Rejected("no-address", now)));
            } else {
                sendable.add(one);
            }
        }
        LateNotices.Looked looked = late.look(batch, sendable, now);
        spoilt.addAll(looked.refused());
        exchange.setVariable(LateNotices.WAITING, looked.waiting());
        exchange.setVariable(CLAIMED, looked.sendable());
        exchange.setVariable(SPOILT, spoilt);
        exchange.getMessage().setBody(looked.sendable().stream().map(notices::tree).toList());
    }

    /**
     * What is claimed and not sent would be unsure for ever, so nothing is claimed while the route
     * that sends is stopped, by operations or because the hub has only begun to start.
     */
    private void refuseWithoutSender(Exchange exchange, String channel) {
        ServiceStatus status =
                exchange.getContext()
                        .getRouteController()
                        .getRouteStatus("channel." + channel + ".send");
        if (status != null && !status.isStarted()) {
            gates.of(channel).rest(SENDER_PAUSE);
            throw new IllegalStateException("the route that sends is stopped");
        }
    }

    /** What {@code claim} left to be sent. */
    @SuppressWarnings("unchecked")
    static List<Claimed> claimed(Exchange exchange) {
        return exchange.getVariable(CLAIMED, List.class);
    }

    /**
     * Records the outcomes in the body. A database that is away is waited for: a known outcome is
     * not forgotten.
     *
     * @throws JMSException when the broker is lost; then the messages come again, and the ledger
     *     knows that they are done, or another hub had them and {@link #comeBack} finds what is
     *     still to be done
     */
    @SuppressWarnings("unchecked")
    public void record(Exchange exchange) throws JMSException {
        Batch batch = exchange.getVariable(BATCH, Batch.class);
        List<Outcome> sent = Brake.on(channels, exchange.getMessage().getBody(List.class));
        List<Outcome> all = new ArrayList<>(exchange.getVariable(SPOILT, List.class));
        all.addAll(sent);
        Map<Outcome, Duration> again = new HashMap<>();
        List<Entry> entries = new ArrayList<>(all.size());
        for (Outcome one : all) {
            entries.add(entry(one, again));
        }
        if (!sent.isEmpty()) {
            gates.of(sent.get(0).claimed().message().channel()).done(sent);
            if (batch instanceof TakenBatch taken) {
                taken.report();
            }
        }
        if (!entries.isEmpty()) {
            recording.patiently(batch, () -> targets.record(batch.claim(), entries));
        }
        for (int i = 0; i < all.size(); i++) {
            if (again.containsKey(all.get(i))) {
                batch.again(all.get(i).claimed().message(), again.get(all.get(i)));
            } else if (entries.get(i).parked()) {
                batch.park(all.get(i).claimed().message(), entries.get(i).code());
            }
        }
        forgetDead(sent);
        meters.count(all, targets.now());
    }

    private Entry entry(Outcome one, Map<Outcome, Duration> again) {
        Claimed claimed = one.claimed();
        Delivery delivery = one.delivery();
        if (delivery instanceof Delivery.Sent sent) {
            return new Entry(claimed.id(), "sent", sent.code(), sent.reference(), false);
        }
        if (delivery instanceof Delivery.Unsure unsure) {
            return new Entry(claimed.id(), "unsure", unsure.code(), null, false);
        }
        if (delivery instanceof Delivery.Rejected rejected) {
            boolean ours = rejected.deadSince() == null;
            return new Entry(claimed.id(), "rejected", rejected.code(), null, ours);
        }
        Delivery.Failed failed = (Delivery.Failed) delivery;
        Duration pause = pause(claimed, failed);
        if (!claimed.expiresAt().isAfter(targets.now().plus(pause))) {
            return new Entry(claimed.id(), "rejected", "expired", null, false);
        }
        boolean last = claimed.attempt() >= channels.get(claimed.message().channel()).attempts();
        // what the channel as a whole cannot do now is no fault of the notice, and never its last
        // try
        if (last && !failed.channel()) {
            return new Entry(claimed.id(), "failed", failed.code(), null, true);
        }
        again.put(one, pause);
        return new Entry(claimed.id(), "failed", failed.code(), null, false);
    }

    private Duration pause(Claimed claimed, Delivery.Failed failed) {
        Duration own = channels.pause(claimed.message().channel(), claimed.attempt());
        Duration asked = failed.retryAfter();
        return asked != null && asked.compareTo(own) > 0 ? asked : own;
    }

    private void forgetDead(List<Outcome> sent) {
        for (Outcome one : sent) {
            Claimed claimed = one.claimed();
            if (one.delivery() instanceof Delivery.Rejected rejected
                    && rejected.deadSince() != null) {
                forget(claimed, rejected.deadSince());
            }
        }
    }

    /** What stays is found dead again; its notices' transaction must not fail for it. */
    private void forget(Claimed claimed, Instant deadSince) {
        try {
            if (claimed.device() != null) {
                devices.forget(devices.tokenHash(claimed.address()), deadSince);
            } else {
                contacts.dead(
                        claimed.recipientHash(), claimed.message().channel(), claimed.address());
            }
        } catch (DataAccessException | TransactionException e) {
            LOG.atWarn()
                    .addKeyValue("failure", e.getClass().getName())
                    .log("a dead address could not be forgotten; the next notice finds it again");
        }
    }

    /** What a hub claimed and never recorded: nobody knows whether it was sent. */
    @Scheduled(fixedDelay = 5_000, initialDelay = 5_000)
    void giveUp() {
        int unsure = targets.giveUp(GIVEN_UP_AFTER);
        meters.unsure(unsure);
    }

    /** What failed and lies in no queue any more. */
    @Scheduled(fixedDelay = 60_000, initialDelay = 60_000)
    void comeBack() {
        int back = targets.comeBack(LOST_AFTER);
        if (back > 0) {
            LOG.atWarn()
                    .addKeyValue("targets", back)
                    .log("messages of failed notices were lost; they are queued again");
        }
    }
}
