package se.knutpunkt.store;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Who did what to notifications: parked messages, campaigns, switches. A row is written in the
 * transaction of what it tells of, so that neither is there without the other.
 */
@Component
public final class OperationsAudit {

    private final JdbcClient database;

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
}
