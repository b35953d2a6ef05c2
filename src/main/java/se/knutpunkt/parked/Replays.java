package se.knutpunkt.parked;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import se.knutpunkt.notification.Requeue;
import se.knutpunkt.notification.TargetMessage;

/**
 * Queues parked targets again, some at a time. What is queued goes through the channel's claim as
 * any other, with the attempts it has had, so a replay is one more attempt and never a second
 * effect.
 */
@Component
final class Replays {

    private static final ObjectMapper JSON =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();
    private static final String COLUMNS =
            "id, who, filter, rate, state, replayed, created_at from replay ";
    private static final int MOST_AT_ONCE = 200;

    private static final String FREE =
            """
            with freed as (
                update target set parked = false, state = 'queued', claim = null, changed_at = now()
                 where id in (select t.id from target t join notification n on n.id = t.notification_id where
            """
                    + ParkedTargets.SELECTED
                    + """
                      and (n.campaign_id is not null) = :bulk and n.expires_at > now() and not
                      """
                    + ParkedTargets.TOLD
                    + """
                      order by t.changed_at limit :limit for update of t skip locked)
                returning id, channel, notification_id, attempt)
            select freed.id, freed.channel, n.kind, n.region, freed.attempt
              from freed join notification n on n.id = freed.notification_id
            """;

    private final JdbcClient database;
    private final TransactionTemplate together;
    private final Requeue requeue;

    /** What was queued in one transaction, to be sent after it. */
    private record Freed(Long noted, List<TargetMessage> messages, boolean bulk) {
        void send(Requeue requeue) {
            if (noted != null) {
                requeue.send(noted, messages, bulk);
            }
        }
    }

    private record Step(List<Freed> freed) {}

    Replays(JdbcClient database, TransactionTemplate together, Requeue requeue) {
        this.database = database;
        this.together = together;
        this.requeue = requeue;
    }

    /** What is parked after this moment is not its business. */
    Replay begin(String who, Selection selection, int rate) {
        UUID id = UUID.randomUUID();
        database.sql(
                        "insert into replay (id, who, channel, filter, rate, state) values (?, ?, ?, ?, ?, 'running')")
                .params(id, who, selection.channel(), written(selection), rate)
                .update();
        return find(id).orElseThrow();
    }

    Optional<Replay> find(UUID id) {
        return database.sql("select " + COLUMNS + "where id = ?")
                .param(id)
                .query(Replays::replay)
                .optional();
    }

    List<Replay> list(int limit) {
        return database.sql("select " + COLUMNS + "order by created_at desc limit ?")
                .param(limit)
                .query(Replays::replay)
                .list();
    }

    boolean stop(UUID id) {
        return database.sql(
                                "update replay set state = 'stopped' where id = ? and state = 'running'")
                        .param(id)
                        .update()
                == 1;
    }

    /** Whether there was something to do; if not, nothing is due now. */
    boolean step() {
        Step step =
                together.execute(
                        status ->
                                database.sql(
                                                "select "
                                                        + COLUMNS
                                                        + "where state = 'running' and next_at <= now() order by next_at limit 1 for update skip locked")
                                        .query(Replays::replay)
                                        .optional()
                                        .map(this::step)
                                        .orElse(null));
        if (step == null) {
            return false;
        }
        step.freed.forEach(one -> one.send(requeue));
        return true;
    }

    private Step step(Replay replay) {
        int limit = Math.max(1, Math.min(MOST_AT_ONCE, replay.rate() / 5));
        Freed singles = free(replay, false, limit);
        Freed bulk = free(replay, true, limit - singles.messages.size());
        int count = singles.messages.size() + bulk.messages.size();
        database.sql(
                        """
                        update replay
                           set replayed = replayed + :count, state = case when :count = 0 then 'done' else state end,
                               next_at = greatest(next_at, now() - interval '1 second') + make_interval(secs => cast(:count as double precision) / rate)
                         where id = :id
                        """)
                .param("count", count)
                .param("id", replay.id())
                .update();
        return new Step(List.of(singles, bulk));
    }

    private Freed free(Replay replay, boolean bulk, int limit) {
        if (limit <= 0) {
            return new Freed(null, List.of(), bulk);
        }
        List<TargetMessage> messages =
                ParkedTargets.bound(database.sql(FREE), replay.selection())
                        .param("bulk", bulk)
                        .param("limit", limit)
                        .query(
                                (row, n) ->
                                        new TargetMessage(
                                                row.getObject(1, UUID.class),
                                                row.getString(2),
                                                row.getString(3),
                                                row.getString(4),
                                                row.getInt(5)))
                        .list();
        Long noted =
                messages.isEmpty()
                        ? null
                        : requeue.note(messages.stream().map(TargetMessage::target).toList(), bulk);
        return new Freed(noted, messages, bulk);
    }

    private static String written(Selection selection) {
        try {
            return JSON.writeValueAsString(selection);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A selection that is not bounded is bounded by the replay's beginning. */
    private static Replay replay(ResultSet row, int n) throws SQLException {
        Timestamp created = row.getTimestamp("created_at");
        Selection stated;
        try {
            stated = JSON.readValue(row.getString("filter"), Selection.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        Instant before = stated.before() == null ? created.toInstant() : stated.before();
        return new Replay(
                row.getObject("id", UUID.class),
                row.getString("who"),
                new Selection(
                        stated.channel(),
                        stated.region(),
                        stated.kind(),
                        stated.code(),
                        before,
                        stated.targets()),
                row.getInt("rate"),
                row.getString("state"),
                row.getLong("replayed"),
                created.toInstant());
    }
}
