package se.knutpunkt.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import se.knutpunkt.catalogue.TemporaryHome;
import se.knutpunkt.fake.Mood;

/**
 * Apple cannot be reached for long while thousands of pushes wait, in a hub with a heap of 256 MB.
 * Everybody else's notices go out meanwhile, and in the end each push is shown once.
 *
 * <p>Hours cannot be waited for. What stands for them: pauses of half a second at most and two
 * attempts only, so that without the rule "what failed by the channel's fault is never a last
 * attempt" everything would be parked within seconds. It is waited until some notice has been tried
 * four times, as others would be after an hour. Run by {@code mvn -Pbroker test}.
 */
@Tag("broker")
class ChannelDownTest {

    private static final int NOTIFICATIONS = Integer.getInteger("faults.notifications", 7_000);
    private static final int ATTEMPTS = 2;
    private static final Duration LONGEST = Duration.ofMinutes(5);

    /** Of each fourteen citizens: five have a phone of Apple's, five another, four want SMS. */
    private static final int APPLE = 5;

    private static final int OTHER = 5;

    @TempDir Path home;

    @Test
    void appleIsAwayAndNobodyElseWaits() throws Exception {
        try (Flow flow =
                new Flow(
                        Map.of(
                                "KNUTPUNKT_HOME", shortPauses().toString(),
                                "KNUTPUNKT_APNS_BATCH", "900",
                                "KNUTPUNKT_APNS_TIME_LIMIT", "2s",
                                "KNUTPUNKT_SMS_RATE", "0"))) {
            oneWayEach(flow);
            flow.surroundings().apns().mood(Mood.down());
            flow.release(NOTIFICATIONS);
            flow.awaitAccepted(NOTIFICATIONS);
            int apple = share(0, APPLE);
            int texts = share(APPLE + OTHER, Citizens.NUMBERS.size());
            await(flow, "channel = 'fcm' and state = 'sent'", share(APPLE, APPLE + OTHER));
            await(flow, "channel = 'sms' and state in ('sent', 'delivered')", texts);
            await(flow, "channel = 'apns' and attempt >= 4 limit 1", 1);
            assertThat(count(flow, "channel = 'apns' and state in ('queued', 'sending', 'failed')"))
                    .isEqualTo(apple);
            assertThat(count(flow, "parked or channel = 'email'")).isZero();
            assertThat(flow.surroundings().apns().callsOf("push")).isZero();

            flow.surroundings().apns().calm();
            Account account = flow.account();
            System.out.printf(
                    "%d for Apple, %d texts, devices: %s%n", apple, texts, account.states());
            assertThat(account.targets()).isEqualTo(NOTIFICATIONS - texts);
            assertThat(account.states()).containsOnlyKeys("sent");
            assertThat(account.doubled() + account.missed() + account.untold()).isZero();
            assertThat(flow.surroundings().sms().total()).isEqualTo(texts);
        }
    }

    private Path shortPauses() {
        new TemporaryHome(home, "routes");
        new TemporaryHome(home, "mappings");
        TemporaryHome all = new TemporaryHome(home, "config");
        String apns = "config/channels/apns.yaml";
        all.replace(apns, "attempts: 12", "attempts: " + ATTEMPTS);
        all.replace(
                apns,
                "{first: 5s, factor: 3, longest: 15m}",
                "{first: 200ms, factor: 2, longest: 500ms}");
        all.replace(apns, "openSeconds: 5", "openSeconds: 1");
        return all.path();
    }

    /** How many of the notifications are for the citizens from one to another, of each fourteen. */
    private static int share(int from, int to) {
        int count = 0;
        for (int i = 0; i < NOTIFICATIONS; i++) {
            int citizen = i % Citizens.NUMBERS.size();
            count += citizen >= from && citizen < to ? 1 : 0;
        }
        return count;
    }

    private static void oneWayEach(Flow flow) throws SQLException {
        try (Connection connection = flow.database().getConnection();
                Statement statement = connection.createStatement();
                PreparedStatement phone =
                        connection.prepareStatement(
                                "update recipient set phone = ?, preferences = ? where person_hash = ?")) {
            for (int i = 0; i < Citizens.NUMBERS.size(); i++) {
                if (i < APPLE) {
                    statement.execute("delete from device where device_id = 'android-" + i + "'");
                } else if (i < APPLE + OTHER) {
                    statement.execute("delete from device where device_id = 'ios-" + i + "'");
                } else {
                    statement.execute("delete from device where device_id like '%-" + i + "'");
                    phone.setBytes(1, flow.citizens().seal("+467017406" + i));
                    phone.setString(2, "{\"kinds\": {\"inbox.message\": {\"sms\": true}}}");
                    phone.setBytes(3, flow.citizens().hash(i));
                    phone.execute();
                }
            }
        }
    }

    private static void await(Flow flow, String targets, long count) {
        Awaitility.await(targets)
                .atMost(LONGEST)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> count(flow, targets) == count);
    }

    private static long count(Flow flow, String targets) throws SQLException {
        DataSource database = flow.database();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "select count(*) from (select from target where "
                                        + targets
                                        + ") found")) {
            row.next();
            return row.getLong(1);
        }
    }
}
