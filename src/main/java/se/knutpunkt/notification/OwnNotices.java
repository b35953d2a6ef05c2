package se.knutpunkt.notification;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import se.knutpunkt.store.ByteKey;

/** What the ledger says to the citizen whom notifications are about, newest first. */
@Component
final class OwnNotices {

    private static final String PAGE =
            """
            select id, kind, ref, state, accepted_at from notification
             where person_hash = ? and kind = any(?) and (accepted_at, id) < (?, ?)
             order by accepted_at desc, id desc limit ?
            """;

    private static final String TARGETS =
            """
            select t.notification_id, t.recipient_hash, t.channel, t.state, t.parked, t.changed_at, l.notification_id is not null
              from target t
              left join ladder l on l.notification_id = t.notification_id and l.recipient_hash = t.recipient_hash
             where t.notification_id = any(?::uuid[]) order by t.step, t.id
            """;

    private final JdbcTemplate database;

    /**
     * @param status as in getNotification, of what was sent to the viewer where something was
     * @param opened whether the viewer has opened it
     */
    record Own(
            UUID id, String kind, String ref, Instant acceptedAt, String status, boolean opened) {}

    private record Row(UUID id, String kind, String ref, String state, Instant acceptedAt) {}

    private record Sent(NotificationView.Target target, boolean opened) {}

    OwnNotices(JdbcTemplate database) {
        this.database = database;
    }

    /**
     * @param person hash of whom they are about
     * @param viewer hash of who looks
     * @param kinds which may be shown
     * @param most rows
     */
    List<Own> page(
            byte[] person,
            byte[] viewer,
            Collection<String> kinds,
            NoticePosition after,
            int most) {
        List<Row> rows =
                database.query(
                        PAGE,
                        (row, n) ->
                                new Row(
                                        row.getObject(1, UUID.class),
                                        row.getString(2),
                                        row.getString(3),
                                        row.getString(4),
                                        row.getTimestamp(5).toInstant()),
                        person,
                        kinds.toArray(String[]::new),
                        Timestamp.from(after.acceptedAt()),
                        after.id(),
                        most);
        Map<UUID, List<Sent>> sent = targets(rows);
        return rows.stream()
                .map(row -> own(row, sent.getOrDefault(row.id(), List.of()), viewer))
                .toList();
    }

    private static Own own(Row row, List<Sent> all, byte[] viewer) {
        List<Sent> mine =
                all.stream()
                        .filter(one -> Arrays.equals(one.target().recipient().bytes(), viewer))
                        .toList();
        List<NotificationView.Target> shown =
                (mine.isEmpty() ? all : mine).stream().map(Sent::target).toList();
        return new Own(
                row.id(),
                row.kind(),
                row.ref(),
                row.acceptedAt(),
                NotificationView.shown(row.state(), shown).status(),
                mine.stream().anyMatch(Sent::opened));
    }

    private Map<UUID, List<Sent>> targets(List<Row> rows) {
        Map<UUID, List<Sent>> sent = new HashMap<>();
        if (rows.isEmpty()) {
            return sent;
        }
        String[] ids = rows.stream().map(row -> row.id().toString()).toArray(String[]::new);
        database.query(
                TARGETS,
                statement -> statement.setObject(1, ids),
                row -> {
                    String state = row.getString(4);
                    sent.computeIfAbsent(row.getObject(1, UUID.class), id -> new ArrayList<>())
                            .add(
                                    new Sent(
                                            new NotificationView.Target(
                                                    new ByteKey(row.getBytes(2)),
                                                    row.getString(3),
                                                    NotificationView.status(
                                                            state, row.getBoolean(5)),
                                                    row.getTimestamp(6).toInstant(),
                                                    row.getBoolean(7)),
                                            state.equals("opened")));
                });
        return sent;
    }
}
