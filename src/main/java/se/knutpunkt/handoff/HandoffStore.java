package se.knutpunkt.handoff;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import se.knutpunkt.store.Seal;

/**
 * The codes under way, in PostgreSQL, so that any replica can redeem what another made. The
 * database's clock alone decides what is late. A code is stored as its hash, who is handed over is
 * sealed, and gone as soon as the code is used or late.
 */
@Component
class HandoffStore {

    /** How long a used or late code is still known as such. */
    static final Duration REMEMBERED = Duration.ofMinutes(10);

    private static final String PURPOSE = "68616e646f6666";

    private final JdbcClient database;
    private final Seal seal;

    /**
     * A code that is known.
     *
     * @param identity whom it hands over; null unless this very call used the code up, and when no
     *     key of the hub opens it or it was sealed for another code
     * @param used whether it was used before
     * @param late whether its time is over
     */
    record Found(String service, byte[] identity, boolean used, boolean late) {}

    HandoffStore(JdbcClient database, @Value("${knutpunkt.identifier-key}") List<String> secrets) {
        this.database = database;
        this.seal = new Seal(secrets, PURPOSE);
    }

    /** Keeps a code for so long; answers when it ends. */
    Instant keep(byte[] codeHash, String service, byte[] identity, Duration lifetime) {
        return database.sql(
                        """
                        insert into handoff (code_hash, service, identity, expires_at)
                        values (?, ?, ?, now() + cast(? as interval)) returning expires_at
                        """)
                .params(
                        codeHash,
                        service,
                        seal.seal(bound(codeHash, service, identity)),
                        lifetime.toString())
                .query(Timestamp.class)
                .single()
                .toInstant();
    }

    /**
     * Uses a code up, whoever asks, and tells what it was: one statement, so that of any number of
     * calls at once exactly one gets the identity. Those that wait for the row read it anew when
     * they get it.
     */
    Optional<Found> use(byte[] codeHash) {
        return database.sql(
                        """
                        with found as (
                            select code_hash, service, identity, used_at is not null as used, expires_at <= now() as late
                              from handoff where code_hash = ? for update),
                        spent as (
                            update handoff set used_at = now(), identity = null
                              from found
                             where handoff.code_hash = found.code_hash and not found.used and not found.late)
                        select service, identity, used, late from found
                        """)
                .param(codeHash)
                .query(
                        (row, n) ->
                                found(
                                        codeHash,
                                        row.getString(1),
                                        row.getBytes(2),
                                        row.getBoolean(3),
                                        row.getBoolean(4)))
                .optional();
    }

    private Found found(
            byte[] codeHash, String service, byte[] sealed, boolean used, boolean late) {
        byte[] identity =
                used || late
                        ? null
                        : seal.open(sealed)
                                .map(all -> unbound(codeHash, service, all))
                                .orElse(null);
        return new Found(service, identity, used, late);
    }

    /** Who may write to the database must not be able to put one citizen under another's code. */
    private static byte[] bound(byte[] codeHash, String service, byte[] identity) {
        byte[] binding = binding(codeHash, service);
        return ByteBuffer.allocate(binding.length + identity.length)
                .put(binding)
                .put(identity)
                .array();
    }

    /** Null when it was sealed for another code or service. */
    private static byte[] unbound(byte[] codeHash, String service, byte[] all) {
        byte[] binding = binding(codeHash, service);
        return all.length >= binding.length
                        && Arrays.equals(binding, Arrays.copyOf(all, binding.length))
                ? Arrays.copyOfRange(all, binding.length, all.length)
                : null;
    }

    private static byte[] binding(byte[] codeHash, String service) {
        byte[] name = service.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(codeHash.length + 1 + name.length)
                .put(codeHash)
                .put((byte) name.length)
                .put(name)
                .array();
    }

    @Scheduled(fixedDelay = 30_000, initialDelay = 30_000)
    void purge() {
        database.sql(
                        "update handoff set identity = null where expires_at < now() and identity is not null")
                .update();
        database.sql("delete from handoff where expires_at < now() - cast(? as interval)")
                .param(REMEMBERED.toString())
                .update();
    }
}
