package se.knutpunkt.notification;

import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Brings targets that are queued again in the ledger back to their channel. As when they were
 * planned: a row of the outbox is written with the change, so a crash loses no message, and the
 * claim keeps a message that comes twice from a second effect.
 */
@Component
public final class Requeue {

    private final JdbcClient database;
    private final Outbox outbox;

    Requeue(JdbcClient database, Outbox outbox) {
        this.database = database;
        this.outbox = outbox;
    }

    /**
     * To be called in the transaction that queues the targets.
     *
     * @return what {@link #send} takes
     */
    public long note(List<UUID> targets, boolean bulk) {
        return database.sql("insert into outbox (targets, bulk) values (?::uuid[], ?) returning id")
                .params(targets.stream().map(UUID::toString).toArray(String[]::new), bulk)
                .query(Long.class)
                .single();
    }

    /** To be called when that transaction is durable; what the broker does not take is swept. */
    public void send(long noted, List<TargetMessage> messages, boolean bulk) {
        outbox.send(noted, messages, bulk);
    }
}
