package se.knutpunkt.notification;

import java.sql.Array;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Messages that are decided and perhaps not in the broker yet. The claim of a target keeps a
 * message that comes twice from a second effect.
 */
@Component
final class Outbox {

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
    private static final int MOST = 20;

    private static final String OLD =
            """
            select id, targets, bulk from outbox where created_at < now() - make_interval(secs => ?)
             order by id limit ? for update skip locked
            """;

    /** What has been claimed since needs no message. */
    private static final String QUEUED =
            """
            select t.id, t.channel, n.kind, n.region, t.attempt from target t join notification n on n.id = t.notification_id
             where t.id = any(?::uuid[]) and t.state = 'queued'
            """;

    private final JdbcTemplate database;
    private final TransactionOperations transactions;
    private final Queues queues;

    private record Row(long id, String[] targets, boolean bulk) {}

    Outbox(JdbcTemplate database, TransactionOperations transactions, Queues queues) {
        this.database = database;
        this.transactions = transactions;
        this.queues = queues;
    }

    /** Sends what was just written; what the broker does not take stays for the sweep. */
    void send(Long id, List<TargetMessage> messages, boolean bulk) {
        if (id == null || !queues.send(messages, bulk)) {
            return;
        }
        try {
            transactions.executeWithoutResult(
                    status -> {
                        // a row that comes back after a crash is sent again, which harms nobody
                        database.execute("set local synchronous_commit to off");
                        database.update("delete from outbox where id = ?", id);
                    });
        } catch (DataAccessException | TransactionException e) {
            LOG.atWarn()
                    .addKeyValue("failure", e.getClass().getName())
                    .log("an outbox row stays and is sent again");
        }
    }

    /**
     * Sends rows again that are older than this.
     *
     * @return whether there may be more
     */
    boolean sweep(double olderThanSeconds) {
        return Boolean.TRUE.equals(transactions.execute(status -> sweepSome(olderThanSeconds)));
    }

    boolean isEmpty() {
        return Boolean.TRUE.equals(
                database.queryForObject("select not exists (select from outbox)", Boolean.class));
    }

    private boolean sweepSome(double olderThanSeconds) {
        List<Row> rows =
                database.query(
                        OLD,
                        (row, n) ->
                                new Row(row.getLong(1), texts(row.getArray(2)), row.getBoolean(3)),
                        olderThanSeconds,
                        MOST);
        for (Row row : rows) {
            if (!queues.send(messages(row), row.bulk())) {
                return false;
            }
            database.update("delete from outbox where id = ?", row.id());
        }
        return rows.size() == MOST;
    }

    private static String[] texts(Array array) throws SQLException {
        List<String> texts = new ArrayList<>();
        for (Object one : (Object[]) array.getArray()) {
            texts.add(one.toString());
        }
        return texts.toArray(String[]::new);
    }

    private List<TargetMessage> messages(Row row) {
        return database.query(
                QUEUED,
                statement -> statement.setObject(1, row.targets()),
                (one, n) ->
                        new TargetMessage(
                                one.getObject(1, UUID.class),
                                one.getString(2),
                                one.getString(3),
                                one.getString(4),
                                one.getInt(5)));
    }
}
