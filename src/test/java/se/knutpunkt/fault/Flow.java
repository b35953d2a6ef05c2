package se.knutpunkt.fault;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import se.knutpunkt.flow.HubProcess;
import se.knutpunkt.sandbox.Surroundings;
import se.knutpunkt.store.PersonKey;

/** Notifications that flow through a hub in a process of its own, and an account of each. */
final class Flow implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final int MORE = 20;

    private final Surroundings surroundings = Surroundings.onFreePorts(Clock.systemDefaultZone());
    private final DataSource database = surroundings.database().getPostgresDatabase();
    private final Path brokerData = HubProcess.brokerData();
    private final Map<String, Object> settings = new HashMap<>();
    private final AtomicReference<HubProcess> hub = new AtomicReference<>();
    private final Citizens citizens;
    private final Feeder feeder;

    /**
     * @param more settings beside those of the surroundings
     */
    Flow(Map<String, Object> more) throws SQLException {
        settings.putAll(more);
        // the same citizens get everything
        settings.put("KNUTPUNKT_NOTIFICATION_DAILY_CAP", "1000000");
        citizens = new Citizens(new PersonKey(List.of(personKey())));
        startHub();
        Awaitility.await("the ledger")
                .atMost(LONGEST)
                .ignoreExceptions()
                .until(() -> Account.isSettled(database));
        citizens.write(database);
        surroundings.apns().knowsAll();
        feeder =
                new Feeder(
                        () -> hub.get().uri("/v1/notifications"),
                        surroundings.identityProvider().machineToken("notifications:write"),
                        citizens);
    }

    private String personKey() {
        return surroundings.settings(brokerData).get("KNUTPUNKT_PERSON_KEY").toString();
    }

    void startHub() {
        hub.set(HubProcess.start(surroundings, brokerData, settings));
    }

    void killHub() {
        hub.get().kill();
    }

    Citizens citizens() {
        return citizens;
    }

    DataSource database() {
        return database;
    }

    void release(int count) {
        feeder.release(count);
    }

    int accepted() {
        return feeder.accepted().size();
    }

    /** How often something had to be sent again. */
    int repeats() {
        return feeder.repeats();
    }

    /** Status and code of what was answered instead of 202, and how often. */
    Map<String, Integer> refusals() {
        return feeder.refusals();
    }

    /** Sends more and more until the hub has refused some of it in this way. */
    void feedUntilRefused(String refusal) {
        int before = refusals().getOrDefault(refusal, 0);
        Awaitility.await(refusal)
                .atMost(LONGEST)
                .pollInterval(Duration.ofMillis(100))
                .until(
                        () -> {
                            release(MORE);
                            return refusals().getOrDefault(refusal, 0) >= before + MORE;
                        });
    }

    /** All that was let go is accepted in the end, and the account of it. */
    Account accountOfAll() throws SQLException {
        awaitAccepted(feeder.released());
        Account account = account();
        account.demandExactlyOnce(feeder.released());
        return account;
    }

    Surroundings surroundings() {
        return surroundings;
    }

    /** Until so many were accepted; in between the hub may still be starting. */
    void awaitAccepted(int count) {
        Awaitility.await("accepted notifications")
                .atMost(LONGEST)
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () -> {
                            hub.get().demandAlive();
                            return accepted() >= count;
                        });
    }

    /** What became of all, when nothing is under way any more. */
    Account account() throws SQLException {
        return account(feeder.accepted().values());
    }

    /**
     * The same of what was accepted by another way.
     *
     * @param accepted ids of notifications
     */
    Account account(Collection<String> accepted) throws SQLException {
        Awaitility.await("all is settled")
                .atMost(LONGEST.multipliedBy(2))
                .pollInterval(Duration.ofSeconds(1))
                .ignoreExceptions()
                .until(() -> Account.isSettled(database));
        return Account.of(database, citizens, accepted, surroundings.notices().shown()::count);
    }

    @Override
    public void close() {
        feeder.close();
        killHub();
        surroundings.close();
    }
}
