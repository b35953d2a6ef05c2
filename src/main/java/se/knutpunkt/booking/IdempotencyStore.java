package se.knutpunkt.booking;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import se.knutpunkt.store.Seal;

/**
 * Which Idempotency-Keys were used, in PostgreSQL, for 24 hours. A key is stored as a hash of
 * itself and the citizen; the answer is stored encrypted, since it may hold patient data.
 */
@Component
class IdempotencyStore {

    static final Duration KEPT = Duration.ofHours(24);

    private static final String PURPOSE = "6b6e757470756e6b";

    private final JdbcClient database;
    private final Seal seal;

    /**
     * What is known of a key.
     *
     * @param state started, unknown or answered
     * @param ageSeconds since the effect was attempted
     * @param answer null also when no key of the hub opens it any more; such an entry is settled by
     *     asking
     */
    record Entry(
            byte[] requestHash, String state, long ageSeconds, Integer status, byte[] answer) {}

    IdempotencyStore(
            JdbcClient database, @Value("${knutpunkt.identifier-key}") List<String> secrets) {
        this.database = database;
        this.seal = new Seal(secrets, PURPOSE);
    }

    /** Takes a key; false when it is in use already. */
    boolean take(byte[] keyHash, byte[] requestHash) {
        return database.sql(
                                """
                                insert into idempotency (key_hash, request_hash, state, attempted_at, expires_at)
                                values (?, ?, 'started', now(), now() + cast(? as interval))
                                on conflict (key_hash) do update
                                   set request_hash = excluded.request_hash, state = 'started', status = null, answer = null,
                                       attempted_at = excluded.attempted_at, expires_at = excluded.expires_at
                                 where idempotency.expires_at < now()
                                """)
                        .params(keyHash, requestHash, KEPT.toString())
                        .update()
                == 1;
    }

    Optional<Entry> find(byte[] keyHash) {
        return database.sql(
                        """
                        select request_hash, state, extract(epoch from now() - attempted_at) as age, status, answer
                          from idempotency where key_hash = ?
                        """)
                .param(keyHash)
                .query(
                        (row, n) ->
                                new Entry(
                                        row.getBytes("request_hash"),
                                        row.getString("state"),
                                        row.getLong("age"),
                                        (Integer) row.getObject("status"),
                                        seal.open(row.getBytes("answer")).orElse(null)))
                .optional();
    }

    void answered(byte[] keyHash, int status, byte[] answer) {
        database.sql(
                        "update idempotency set state = 'answered', status = ?, answer = ? where key_hash = ?")
                .params(status, seal.seal(answer), keyHash)
                .update();
    }

    void unknown(byte[] keyHash) {
        database.sql("update idempotency set state = 'unknown' where key_hash = ?")
                .param(keyHash)
                .update();
    }

    /** The effect surely did not happen: the key may be used again. */
    void release(byte[] keyHash) {
        database.sql("delete from idempotency where key_hash = ? and state <> 'answered'")
                .param(keyHash)
                .update();
    }

    @Scheduled(fixedDelay = 600_000, initialDelay = 60_000)
    void purge() {
        database.sql("delete from idempotency where expires_at < now()").update();
    }
}
