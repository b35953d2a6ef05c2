package se.knutpunkt.channel;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Writes outcomes to the ledger, as often as it takes. */
@Component
final class Recording {

    private static final Logger LOG = LoggerFactory.getLogger(Recording.class);
    private static final long FIRST_PAUSE_MS = 100;
    private static final long LONGEST_PAUSE_MS = 5_000;

    private final CountDownLatch never = new CountDownLatch(1);
    private final TargetStore targets;

    Recording(TargetStore targets) {
        this.targets = targets;
    }

    /**
     * @throws DataAccessException when the hub stops before the database is back; the targets are
     *     unsure then
     */
    void write(Batch batch, List<TargetStore.Entry> entries) {
        long pause = FIRST_PAUSE_MS;
        while (!entries.isEmpty()) {
            try {
                targets.record(batch.claim(), entries);
                return;
            } catch (DataAccessException | TransactionException e) {
                if (batch.isStopping()) {
                    throw e;
                }
                LOG.atWarn()
                        .addKeyValue("failure", e.getClass().getName())
                        .log("outcomes of notices cannot be recorded yet");
                pause = rest(pause);
            }
        }
    }

    private long rest(long pause) {
        try {
            never.await(pause, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while recording", e);
        }
        return Math.min(pause * 2, LONGEST_PAUSE_MS);
    }
}
