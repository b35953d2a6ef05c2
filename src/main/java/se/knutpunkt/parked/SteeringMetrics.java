package se.knutpunkt.parked;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import se.knutpunkt.channel.ChannelCatalogue;

/**
 * How much is stuck and how far campaigns are, asked of the ledger now and then; the same at every
 * replica.
 */
@Component
class SteeringMetrics {

    private static final Logger LOG = LoggerFactory.getLogger(SteeringMetrics.class);

    private final JdbcClient database;
    private final Map<String, AtomicLong> parked = new TreeMap<>();
    private final AtomicLong unsure = new AtomicLong();
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong campaigns = new AtomicLong();
    private final AtomicLong left = new AtomicLong();

    SteeringMetrics(JdbcClient database, ChannelCatalogue channels, MeterRegistry meters) {
        this.database = database;
        for (String channel : channels.names()) {
            AtomicLong count = new AtomicLong();
            parked.put(channel, count);
            Gauge.builder("knutpunkt.notifications.parked", count, AtomicLong::get)
                    .tag("channel", channel)
                    .register(meters);
        }
        meters.gauge("knutpunkt.notifications.unsure", unsure);
        meters.gauge("knutpunkt.events.parked", events);
        meters.gauge("knutpunkt.campaigns.running", campaigns);
        meters.gauge("knutpunkt.campaigns.left", left);
    }

    @Scheduled(fixedDelay = 15_000, initialDelay = 5_000)
    void look() {
        try {
            Map<String, Long> counts = new TreeMap<>();
            database.sql("select channel, count(*) from target where parked group by channel")
                    .query((row, n) -> counts.put(row.getString(1), row.getLong(2)))
                    .list();
            parked.forEach((channel, count) -> count.set(counts.getOrDefault(channel, 0L)));
            unsure.set(count("select count(*) from target where state = 'unsure'"));
            events.set(count("select count(*) from parked_event"));
            campaigns.set(count("select count(*) from campaign where open and state = 'running'"));
            left.set(
                    count(
                            "select coalesce(sum(greatest(audience - taken, 0)), 0) from campaign where open and state = 'running'"));
        } catch (DataAccessException | TransactionException e) {
            LOG.atDebug()
                    .addKeyValue("failure", e.getClass().getName())
                    .log("what is parked could not be counted");
        }
    }

    private long count(String sql) {
        return database.sql(sql).query(Long.class).single();
    }
}
