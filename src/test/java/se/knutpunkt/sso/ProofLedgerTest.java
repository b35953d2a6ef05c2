package se.knutpunkt.sso;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.AbstractDataSource;
import se.knutpunkt.flow.RunningHub;

/** The ledger on a real PostgreSQL. */
class ProofLedgerTest {

    private static final String NUMBER = RunningHub.TOLVAN;

    private final RunningHub hub = RunningHub.fresh();
    private final ProofLedger ledger = hub.bean(ProofLedger.class);
    private final String backend = "test-" + UUID.randomUUID();

    @Test
    void rowsAreFoundByBackendOutcomeAndTime() {
        Instant before = Instant.now().minusSeconds(60);
        ledger.write(entry("child"), "issued", Instant.now().plusSeconds(300));
        ledger.write(entry(""), "login-again", null);
        assertThat(ledger.find(backend, null, before, 10)).hasSize(2);
        assertThat(ledger.find(backend, null, before, 1))
                .singleElement()
                .satisfies(row -> assertThat(row.outcome()).isEqualTo("login-again"));
        ProofLedger.Row issued = ledger.find(backend, "issued", before, 10).get(0);
        assertThat(issued.subject()).hasSize(64).isNotEqualTo(issued.actingFor());
        assertThat(issued.toString()).doesNotContain(NUMBER, "child");
        assertThat(ledger.find(backend, null, Instant.now().plusSeconds(60), 10)).isEmpty();
    }

    @Test
    void oldRowsAreDeleted() {
        ledger.write(entry(""), "issued", null);
        hub.bean(JdbcClient.class)
                .sql("update proof_ledger set at = now() - interval '366 days' where backend = ?")
                .param(backend)
                .update();
        ledger.write(entry(""), "issued", null);
        ledger.purge();
        assertThat(ledger.find(backend, null, Instant.EPOCH, 10)).hasSize(1);
    }

    @Test
    void aRowThatCannotBeStoredIsInTheLogAndCounted() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        SubjectHash hashes = new SubjectHash(List.of("k".repeat(40)));
        ProofLedger cutOff =
                new ProofLedger(JdbcClient.create(new Away()), hashes, meters, Duration.ofDays(1));
        Logger logger = (Logger) LoggerFactory.getLogger(ProofLedger.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        cutOff.write(entry("child"), "issued", Instant.now());
        logger.detachAppender(lines);
        assertThat(meters.counter("knutpunkt.proof.ledger.lost").count()).isEqualTo(1);
        assertThat(lines.list).hasSize(1);
        assertThat(lines.list.get(0).getKeyValuePairs().toString())
                .contains(backend, "token-exchange", "issued")
                .doesNotContain(NUMBER, "child");
    }

    private ProofLedger.Entry entry(String actingFor) {
        return new ProofLedger.Entry(
                backend, "01." + backend, "token-exchange", NUMBER, actingFor, "audience");
    }

    /** A database that cannot be reached. */
    private static final class Away extends AbstractDataSource {
        @Override
        public java.sql.Connection getConnection() throws SQLException {
            throw new SQLException("away");
        }

        @Override
        public java.sql.Connection getConnection(String user, String password) throws SQLException {
            return getConnection();
        }
    }
}
