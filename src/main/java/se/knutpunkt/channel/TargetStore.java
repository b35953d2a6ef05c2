package se.knutpunkt.channel;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import se.knutpunkt.notification.TargetMessage;
import se.knutpunkt.store.PersonKey;

/**
 * Claims targets of the ledger and records what became of them, many in one statement. A target is
 * sent by the one hub whose claim stands in its row, and by no other.
 */
@Component
final class TargetStore {

    /** A collapse id of APNs holds at most 64 bytes. */
    private static final int COLLAPSE_BYTES = 24;

    private static final String CLAIM =
            """
            with mine as (
                update target t
                   set state = 'sending', claim = c.claim, changed_at = now(),
                       attempt = t.attempt + case when t.claim = c.claim then 0 else 1 end
                  from notification n, (select cast(? as uuid) as claim, cast(? as text) as channel) c
                 where t.id = any(?) and n.id = t.notification_id and t.channel = c.channel
                   and (t.state in ('queued', 'failed') and not t.parked or t.state in ('sending', 'unsure') and t.claim = c.claim)
                returning t.id, t.notification_id, t.attempt, t.recipient_hash, t.device_id, t.about, t.channel,
                          n.kind, n.urgency, n.collapse_key, n.person_hash, n.accepted_at, n.expires_at)
            select mine.*, r.language, d.environment, d.registered_at,
                   case mine.channel when 'sms' then case when r.phone_dead_at is null then r.phone end
                                     when 'email' then case when r.email_dead_at is null then r.email end
                                     else d.token end as address
              from mine
              left join recipient r on r.person_hash = mine.recipient_hash
              left join device d on d.person_hash = mine.recipient_hash and d.device_id = mine.device_id
            """;

    private static final String RECORD =
            """
            update target t
               set state = o.state, code = o.code, reference = coalesce(o.reference, t.reference), parked = o.parked, changed_at = now()
              from unnest(?::uuid[], ?, ?, ?, ?::boolean[]) as o(id, state, code, reference, parked)
             where t.id = o.id and t.claim = ? and t.state in ('sending', 'unsure')
            """;

    private static final String PUT_BACK =
            """
            update target set state = 'failed', code = ?, attempt = attempt - 1, changed_at = now()
             where id = any(?) and claim = ? and state in ('sending', 'unsure')
            """;

    private static final String FORGOTTEN =
            """
            update target set state = 'unsure', code = 'not-recorded', changed_at = now()
             where state = 'sending' and changed_at < now() - cast(? as interval)
            """;

    /** Quiet hours are waited out by a message too, and are longer than any pause. */
    private static final String STRANDED =
            """
            with stranded as (
                update target t set state = 'queued', changed_at = now()
                 where id in (select id from target
                               where state = 'failed' and not parked
                                 and changed_at < now() - cast(? as interval)
                                 and (code is distinct from 'quiet-hours' or changed_at < now() - interval '14 hours')
                               order by changed_at limit ? for update skip locked)
                returning t.id, (select n.campaign_id is not null from notification n where n.id = t.notification_id) as bulk),
            noted as (insert into outbox (targets, bulk) select array_agg(id), bulk from stranded group by bulk)
            select count(*) from stranded
            """;

    private static final int STRANDED_AT_ONCE = 500;

    private final JdbcTemplate database;
    private final PersonKey key;
    private final Clock clock;

    /**
     * What the ledger is to say of a target.
     *
     * @param parked whether operations have to look at it
     */
    record Entry(UUID id, String state, String code, String reference, boolean parked) {

        private static final int LONGEST = 200;

        /** A reference is the provider's own text, of which PostgreSQL takes no NUL. */
        Entry {
            if (reference != null) {
                String clean = reference.replaceAll("\\p{Cntrl}", "");
                reference = clean.substring(0, Math.min(LONGEST, clean.length()));
            }
        }
    }

    TargetStore(JdbcTemplate database, PersonKey key, Clock clock) {
        this.database = database;
        this.key = key;
        this.clock = clock;
    }

