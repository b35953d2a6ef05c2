package se.knutpunkt.notification;

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
 * Withdraws what a newer notice takes the place of, as far as it has not been sent. In a
 * transaction of its own that waits for nobody: what another replica decides about or sends at this
 * moment is sent.
 */
@Component("collapsing")
public final class Collapsing {

    private static final Logger LOG = LoggerFactory.getLogger(Collapsing.class);

    /**
     * Not {@code for update}: who writes a target or a step of the notice holds its key, and would
     * be waited for, or wait.
     */
    private static final String OLDER =
            """
            select n.id from notification n
              join unnest(?::uuid[], ?, ?, ?::timestamptz[]) as newer(id, person_hash, collapse_key, accepted_at)
                on n.person_hash = newer.person_hash and n.collapse_key = newer.collapse_key
               and (n.accepted_at, n.id) < (newer.accepted_at, newer.id)
             where n.state <> 'rejected' and n.expires_at > now()
               for no key update of n skip locked
            """;

    private static final String TARGETS =
            """
            update target set state = 'rejected', code = 'collapsed', parked = false, changed_at = now()
             where id in (select id from target where notification_id = any(?::uuid[]) and state in ('queued', 'failed')
                             for update skip locked)
            """;
    private static final String LADDER =
            """
            delete from ladder
             where (notification_id, recipient_hash) in
                   (select notification_id, recipient_hash from ladder where notification_id = any(?::uuid[])
                       for update skip locked)
            """;
    private static final String NOTIFICATIONS =
            """
            update notification n set state = 'rejected', reason = 'collapsed'
             where id = any(?::uuid[])
               and not exists (select from target where notification_id = n.id and (state <> 'rejected' or code is distinct from 'collapsed'))
            """;

    private final JdbcTemplate database;
    private final TransactionOperations transactions;

    Collapsing(JdbcTemplate database, TransactionOperations transactions) {
        this.database = database;
        this.transactions = transactions;
    }

    /** The step of the route. */
    public void withdraw(Plans.Written written) {
        List<Notice> newer =
                written.decisions().stream()
                        .filter(Decision::isToBeSent)
                        .map(Decision::notice)
                        .filter(notice -> notice.collapseKey() != null)
                        .toList();
        if (!newer.isEmpty()) {
            withdrawIfPossible(newer);
        }
    }

    /** What cannot be withdrawn is sent; the newer ones must not wait for it. */
    private void withdrawIfPossible(List<Notice> newer) {
        try {
            transactions.executeWithoutResult(status -> withdrawOlder(newer));
        } catch (DataAccessException | TransactionException e) {
            LOG.atWarn()
                    .addKeyValue("failure", e.getClass().getName())
                    .log("notices that were replaced could not be withdrawn");
        }
    }

    private void withdrawOlder(List<Notice> newer) {
        String[] older =
                database.query(
                                OLDER,
                                statement -> {
                                    statement.setObject(
                                            1, texts(newer.stream().map(Notice::id).toList()));
                                    statement.setObject(
                                            2,
                                            newer.stream()
                                                    .map(one -> one.about().bytes())
                                                    .toArray(byte[][]::new));
                                    statement.setObject(
                                            3,
                                            texts(
                                                    newer.stream()
                                                            .map(Notice::collapseKey)
                                                            .toList()));
                                    statement.setObject(
                                            4,
                                            texts(newer.stream().map(Notice::acceptedAt).toList()));
                                },
                                (row, n) -> row.getObject(1, UUID.class).toString())
                        .toArray(String[]::new);
        if (older.length > 0) {
            for (String statement : List.of(TARGETS, LADDER, NOTIFICATIONS)) {
                database.update(statement, one -> one.setObject(1, older));
            }
        }
    }

    private static String[] texts(List<?> values) {
        return values.stream().map(Object::toString).toArray(String[]::new);
    }
}
