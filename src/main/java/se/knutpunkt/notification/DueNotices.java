package se.knutpunkt.notification;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import se.knutpunkt.store.ByteKey;

/**
 * Takes notices that are due from the ledger and holds them until the transaction ends; what
 * another replica holds is passed over.
 */
@Component
final class DueNotices {

    private static final String COLUMNS =
            "select id, person_hash, person, kind, urgency, collapse_key, accepted_at, expires_at from notification";

    /** Urgent ones come first, however many have waited for the end of quiet hours. */
    private static final String SINGLES =
            """
            with urgent as materialized (
                select id from notification where state in ('accepted', 'held') and campaign_id is null and urgency = 'high' and due_at <= ?
                 order by due_at limit ? for update skip locked),
            others as materialized (
                select id from notification where state in ('accepted', 'held') and campaign_id is null and due_at <= ?
                 order by due_at limit ? for update skip locked)
            """
                    + COLUMNS
                    + " where id in (select id from urgent union select id from others)";

    private static final String BULK =
            COLUMNS
                    + """
                     where state in ('accepted', 'held') and campaign_id is not null and due_at <= ?
                     order by due_at limit ? for update skip locked
                    """;

    private static final String NAMED =
            COLUMNS
                    + " where id = any(?::uuid[]) and state in ('accepted', 'held') for update skip locked";

    private final JdbcTemplate database;
    private final Clock clock;

    DueNotices(JdbcTemplate database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    Instant now() {
        return clock.instant();
    }

    List<Notice> takeSingles(int most) {
        Timestamp now = Timestamp.from(now());
        return database.query(SINGLES, DueNotices::notice, now, most, now, most);
    }

    List<Notice> takeBulk(int most) {
        return database.query(BULK, DueNotices::notice, Timestamp.from(now()), most);
    }

    /** Those of these that are still to be decided about. */
    List<Notice> take(Collection<UUID> ids) {
        String[] texts = ids.stream().map(UUID::toString).toArray(String[]::new);
        return database.query(
                NAMED, statement -> statement.setObject(1, texts), DueNotices::notice);
    }

    /** One that cannot be decided about must not be in the way of others. */
    void postpone(UUID id, Duration time) {
        database.update(
                "update notification set due_at = ? where id = ? and state in ('accepted', 'held')",
                Timestamp.from(now().plus(time)),
                id);
    }

    private static Notice notice(ResultSet row, int number) throws SQLException {
        return new Notice(
                row.getObject(1, UUID.class),
                new ByteKey(row.getBytes(2)),
                row.getBytes(3),
                row.getString(4),
                Urgency.valueOf(row.getString(5)),
                row.getString(6),
                row.getTimestamp(7).toInstant(),
                row.getTimestamp(8).toInstant());
    }
}
