package se.knutpunkt.sso;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Which identity went where: one row for each proof that was issued or refused, in PostgreSQL.
 * Holds keyed hashes, no token and no personal number.
 */
@Component
public class ProofLedger {

    private static final Logger LOG = LoggerFactory.getLogger(ProofLedger.class);

    private final JdbcClient database;
    private final SubjectHash hashes;
    private final Duration kept;
    private final Counter lost;

    /**
     * @param number of the citizen who is logged in, null when the proof is about the hub
     * @param actingFor the representation's id, or the person where that is what was proved; empty
     *     or null for nobody
     * @param audience whom the proof is for, or null
     */
    public record Entry(
            String backend,
            String line,
            String kind,
            String number,
            String actingFor,
            String audience) {
        @Override
        public String toString() {
            return "Entry[line=" + line + "]";
        }
    }

    /** One row as operations see it; hashes in hexadecimal. */
    record Row(
            Instant at,
            String backend,
            String line,
            String kind,
            String subject,
            String actingFor,
            String audience,
            String outcome,
            Instant expires) {}

    ProofLedger(
            JdbcClient database,
            SubjectHash hashes,
            MeterRegistry meters,
            @Value("${knutpunkt.sso.ledger-kept:365d}") Duration kept) {
        this.database = database;
        this.hashes = hashes;
        this.kept = kept;
        this.lost =
                Counter.builder("knutpunkt.proof.ledger.lost")
                        .description("rows that could not be stored; they are in the log")
                        .register(meters);
    }

    /**
     * Stores a row before the proof is used. A database that is away does not close the back ends:
     * the row goes to the log then, whole, and is counted.
     *
     * @param outcome issued, or the code of the problem
     * @param expires null when nothing was issued
     */
    public void write(Entry entry, String outcome, Instant expires) {
        byte[] subject = hashes.of(entry.number());
        byte[] actingFor = hashes.of(entry.actingFor());
        try {
            database.sql(
                            """
                            insert into proof_ledger
                                   (backend, line, kind, subject_hash, acting_for_hash, audience, outcome, expires_at)
                            values (?, ?, ?, ?, ?, ?, ?, ?)
                            """)
                    .params(
                            entry.backend(),
                            entry.line(),
                            entry.kind(),
                            subject,
                            actingFor,
                            entry.audience(),
                            outcome,
                            expires == null ? null : Timestamp.from(expires))
                    .update();
        } catch (DataAccessException | TransactionException e) {
            lost.increment();
            LOG.atError()
                    .addKeyValue("at", Instant.now())
                    .addKeyValue("backend", entry.backend())
                    .addKeyValue("line", entry.line())
                    .addKeyValue("kind", entry.kind())
                    .addKeyValue("subject", hex(subject))
                    .addKeyValue("actingFor", hex(actingFor))
                    .addKeyValue("audience", entry.audience())
                    .addKeyValue("outcome", outcome)
                    .addKeyValue("expires", expires)
                    .addKeyValue("failure", e.getClass().getName())
                    .log("a row of the proof ledger could not be stored");
        }
    }

    /**
     * The newest rows first.
     *
     * @param backend only this back end, or null
     * @param outcome only this outcome, or null
     */
    List<Row> find(String backend, String outcome, Instant since, int most) {
        return database.sql(
                        """
                        select at, backend, line, kind, subject_hash, acting_for_hash, audience, outcome, expires_at
                          from proof_ledger
                         where at >= :since
                           and (cast(:backend as text) is null or backend = :backend)
                           and (cast(:outcome as text) is null or outcome = :outcome)
                         order by at desc, id desc
                         limit :most
                        """)
                .param("since", Timestamp.from(since))
                .param("backend", backend)
                .param("outcome", outcome)
                .param("most", most)
                .query(
                        (row, n) ->
                                new Row(
                                        row.getTimestamp("at").toInstant(),
                                        row.getString("backend"),
                                        row.getString("line"),
                                        row.getString("kind"),
                                        hex(row.getBytes("subject_hash")),
                                        hex(row.getBytes("acting_for_hash")),
                                        row.getString("audience"),
                                        row.getString("outcome"),
                                        instant(row.getTimestamp("expires_at"))))
                .list();
    }

    @Scheduled(fixedDelay = 3_600_000, initialDelay = 120_000)
    void purge() {
        database.sql("delete from proof_ledger where at < ?")
                .param(Timestamp.from(Instant.now().minus(kept)))
                .update();
    }

    private static Instant instant(Timestamp stored) {
        return stored == null ? null : stored.toInstant();
    }

    private static String hex(byte[] hash) {
        return hash == null ? null : HexFormat.of().formatHex(hash);
    }
}
