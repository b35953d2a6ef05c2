package se.knutpunkt.fault;

import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The hub is killed at random points while notifications flow, with its broker inside. In the end
 * each that was accepted was shown exactly once on each device, or is listed as unsure.
 *
 * <p>{@code mvn verify} kills it a few times. The long form: {@code mvn test
 * -Dtest=KilledNotificationsTest -Dfaults.kills=100 -Dfaults.notifications=20000}.
 */
class KilledNotificationsTest {

    private static final int KILLS = Integer.getInteger("faults.kills", 3);
    private static final int NOTIFICATIONS = Integer.getInteger("faults.notifications", 600);
    private static final long SEED = Long.getLong("faults.seed", System.nanoTime());

    private final Random random = new Random(SEED);
    private final CountDownLatch never = new CountDownLatch(1);

    @Test
    void whatWasAcceptedIsShownOnceOrListedAsUnsure() throws Exception {
        try (Flow flow = new Flow(Map.of())) {
            for (int kill = 0; kill < KILLS; kill++) {
                int before = flow.accepted();
                flow.release(NOTIFICATIONS * (kill + 1) / KILLS - NOTIFICATIONS * kill / KILLS);
                flow.awaitAccepted(before + 1);
                never.await(random.nextInt(1500), TimeUnit.MILLISECONDS);
                flow.killHub();
                System.out.printf(
                        "kill %d: %d accepted, %d sent again%n",
                        kill + 1, flow.accepted(), flow.repeats());
                flow.startHub();
            }
            flow.awaitAccepted(NOTIFICATIONS);
            Account account = flow.account();
            System.out.printf("seed %d, %d kills: %s%n", SEED, KILLS, account);
            account.demandExactlyOnce(NOTIFICATIONS);
        }
    }
}