    /**
     * Those of the messages' targets that this claim may send; the others are nobody's to send.
     * Asked again with the same claim, because the answer was lost, it gives the same.
     *
     * @param messages at least one, all of one channel
     */
    List<Claimed> claim(UUID claim, List<TargetMessage> messages) {
        Map<UUID, TargetMessage> byTarget =
                messages.stream()
                        .collect(
                                Collectors.toMap(
                                        TargetMessage::target, one -> one, (one, other) -> one));
        return database.query(
                CLAIM,
                statement -> {
                    statement.setObject(1, claim);
                    statement.setString(2, messages.get(0).channel());
                    statement.setArray(
                            3,
                            statement
                                    .getConnection()
                                    .createArrayOf("uuid", byTarget.keySet().toArray()));
                },
                (row, n) -> claimed(row, byTarget));
    }

    private Claimed claimed(ResultSet row, Map<UUID, TargetMessage> byTarget) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        String language = row.getString("language");
        return new Claimed(
                byTarget.get(id),
                id,
                row.getObject("notification_id", UUID.class),
                row.getInt("attempt"),
                row.getBytes("recipient_hash"),
                row.getString("device_id"),
                key.open(row.getBytes("address")).orElse(null),
                row.getString("environment"),
                instant(row.getTimestamp("registered_at")),
                language == null ? "sv" : language,
                key.open(row.getBytes("about")).orElse(null),
                row.getString("kind"),
                row.getString("urgency"),
                collapseId(row.getBytes("person_hash"), row.getString("collapse_key")),
                instant(row.getTimestamp("accepted_at")),
                instant(row.getTimestamp("expires_at")));
    }

    /** Says neither who it is for nor what it is about, and is the same for the same two. */
    private String collapseId(byte[] personHash, String collapseKey) {
        if (collapseKey == null) {
            return null;
        }
        byte[] hash = key.hash("collapse", HexFormat.of().formatHex(personHash) + collapseKey);
        return HexFormat.of().formatHex(hash, 0, COLLAPSE_BYTES);
    }

    /** Writes them down, where the claim is still the one that stands there. */
    int record(UUID claim, List<Entry> entries) {
        return database.update(
                RECORD,
                statement -> {
                    statement.setArray(
                            1,
                            statement
                                    .getConnection()
                                    .createArrayOf(
                                            "uuid", entries.stream().map(Entry::id).toArray()));
                    statement.setObject(2, texts(entries, Entry::state));
                    statement.setObject(3, texts(entries, Entry::code));
                    statement.setObject(4, texts(entries, Entry::reference));
                    statement.setArray(
                            5,
                            statement
                                    .getConnection()
                                    .createArrayOf(
                                            "bool", entries.stream().map(Entry::parked).toArray()));
                    statement.setObject(6, claim);
                });
    }

    /**
     * Nobody has tried to send them: they wait, and it was no attempt. Twice is as good as once.
     *
     * @param code why they wait
     */
    int putBack(UUID claim, Collection<UUID> ids, String code) {
        return database.update(
                PUT_BACK,
                statement -> {
                    statement.setString(1, code);
                    statement.setArray(
                            2, statement.getConnection().createArrayOf("uuid", ids.toArray()));
                    statement.setObject(3, claim);
                });
    }

    /** Claimed so long ago that whoever claimed it is gone: accepted or not is unknown. */
    int giveUp(Duration after) {
        return database.update(FORGOTTEN, after.toString());
    }

    /**
     * Failures whose message is gone: its sender lost the broker between recording and sending it
     * again, while another had it and found it claimed. They are brought to their channel again.
     *
     * @param after longer than any pause
     * @return how many
     */
    int comeBack(Duration after) {
        Integer count =
                database.queryForObject(
                        STRANDED, Integer.class, after.toString(), STRANDED_AT_ONCE);
        return count == null ? 0 : count;
    }

    Instant now() {
        return clock.instant();
    }

    private static String[] texts(List<Entry> entries, Function<Entry, String> part) {
        return entries.stream().map(part).toArray(String[]::new);
    }

    private static Instant instant(Timestamp time) {
        return time == null ? null : time.toInstant();
    }
}
