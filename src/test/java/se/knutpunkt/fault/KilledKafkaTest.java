package se.knutpunkt.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A Kafka of its own is killed and comes back while events are told and the hub reads them. What
 * Kafka has acknowledged becomes one notification each, shown once on each device. Run by {@code
 * mvn -Pbroker test}.
 */
@Tag("broker")
class KilledKafkaTest {

    private static final int KILLS = Integer.getInteger("faults.kills", 5);
    private static final int EVENTS = Integer.getInteger("faults.notifications", 2000);
    private static final long SEED = Long.getLong("faults.seed", System.nanoTime());
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private static final String TOLD = "select ref, id from notification where source = 'events'";

    private final Random random = new Random(SEED);
    private final CountDownLatch never = new CountDownLatch(1);

    @Test
    void whatKafkaAcknowledgedIsShownOnce() throws Exception {
        try (KafkaProcess kafka = new KafkaProcess();
                Flow flow = new Flow(Map.of("KNUTPUNKT_KAFKA_BROKERS", kafka.brokers()));
                EventFeeder feeder = new EventFeeder(kafka.brokers(), flow.citizens())) {
            for (int kill = 0; kill < KILLS; kill++) {
                int before = feeder.acknowledged().size();
                feeder.release(EVENTS * (kill + 1) / KILLS - EVENTS * kill / KILLS);
                awaitAcknowledged(feeder, before + 1);
                never.await(random.nextInt(1500), TimeUnit.MILLISECONDS);
                kafka.kill();
                never.await(random.nextInt(3000), TimeUnit.MILLISECONDS);
                kafka.start();
                System.out.printf(
                        "kill %d: %d acknowledged, %d sent again, %d in the ledger%n",
                        kill + 1,
                        feeder.acknowledged().size(),
                        feeder.repeats(),
                        told(flow.database()).size());
            }
            awaitAcknowledged(feeder, EVENTS);
            Awaitility.await("events in the ledger")
                    .atMost(LONGEST)
                    .until(() -> told(flow.database()).size() >= EVENTS);
            Map<String, List<String>> told = told(flow.database());
            assertThat(told).hasSize(EVENTS);
            assertThat(told.values()).allSatisfy(ids -> assertThat(ids).hasSize(1));
            Account account = flow.account(told.values().stream().map(ids -> ids.get(0)).toList());
            System.out.printf("seed %d, %d kills: %s%n", SEED, KILLS, account);
            account.demandExactlyOnce(EVENTS);
            assertThat(account.states()).containsOnlyKeys("sent");
        }
    }

    private static void awaitAcknowledged(EventFeeder feeder, int count) {
        Awaitility.await("acknowledged events")
                .atMost(LONGEST)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> feeder.acknowledged().size() >= count);
    }

    /** What the event was about -> the notifications that were made of it. */
    private static Map<String, List<String>> told(DataSource database) throws SQLException {
        Map<String, List<String>> told = new TreeMap<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(TOLD)) {
            while (rows.next()) {
                told.computeIfAbsent(rows.getString(1), ref -> new ArrayList<>())
                        .add(rows.getString(2));
            }
        }
        return told;
    }
}
