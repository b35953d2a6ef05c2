package se.knutpunkt.notification;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Sends what stayed in the outbox: after a crash, and when the broker did not take it. While it
 * takes nothing, this is what finds out that it does again.
 */
@Component
class OutboxSweep {

    private static final Logger LOG = LoggerFactory.getLogger(OutboxSweep.class);

    /** Younger rows are being sent by who wrote them. */
    private static final double SECONDS = 10;

    private final Outbox outbox;
    private final Queues queues;
    private final Pressure pressure;
    private final Wakes wakes;

    OutboxSweep(Outbox outbox, Queues queues, Pressure pressure, Wakes wakes) {
        this.outbox = outbox;
        this.queues = queues;
        this.pressure = pressure;
        this.wakes = wakes;
    }

    @Scheduled(fixedDelay = 1_000, initialDelay = 1_000)
    void sweep() {
        boolean failing = pressure.isBrokerFailing();
        try {
            boolean more = true;
            while (more) {
                more = outbox.sweep(failing ? 0 : SECONDS);
            }
            if (failing && pressure.isBrokerFailing() && outbox.isEmpty()) {
                // no row is left to find it out: another replica sent it, or a wake-up had failed
                queues.probe();
            }
        } catch (DataAccessException | TransactionException e) {
            LOG.atWarn()
                    .addKeyValue("failure", e.getClass().getName())
                    .log("the outbox could not be read");
        }
        if (failing && !pressure.isBrokerFailing()) {
            wakes.wake(Wakes.What.SINGLES);
            wakes.wake(Wakes.What.BULK);
        }
    }
}
