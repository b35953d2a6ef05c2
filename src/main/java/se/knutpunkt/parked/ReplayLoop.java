package se.knutpunkt.parked;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Goes on with replays, in each replica; how far one is stands in its row. */
@Component
class ReplayLoop {

    private static final Logger LOG = LoggerFactory.getLogger(ReplayLoop.class);
    private static final int MOST_STEPS = 50;

    private final Replays replays;

    ReplayLoop(Replays replays) {
        this.replays = replays;
    }

    @Scheduled(fixedDelay = 200, initialDelay = 2_000)
    void goOn() {
        try {
            for (int i = 0; i < MOST_STEPS; i++) {
                if (!replays.step()) {
                    return;
                }
            }
        } catch (DataAccessException | TransactionException e) {
            LOG.atWarn()
                    .addKeyValue("failure", e.getClass().getName())
                    .log("replays rest until the database answers");
        }
    }
}
