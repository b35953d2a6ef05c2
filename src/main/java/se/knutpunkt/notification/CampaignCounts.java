package se.knutpunkt.notification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * What became of a campaign's notices so far, by state. Few are counted when somebody asks; many
 * now and then, since that takes seconds, and then the answer says when.
 */
@Component
class CampaignCounts {

    private static final Logger LOG = LoggerFactory.getLogger(CampaignCounts.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FEW = 20_000;
    private static final Duration LONGEST = Duration.ofMinutes(2);

    /** Of the time, at most this part goes into counting. */
    private static final int PART = 20;

    private static final String COUNT =
            """
            select 'waiting', count(*) from notification where campaign_id = ? and state in ('accepted', 'held')
            union all
            select 'notSent', count(*) from notification where campaign_id = ? and state = 'rejected'
            union all
            select t.state, count(*) from notification n join target t on t.notification_id = n.id where n.campaign_id = ? group by t.state
            """;

    private final JdbcTemplate database;
    private final AtomicLong notBefore = new AtomicLong(System.nanoTime());

    /**
     * @param byState {@code waiting} and {@code notSent} are recipients, the rest devices
     * @param at when it was so
     */
    record Counts(Map<String, Long> byState, Instant at) {}

    CampaignCounts(JdbcTemplate database) {
        this.database = database;
    }

    Counts of(Campaign campaign) {
        if (campaign.taken() <= FEW) {
            return new Counts(count(campaign.id()), Instant.now());
        }
        return stored(campaign.id()).orElseGet(() -> new Counts(Map.of(), campaign.createdAt()));
    }

    /** Those that still change: open ones, and ended ones for as long as their notices hold. */
    @Scheduled(fixedDelay = 10_000, initialDelay = 10_000)
    void countMany() {
        if (System.nanoTime() - notBefore.get() < 0) {
            return;
        }
        long begin = System.nanoTime();
        try {
            List<UUID> changing =
                    database.queryForList(
                            """
                            select id from campaign
                             where taken > ? and (open or counted_at is null or counted_at < expires_at)
                               and (counted_at is null or counted_at < now() - interval '10 seconds')
                             order by counted_at nulls first limit 1
                            """,
                            UUID.class,
                            FEW);
            changing.forEach(this::store);
        } catch (DataAccessException | TransactionException e) {
            LOG.atWarn()
                    .addKeyValue("failure", e.getClass().getName())
                    .log("a campaign could not be counted");
        }
        notBefore.set(System.nanoTime() + (System.nanoTime() - begin) * PART);
    }

    private void store(UUID campaign) {
        try {
            String counts = JSON.writeValueAsString(count(campaign));
            database.update(
                    "update campaign set counts = ?, counted_at = now() where id = ?",
                    counts,
                    campaign);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private Optional<Counts> stored(UUID campaign) {
        return database
                .query(
                        "select counts, counted_at from campaign where id = ? and counts is not null",
                        (row, n) ->
                                new Counts(read(row.getString(1)), row.getTimestamp(2).toInstant()),
                        campaign)
                .stream()
                .findFirst();
    }

    private static Map<String, Long> read(String counts) {
        try {
            return JSON.readValue(counts, new TypeReference<TreeMap<String, Long>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** It may take longer than a booking may wait for the database. */
    private Map<String, Long> count(UUID campaign) {
        return database.execute(
                (Connection connection) -> {
                    int usual = connection.getNetworkTimeout();
                    connection.setNetworkTimeout(Runnable::run, (int) LONGEST.toMillis());
                    try (PreparedStatement statement = connection.prepareStatement(COUNT)) {
                        for (int i = 1; i <= 3; i++) {
                            statement.setObject(i, campaign);
                        }
                        return read(statement.executeQuery());
                    } finally {
                        connection.setNetworkTimeout(Runnable::run, usual);
                    }
                });
    }

    private static Map<String, Long> read(ResultSet rows) throws SQLException {
        Map<String, Long> counts = new TreeMap<>();
        while (rows.next()) {
            counts.merge(rows.getString(1), rows.getLong(2), Long::sum);
        }
        return counts;
    }
}
