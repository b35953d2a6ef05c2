package se.knutpunkt.notification;

import java.sql.Date;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Removes what is older than {@code KNUTPUNKT_NOTIFICATIONS_KEPT}, some rows at a time, so that
 * nobody waits for it.
 */
@Component
class LedgerPurge {

    private static final Logger LOG = LoggerFactory.getLogger(LedgerPurge.class);
    private static final ZoneId SWEDEN = ZoneId.of("Europe/Stockholm");
    private static final int AT_ONCE = 2_000;

    /** What is still to be decided about stays; it ends by its expiry first. */
    private static final String OLD =
            """
            delete from notification where id in (
                select id from notification where accepted_at < ? and state in ('planned', 'rejected')
                 order by accepted_at limit ? for update skip locked)
            """;

    private final JdbcTemplate database;
    private final Kinds kinds;
    private final Clock clock;

    LedgerPurge(JdbcTemplate database, Kinds kinds, Clock clock) {
        this.database = database;
        this.kinds = kinds;
        this.clock = clock;
    }

    @Scheduled(fixedDelay = 600_000, initialDelay = 120_000)
    void purge() {
        try {
            Timestamp before = Timestamp.from(clock.instant().minus(kinds.kept()));
            int gone = AT_ONCE;
            while (gone == AT_ONCE) {
                gone = database.update(OLD, before, AT_ONCE);
            }
            LocalDate yesterday = LocalDate.ofInstant(clock.instant(), SWEDEN).minusDays(1);
            database.update("delete from daily_count where day < ?", Date.valueOf(yesterday));
        } catch (DataAccessException | TransactionException e) {
            LOG.atWarn()
                    .addKeyValue("failure", e.getClass().getName())
                    .log("old notifications could not be removed");
        }
    }
}
