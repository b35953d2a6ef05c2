package se.knutpunkt.channel;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.InvalidDataAccessResourceUsageException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Asks and writes the ledger, as often as it takes. */
@Component
final class Recording {

    private static final Logger LOG = LoggerFactory.getLogger(Recording.class);
    private static final long FIRST_PAUSE_MS = 100;
    private static final long LONGEST_PAUSE_MS = 5_000;

    private final CountDownLatch never = new CountDownLatch(1);

    /**
     * Waits for a database that is away.
     *
     * @param statement may be done twice: it is tried again when its answer was lost
     * @throws DataAccessException when the hub stops before the database is back, or the database
     *     refuses what it is told, as it would each time
     */
    <T> T patiently(Batch batch, Supplier<T> statement) {
        long pause = FIRST_PAUSE_MS;
        while (true) {
            try {
                return statement.get();
            } catch (DataIntegrityViolationException | InvalidDataAccessResourceUsageException e) {
                throw e;
            } catch (DataAccessException | TransactionException e) {
                if (batch.isStopping()) {
                    throw e;
                }
                LOG.atWarn()
                        .addKeyValue("failure", e.getClass().getName())
                        .log("the ledger of notices is away and is waited for");
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
