package se.knutpunkt.notification;

import java.util.Collection;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Providers' reports that something was delivered, for instance an SMS; the recipient's ladder ends
 * there. What the app tells is {@link AppReceipts}.
 */
@Component
public final class Receipts {

    /**
     * Whatever was believed before, even that it failed: a telephone may have been off, and then
     * on. What waits to be sent again is not sent any more.
     */
    private static final String DELIVERED =
            """
            with done as (
                update target set state = 'delivered', parked = false, changed_at = now()
                 where id = any(?::uuid[]) and state not in ('delivered', 'opened')
                returning notification_id, recipient_hash)
            delete from ladder l using done where l.notification_id = done.notification_id and l.recipient_hash = done.recipient_hash
            """;

    private final JdbcTemplate database;

    Receipts(JdbcTemplate database) {
        this.database = database;
    }

    /**
     * In one transaction, that of who calls or its own; a report that comes twice changes nothing.
     */
    public void delivered(Collection<UUID> targets) {
        String[] ids = targets.stream().map(UUID::toString).toArray(String[]::new);
        database.update(DELIVERED, statement -> statement.setObject(1, ids));
    }
}
