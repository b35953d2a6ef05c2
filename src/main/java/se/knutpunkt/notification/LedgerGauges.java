package se.knutpunkt.notification;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** How much waits in the ledger and for how long, looked up now and then. */
@Component
class LedgerGauges {

    private static final Logger LOG = LoggerFactory.getLogger(LedgerGauges.class);

    /** More need not be counted exactly: producers are refused long before. */
    private static final int MOST = 500_000;

    private static final String SINGLES =
            """
            select count(*), min(due_at) from (
                select due_at from notification where state in ('accepted', 'held') and campaign_id is null and due_at <= ?
                 order by due_at limit ?) due
            """;
    private static final String BULK =
            """
            select count(*), min(due_at) from (
                select due_at from notification where state in ('accepted', 'held') and campaign_id is not null and due_at <= ?
                 order by due_at limit ?) due
            """;

    private final JdbcTemplate database;
    private final Pressure pressure;
    private final Clock clock;
    private final AtomicLong singles = new AtomicLong();
    private final AtomicLong bulk = new AtomicLong();
    private final AtomicLong oldestSeconds = new AtomicLong();
    private final AtomicLong outbox = new AtomicLong();

    LedgerGauges(JdbcTemplate database, Pressure pressure, Clock clock, MeterRegistry meters) {
        this.database = database;
        this.pressure = pressure;
        this.clock = clock;
        waiting(meters, "single", singles);
        waiting(meters, "campaign", bulk);
        Gauge.builder("knutpunkt.notifications.waiting.oldest", oldestSeconds, AtomicLong::get)
                .description("age of the oldest single notification that waits for a decision")
                .baseUnit("seconds")
                .register(meters);
        Gauge.builder("knutpunkt.notifications.outbox", outbox, AtomicLong::get)
                .description("transactions of messages that the broker has perhaps not taken")
                .register(meters);
        Gauge.builder("knutpunkt.notifications.blocked", pressure, one -> one.isBlocked() ? 1 : 0)
                .description("1 while producers are refused")
                .register(meters);
    }

    private static void waiting(MeterRegistry meters, String kind, AtomicLong count) {
        Gauge.builder("knutpunkt.notifications.waiting", count, AtomicLong::get)
                .description("accepted notifications that wait for a decision that is due")
                .tag("of", kind)
                .register(meters);
    }

    @Scheduled(fixedDelay = 2_000, initialDelay = 2_000)
    void look() {
        try {
            Instant now = clock.instant();
            oldestSeconds.set(count(SINGLES, singles, now));
            count(BULK, bulk, now);
            Long rows = database.queryForObject("select count(*) from outbox", Long.class);
            outbox.set(rows == null ? 0 : rows);
            pressure.waiting(singles.get());
        } catch (DataAccessException | TransactionException e) {
            LOG.atDebug()
                    .addKeyValue("failure", e.getClass().getName())
                    .log("what waits could not be counted");
        }
    }

    /** Sets the number and returns for how long the oldest has been due, seconds. */
    private long count(String statement, AtomicLong count, Instant now) {
        Long age =
                database.queryForObject(
                        statement,
                        (row, n) -> {
                            count.set(row.getLong(1));
                            Timestamp oldest = row.getTimestamp(2);
                            return oldest == null
                                    ? 0
                                    : now.getEpochSecond() - oldest.toInstant().getEpochSecond();
                        },
                        Timestamp.from(now),
                        MOST);
        return age == null ? 0 : Math.max(0, age);
    }
}
