package se.knutpunkt.notification;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import se.knutpunkt.store.PersonKey;

/** Writes decisions to the ledger, with the outbox row that promises the messages. */
@Component("plans")
public final class Plans {

    private static final String NOTIFICATIONS =
            """
            update notification n
               set state = d.state, reason = d.reason, due_at = coalesce(d.due_at, n.due_at), region = coalesce(d.region, n.region)
              from unnest(?::uuid[], ?, ?, ?::timestamptz[], ?) as d(id, state, reason, due_at, region)
             where n.id = d.id
            """;
    private static final String TARGETS =
            """
            insert into target (id, notification_id, recipient_hash, about, channel, device_id, step, state, changed_at)
            select *, 'queued', now() from unnest(?::uuid[], ?::uuid[], ?, ?, ?, ?, ?)
            """;
    private static final String CLIMBS =
            """
            insert into ladder (notification_id, recipient_hash, about, next_step, due_at)
            select * from unnest(?::uuid[], ?, ?, ?, ?::timestamptz[])
            on conflict (notification_id, recipient_hash) do update set next_step = excluded.next_step, due_at = excluded.due_at
            """;
    private static final String OUTBOX =
            "insert into outbox (targets, bulk) values (?::uuid[], ?) returning id";

    private final JdbcTemplate database;
    private final PersonKey keys;

    /**
     * What is written, and still to be brought to the broker.
     *
     * @param outbox id of the row, or null when there is nothing to send
     * @param climbs the steps that were written
     */
    record Written(
            Due due,
            List<Decision> decisions,
            Long outbox,
            List<TargetMessage> messages,
            List<Decision.Climb> climbs) {}

    Plans(JdbcTemplate database, PersonKey keys) {
        this.database = database;
        this.keys = keys;
    }

    /** The step of the route. */
    public Written write(Rules.Decided decided) {
        List<Decision> decisions = decided.decisions();
        update(decisions);
        return new Written(
                decided.due(),
                decisions,
                insert(decisions, decided.due().bulk()),
                messages(decisions),
                decisions.stream().flatMap(one -> one.climbs().stream()).toList());
    }

    private void update(List<Decision> decisions) {
        database.update(
                NOTIFICATIONS,
                statement -> {
                    set(statement, 1, decisions, one -> one.notice().id());
                    set(statement, 2, decisions, Decision::state);
                    set(statement, 3, decisions, Decision::reason);
                    set(statement, 4, decisions, Decision::dueAt);
                    set(statement, 5, decisions, Decision::region);
                });
    }

    /** Targets, later steps and the outbox row, which may be of any stage of the ladder. */
    Long insert(List<Decision> decisions, boolean bulk) {
        List<Row<Decision.Target>> targets = new ArrayList<>();
        List<Row<Decision.Climb>> climbs = new ArrayList<>();
        for (Decision decision : decisions) {
            UUID id = decision.notice().id();
            decision.targets().forEach(one -> targets.add(new Row<>(id, one, sealed(one.child()))));
            decision.climbs().forEach(one -> climbs.add(new Row<>(id, one, sealed(one.child()))));
        }
        if (!climbs.isEmpty()) {
            insertClimbs(climbs);
        }
        if (targets.isEmpty()) {
            return null;
        }
        insertTargets(targets);
        return database.query(
                        OUTBOX,
                        statement -> {
                            set(statement, 1, targets, one -> one.part().id());
                            statement.setBoolean(2, bulk);
                        },
                        (row, n) -> row.getLong(1))
                .get(0);
    }

    private record Row<T>(UUID notification, T part, byte[] about) {}

    private byte[] sealed(String child) {
        return child == null ? null : keys.seal(child);
    }

    private void insertTargets(List<Row<Decision.Target>> rows) {
        database.update(
                TARGETS,
                statement -> {
                    set(statement, 1, rows, one -> one.part().id());
                    set(statement, 2, rows, Row::notification);
                    statement.setObject(
                            3,
                            rows.stream()
                                    .map(one -> one.part().recipient().bytes())
                                    .toArray(byte[][]::new));
                    statement.setObject(4, rows.stream().map(Row::about).toArray(byte[][]::new));
                    set(statement, 5, rows, one -> one.part().channel());
                    set(statement, 6, rows, one -> one.part().device());
                    statement.setObject(
                            7, rows.stream().mapToInt(one -> one.part().step()).toArray());
                });
    }

    private void insertClimbs(List<Row<Decision.Climb>> rows) {
        database.update(
                CLIMBS,
                statement -> {
                    set(statement, 1, rows, Row::notification);
                    statement.setObject(
                            2,
                            rows.stream()
                                    .map(one -> one.part().recipient().bytes())
                                    .toArray(byte[][]::new));
                    statement.setObject(3, rows.stream().map(Row::about).toArray(byte[][]::new));
                    statement.setObject(
                            4, rows.stream().mapToInt(one -> one.part().nextStep()).toArray());
                    set(statement, 5, rows, one -> one.part().dueAt());
                });
    }

    static List<TargetMessage> messages(List<Decision> decisions) {
        List<TargetMessage> messages = new ArrayList<>();
        for (Decision decision : decisions) {
            for (Decision.Target target : decision.targets()) {
                messages.add(
                        new TargetMessage(
                                target.id(),
                                target.channel(),
                                decision.notice().kind(),
                                decision.region(),
                                0));
            }
        }
        return messages;
    }

    private static <T> void set(
            PreparedStatement statement, int at, List<T> rows, Function<T, Object> part)
            throws SQLException {
        statement.setObject(
                at,
                rows.stream()
                        .map(part)
                        .map(one -> one == null ? null : one.toString())
                        .toArray(String[]::new));
    }
}
