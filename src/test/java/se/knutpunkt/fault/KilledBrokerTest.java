package se.knutpunkt.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * An Artemis of its own, or the database, is killed and comes back while notifications flow; the
 * hub lives on. Run by {@code mvn -Pbroker test}.
 */
@Tag("broker")
class KilledBrokerTest {

    private static final int KILLS = Integer.getInteger("faults.kills", 5);
    private static final int NOTIFICATIONS = Integer.getInteger("faults.notifications", 2000);
    private static final long SEED = Long.getLong("faults.seed", System.nanoTime());

    private final Random random = new Random(SEED);
    private final CountDownLatch never = new CountDownLatch(1);

    /** Something that the hub stands on. */
    private interface Ground {
        void kill() throws Exception;

        void start() throws Exception;
    }

    @Test
    void theBrokerIsKilledAndComesBack() throws Exception {
        try (BrokerProcess broker = new BrokerProcess();
                Flow flow = new Flow(broker.settingsOfTheHub())) {
            Account account =
                    killed(
                            flow,
                            new Ground() {
                                @Override
                                public void kill() {
                                    broker.kill();
                                }

                                @Override
                                public void start() {
                                    broker.start();
                                }
                            });
            account.demandExactlyOnce(NOTIFICATIONS);
        }
    }

    @Test
    void theDatabaseIsKilledAndComesBack() throws Exception {
        try (Flow flow = new Flow(Map.of())) {
            DatabaseProcess database = new DatabaseProcess(flow.database());
            Account account =
                    killed(
                            flow,
                            new Ground() {
                                @Override
                                public void kill() {
                                    database.kill();
                                }

                                @Override
                                public void start() {
                                    database.start();
                                }
                            });
            account.demandExactlyOnce(NOTIFICATIONS);
            // a known outcome waits for the database, so nothing is unsure but what was being
            // claimed
            assertThat(account.states().getOrDefault("sent", 0)).isGreaterThan(NOTIFICATIONS);
        }
    }

    private Account killed(Flow flow, Ground ground) throws Exception {
        for (int kill = 0; kill < KILLS; kill++) {
            int before = flow.accepted();
            flow.release(NOTIFICATIONS * (kill + 1) / KILLS - NOTIFICATIONS * kill / KILLS);
            flow.awaitAccepted(before + 1);
            never.await(random.nextInt(1500), TimeUnit.MILLISECONDS);
            ground.kill();
            never.await(random.nextInt(3000), TimeUnit.MILLISECONDS);
            ground.start();
            System.out.printf(
                    "kill %d: %d accepted, %d sent again%n",
                    kill + 1, flow.accepted(), flow.repeats());
        }
        flow.awaitAccepted(NOTIFICATIONS);
        Account account = flow.account();
        System.out.printf("seed %d, %d kills: %s%n", SEED, KILLS, account);
        return account;
    }
}
