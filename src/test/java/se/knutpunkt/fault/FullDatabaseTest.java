package se.knutpunkt.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A PostgreSQL that cannot write: its disk is full, or it may only be read. Producers are told to
 * come again, nothing accepted is lost, and in the end all is shown once. Run by {@code mvn
 * -Pbroker test}.
 */
@Tag("broker")
class FullDatabaseTest {

    private static final String UNAVAILABLE = "503 store-unavailable";
    private static final int BEFORE = 1_000;
    private static final int MEGABYTES = 300;

    /** Where no small disk can be made the other test is the second best. */
    @Test
    void theDiskIsFull() throws Exception {
        try (Flow flow = new Flow(Map.of());
                DatabaseProcess database = new DatabaseProcess(flow.database())) {
            SmallDisk disk = database.moveToSmallDisk(MEGABYTES);
            flow.release(BEFORE);
            flow.awaitAccepted(BEFORE);
            disk.fill(100);
            flow.feedUntilRefused(UNAVAILABLE);
            int accepted = flow.accepted();
            boolean survived = database.isRunning();
            disk.clear();
            if (!database.isRunning()) {
                database.start();
            }
            System.out.printf("the database %s%n", survived ? "ran on" : "had ended");
            account(flow, accepted);
        }
    }

    @Test
    void itMayOnlyBeRead() throws Exception {
        try (Flow flow = new Flow(Map.of())) {
            flow.release(BEFORE);
            flow.awaitAccepted(BEFORE);
            onlyRead(flow.database(), "on");
            flow.feedUntilRefused(UNAVAILABLE);
            int accepted = flow.accepted();
            onlyRead(flow.database(), "off");
            account(flow, accepted);
        }
    }

    private static void account(Flow flow, int accepted) throws Exception {
        Account account = flow.accountOfAll();
        System.out.printf(
                "%d accepted until refused, %s: %s%n", accepted, flow.refusals(), account);
        assertThat(flow.refusals().keySet()).isSubsetOf(UNAVAILABLE, "404 not-found");
    }

    private static void onlyRead(DataSource database, String value) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("set default_transaction_read_only = off");
            statement.execute("alter system set default_transaction_read_only = " + value);
            statement.execute("select pg_reload_conf()");
        }
    }
}
