package se.knutpunkt.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToIntBiFunction;
import javax.sql.DataSource;

/**
 * What the ledger says of every accepted notification, held against what the providers showed.
 *
 * @param accepted answered with 202
 * @param lost accepted, and not in the ledger, or not decided
 * @param targets devices that were to be reached
 * @param states how many targets are in each state
 * @param doubled targets that were shown more than once
 * @param missed targets that the ledger calls sent and nobody saw
 * @param untold targets that were seen although the ledger says neither sent nor unsure
 * @param unsureSeen targets that the ledger calls unsure and that were seen
 */
record Account(
        int accepted,
        int lost,
        int targets,
        Map<String, Integer> states,
        int doubled,
        int missed,
        int untold,
        int unsureSeen) {

    /**
     * @param seen how often a device's token has been shown a notification
     */
    static Account of(
            DataSource database,
            Citizens citizens,
            Collection<String> accepted,
            ToIntBiFunction<String, String> seen)
            throws SQLException {
        Map<String, Integer> states = new TreeMap<>();
        Set<String> decided = new HashSet<>();
        int targets = 0;
        int doubled = 0;
        int missed = 0;
        int untold = 0;
        int unsureSeen = 0;
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                """
                                select n.id, t.device_id, t.state
                                  from notification n join target t on t.notification_id = n.id
                                 where n.state = 'planned' and t.device_id is not null
                                """)) {
            while (rows.next()) {
                String id = rows.getString(1);
                String state = rows.getString(3);
                int shown = seen.applyAsInt(citizens.token(rows.getString(2)), id);
                decided.add(id);
                targets++;
                states.merge(state, 1, Integer::sum);
                doubled += shown > 1 ? 1 : 0;
                missed += state.equals("sent") && shown == 0 ? 1 : 0;
                untold += shown > 0 && !state.equals("sent") && !state.equals("unsure") ? 1 : 0;
                unsureSeen += state.equals("unsure") && shown > 0 ? 1 : 0;
            }
        }
        int lost = (int) accepted.stream().filter(id -> !decided.contains(id)).count();
        return new Account(
                accepted.size(), lost, targets, states, doubled, missed, untold, unsureSeen);
    }

    /** Each accepted one has one visible effect for each device, or is unsure. */
    void demandExactlyOnce(int notifications) {
        assertThat(accepted).isEqualTo(notifications);
        assertThat(lost).as("lost").isZero();
        assertThat(targets).isEqualTo(Citizens.PLATFORMS.size() * notifications);
        assertThat(doubled).as("shown twice").isZero();
        assertThat(missed).as("called sent, but not shown").isZero();
        assertThat(untold).as("shown, but not called so").isZero();
        assertThat(states.keySet()).isSubsetOf("sent", "unsure");
    }

    /** Whether nothing is under way any more: each notification decided, each target settled. */
    static boolean isSettled(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                """
                                select (select count(*) from notification where state in ('accepted', 'held'))
                                     + (select count(*) from outbox)
                                     + (select count(*) from target where state in ('queued', 'sending', 'failed') and not parked)
                                """)) {
            rows.next();
            return rows.getLong(1) == 0;
        }
    }
}
