package se.knutpunkt.parked;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Parked and unsure targets, in the ledger. The ledger is the truth; the messages in {@code
 * notify.<channel>.parked} follow it ({@link ParkedQueues}).
 */
@Component
final class ParkedTargets {

    /** Takes some tenths of a second; the database may be waited for 5 s. */
    private static final int DISCARDED_AT_ONCE = 2_000;

    /** Somebody who has seen it, or was told on a later or earlier step, is not told again. */
    static final String TOLD =
            """
            exists (select 1 from target o
                     where o.notification_id = t.notification_id and o.recipient_hash = t.recipient_hash and o.id <> t.id
                       and (o.state = 'opened' or o.step <> t.step and o.state in ('sent', 'delivered')))
            """;

    /** Of {@link Selection}, with its names as parameters. */
    static final String SELECTED =
            """
            t.parked and t.channel = :channel
              and (cast(:region as text) is null or n.region = :region)
              and (cast(:kind as text) is null or n.kind = :kind)
              and (cast(:code as text) is null or t.code = :code)
              and (cast(:before as timestamptz) is null or t.changed_at <= :before)
              and (:all or t.id = any(cast(:targets as uuid[])))
            """;

    private static final String ROW =
            """
            select t.id, t.notification_id, t.channel, t.state, t.parked, t.code, t.attempt, t.step, t.reference, t.changed_at,
                   n.kind, n.urgency, n.region, n.source, n.campaign_id, n.accepted_at, n.expires_at, n.expires_at <= now() as expired,
            """
                    + TOLD
                    + " as told from target t join notification n on n.id = t.notification_id ";

    private final JdbcClient database;

    /**
     * A row of the ledger, without anything about a person.
     *
     * @param told the citizen knows by another step, or has opened it; it is not replayed
     * @param reference the provider's id
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Row(
            UUID target,
            UUID notification,
            String channel,
            String state,
            boolean parked,
            String code,
            int attempts,
            int step,
            String reference,
            Instant since,
            String kind,
            String urgency,
            String region,
            String source,
            UUID campaign,
            Instant acceptedAt,
            Instant expiresAt,
            boolean expired,
            boolean told) {}

    /** How many of one channel are parked for one reason. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Count(
            String channel, String code, String kind, String region, long count, Instant oldest) {}

    ParkedTargets(JdbcClient database) {
        this.database = database;
    }

    /** The oldest first. */
    List<Row> list(Selection selection, int limit) {
        return bound(
                        database.sql(
                                ROW + "where " + SELECTED + " order by t.changed_at limit :limit"),
                        selection)
                .param("limit", limit)
                .query(ParkedTargets::row)
                .list();
    }

    /** All channels. */
    List<Count> counts() {
        return database.sql(
                        """
                        select t.channel, t.code, n.kind, n.region, count(*), min(t.changed_at)
                          from target t join notification n on n.id = t.notification_id
                         where t.parked group by 1, 2, 3, 4 order by 1, 5 desc
                        """)
                .query(
                        (row, n) ->
                                new Count(
                                        row.getString(1),
                                        row.getString(2),
                                        row.getString(3),
                                        row.getString(4),
                                        row.getLong(5),
                                        row.getTimestamp(6).toInstant()))
                .list();
    }

    /** Accepted by the provider or not is unknown; the newest first. */
    List<Row> unsure(String channel, int limit) {
        return database.sql(
                        ROW
                                + """
                                  where t.state = 'unsure' and (cast(:channel as text) is null or t.channel = :channel)
                                  order by t.changed_at desc limit :limit
                                  """)
                .param("channel", channel)
                .param("limit", limit)
                .query(ParkedTargets::row)
                .list();
    }

    Optional<Row> find(UUID target) {
        return database.sql(ROW + "where t.id = ?")
                .param(target)
                .query(ParkedTargets::row)
                .optional();
    }

    /**
     * They are given up for good, some thousands at a time, so that no statement takes long: to be
     * called until it gives 0, each time in a transaction.
     */
    int discardSome(Selection selection) {
        return bound(
                        database.sql(
                                """
                                update target set parked = false, state = 'rejected', code = 'discarded', claim = null, changed_at = now()
                                 where id in (select t.id from target t join notification n on n.id = t.notification_id where
                                """
                                        + SELECTED
                                        + " order by t.changed_at limit :limit for update of t skip locked)"),
                        selection)
                .param("limit", DISCARDED_AT_ONCE)
                .update();
    }

    /** By the clock that says when one was parked. */
    Instant now() {
        return database.sql("select now()").query(Timestamp.class).single().toInstant();
    }

    static JdbcClient.StatementSpec bound(JdbcClient.StatementSpec statement, Selection selection) {
        return statement
                .param("channel", selection.channel())
                .param("region", selection.region())
                .param("kind", selection.kind())
                .param("code", selection.code())
                .param(
                        "before",
                        selection.before() == null ? null : Timestamp.from(selection.before()))
                .param("all", selection.targets().isEmpty())
                .param("targets", array(selection.targets()));
    }

    /** As PostgreSQL writes an array. */
    static String array(Collection<UUID> targets) {
        return "{" + String.join(",", targets.stream().map(UUID::toString).toList()) + "}";
    }

    private static Row row(ResultSet row, int n) throws SQLException {
        return new Row(
                row.getObject("id", UUID.class),
                row.getObject("notification_id", UUID.class),
                row.getString("channel"),
                row.getString("state"),
                row.getBoolean("parked"),
                row.getString("code"),
                row.getInt("attempt"),
                row.getInt("step"),
                row.getString("reference"),
                row.getTimestamp("changed_at").toInstant(),
                row.getString("kind"),
                row.getString("urgency"),
                row.getString("region"),
                row.getString("source"),
                row.getObject("campaign_id", UUID.class),
                row.getTimestamp("accepted_at").toInstant(),
                row.getTimestamp("expires_at").toInstant(),
                row.getBoolean("expired"),
                row.getBoolean("told"));
    }
}
