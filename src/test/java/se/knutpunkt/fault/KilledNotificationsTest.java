package se.knutpunkt.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import se.knutpunkt.flow.HubProcess;
import se.knutpunkt.sandbox.Surroundings;
import se.knutpunkt.store.PersonKey;

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
        try (Surroundings surroundings = Surroundings.onFreePorts(Clock.systemDefaultZone())) {
            DataSource database = surroundings.database().getPostgresDatabase();
            Citizens citizens = new Citizens(new PersonKey(List.of(personKey(surroundings))));
            Path brokerData = HubProcess.brokerData();
            AtomicReference<HubProcess> hub =
                    new AtomicReference<>(start(surroundings, brokerData));
            String token = surroundings.identityProvider().machineToken("notifications:write");
            try (Feeder feeder =
                    new Feeder(() -> hub.get().uri("/v1/notifications"), token, citizens)) {
                awaitTables(database);
                citizens.write(database);
                surroundings.apns().knowsAll();
                for (int kill = 0; kill < KILLS; kill++) {
                    int released = NOTIFICATIONS * (kill + 1) / KILLS;
                    int before = feeder.accepted().size();
                    feeder.release(released - NOTIFICATIONS * kill / KILLS);
                    awaitAccepted(hub.get(), feeder, before + 1);
                    never.await(random.nextInt(1500), TimeUnit.MILLISECONDS);
                    hub.get().kill();
                    System.out.printf(
                            "kill %d: %d accepted, %d sent again%n",
                            kill + 1, feeder.accepted().size(), feeder.repeats());
                    hub.set(start(surroundings, brokerData));
                }
                awaitAccepted(hub.get(), feeder, NOTIFICATIONS);
                Awaitility.await()
                        .atMost(Duration.ofMinutes(5))
                        .pollInterval(Duration.ofSeconds(1))
                        .until(() -> Account.isSettled(database));
                Account account =
                        Account.of(
                                database,
                                citizens,
                                feeder.accepted().values(),
                                surroundings.notices().shown()::count);
                System.out.printf("seed %d, %d kills: %s%n", SEED, KILLS, account);
                assertThat(account.accepted()).isEqualTo(NOTIFICATIONS);
                assertThat(account.lost()).as("lost").isZero();
                assertThat(account.targets())
                        .isEqualTo(Citizens.platforms().size() * NOTIFICATIONS);
                assertThat(account.doubled()).as("shown twice").isZero();
                assertThat(account.missed()).as("called sent, but not shown").isZero();
                assertThat(account.untold()).as("shown, but not called so").isZero();
                assertThat(account.states().keySet()).isSubsetOf("sent", "unsure");
            } finally {
                hub.get().kill();
            }
        }
    }

    /** Until so many were accepted; in between the hub may still be starting. */
    private static void awaitAccepted(HubProcess hub, Feeder feeder, int count) {
        Awaitility.await("accepted notifications")
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () -> {
                            hub.demandAlive();
                            return feeder.accepted().size() >= count;
                        });
    }

    /** The tables are there when the hub serves. */
    private static void awaitTables(DataSource database) {
        Awaitility.await("the ledger")
                .atMost(Duration.ofMinutes(3))
                .ignoreExceptions()
                .until(() -> Account.isSettled(database));
    }

    private static String personKey(Surroundings surroundings) {
        return surroundings.settings(Path.of("target")).get("KNUTPUNKT_PERSON_KEY").toString();
    }

    /** The same citizens get everything, so the bound for one of them is lifted. */
    private static HubProcess start(Surroundings surroundings, Path brokerData) {
        return HubProcess.start(
                surroundings, brokerData, Map.of("KNUTPUNKT_NOTIFICATION_DAILY_CAP", "1000000"));
    }
}
