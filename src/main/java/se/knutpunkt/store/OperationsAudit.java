package se.knutpunkt.store;

import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Who did what to notifications: parked messages, campaigns, switches. A row is written in the
 * transaction of what it tells of, so that neither is there without the other.
 */
@Component
public final class OperationsAudit {

    private final JdbcClient database;

    /** As it was written. */
    public record Row(
            Instant at, String who, String action, String subject, String reason, long count) {}

    public OperationsAudit(JdbcClient database) {
        this.database = database;
    }

    /**
     * @param who the name of the operations login, or {@code client:} and a machine's client id
     * @param action such as {@code parked.discard}
     * @param subject what it was done to: a channel, a campaign's id; nothing about a person
     * @param reason in the operator's words, or null
     * @param count how many rows it concerned
     */
    public void write(String who, String action, String subject, String reason, long count) {
        database.sql(
                        "insert into operations_audit (who, action, subject, reason, count) values (?, ?, ?, ?, ?)")
                .params(who, action, subject, reason, count)
                .update();
    }

    /** The newest first. */
    public List<Row> latest(int limit) {
        return database.sql(
                        "select at, who, action, subject, reason, count from operations_audit order by id desc limit ?")
                .param(limit)
                .query(
                        (row, n) ->
                                new Row(
                                        row.getTimestamp(1).toInstant(),
                                        row.getString(2),
                                        row.getString(3),
                                        row.getString(4),
                                        row.getString(5),
                                        row.getLong(6)))
                .list();
    }
}
