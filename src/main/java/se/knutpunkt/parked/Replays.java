package se.knutpunkt.parked;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import se.knutpunkt.notification.Requeue;

/**
 * Queues parked targets again, some at a time. What is queued goes through the channel's claim as
 * any other, with the attempts it has had, so a replay is one more attempt and never a second
 * effect. What nobody wants any more is refused and parked no longer.
 */
@Component
final class Replays {

    private static final ObjectMapper JSON =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();
    private static final String COLUMNS =
            "id, who, filter, rate, state, replayed, refused, created_at from replay ";
    private static final int MOST_AT_ONCE = 200;

    private final JdbcClient database;
    private final TransactionTemplate together;
    private final Requeue requeue;
    private final Releases releases;

    private record Step(List<Releases.Released> released) {}

    Replays(JdbcClient database, TransactionTemplate together, Requeue requeue, Releases releases) {
        this.database = database;
        this.together = together;
        this.requeue = requeue;
        this.releases = releases;
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
        step.released.forEach(one -> one.send(requeue));
        return true;
    }

    private Step step(Replay replay) {
        int limit = Math.max(1, Math.min(MOST_AT_ONCE, replay.rate() / 5));
        Releases.Released singles = releases.release(replay.selection(), false, limit);
        Releases.Released bulk =
                releases.release(replay.selection(), true, limit - singles.count());
        int queued = singles.messages().size() + bulk.messages().size();
        int refused = singles.refused() + bulk.refused();
        database.sql(
                        """
                        update replay
                           set replayed = replayed + :queued, refused = refused + :refused,
                               state = case when :queued + :refused = 0 then 'done' else state end,
                               next_at = greatest(next_at, now() - interval '1 second') + make_interval(secs => cast(:queued as double precision) / rate)
                         where id = :id
                        """)
                .param("queued", queued)
                .param("refused", refused)
                .param("id", replay.id())
                .update();
        return new Step(List.of(singles, bulk));
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
        return new Replay(
                row.getObject("id", UUID.class),
                row.getString("who"),
                stated.until(created.toInstant()),
                row.getInt("rate"),
                row.getString("state"),
                row.getLong("replayed"),
                row.getLong("refused"),
                created.toInstant());
    }
}
