package se.knutpunkt.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import javax.sql.DataSource;
import org.springframework.context.ConfigurableApplicationContext;
import se.knutpunkt.Knutpunkt;
import se.knutpunkt.fake.TestPersons;
import se.knutpunkt.sandbox.Surroundings;
import se.knutpunkt.store.PersonKey;

/**
 * Notifications from the caller's request to Apple's push service, with everything in one JVM and
 * PostgreSQL beside it: a steady rate and its latency, as many as it can, and a campaign.
 */
public final class NotificationBench {

    private static final int SECONDS = Integer.getInteger("bench.seconds", 20);

    /** Asked for, a second each; 0 for as many as it can. */
    private static final List<String> RATES =
            List.of(System.getProperty("bench.rates", "250,500,750,1000,0").split(","));

    /** Devices; 0 for no campaign. */
    private static final int CAMPAIGN = Integer.getInteger("bench.campaign", 240_000);

    private static final int STEP = 5;

    /** So that it can be measured at night. */
    private static final String NO_QUIET_HOURS = "{\"kinds\":{},\"quietHours\":{}}";

    private static final int WARM_UP = Integer.getInteger("bench.warmUp", 2 * SECONDS);
    private static final int CONNECTIONS = Integer.getInteger("bench.connections", 16);

    private static final List<String> CITIZENS = TestPersons.ADULTS;

    private final Surroundings surroundings = Surroundings.onFreePorts(Clock.systemDefaultZone());
    private final DataSource database = surroundings.database().getPostgresDatabase();
    private final PersonKey key;
    private final ConfigurableApplicationContext hub;
    private final Map<String, Long> shownAt = new ConcurrentHashMap<>();
    private final LongAdder shown = new LongAdder();

    private NotificationBench() throws Exception {
        Map<String, Object> settings =
                surroundings.settings(Files.createTempDirectory(Path.of("target"), "artemis"));
        settings.put("KNUTPUNKT_PORT", "0");
        settings.put("KNUTPUNKT_MANAGEMENT_PORT", "0");
        settings.put("KNUTPUNKT_NOTIFICATION_DAILY_CAP", "1000000");
        settings.put("logging.file.name", "target/bench.log");
        settings.put("logging.threshold.console", "OFF");
        settings.put("logging.structured.format.file", "ecs");
        this.hub = Knutpunkt.builder().properties(settings).run();
        this.key = hub.getBean(PersonKey.class);
        surroundings.apns().knowsAll();
        surroundings
                .shown()
                .onShown(
                        (token, notification) -> {
                            shownAt.put(notification, System.nanoTime());
                            shown.increment();
                        });
    }

    public static void main(String[] args) throws Exception {
        NotificationBench bench = new NotificationBench();
        bench.citizens();
        bench.single("warm-up", 300, WARM_UP);
        for (String rate : RATES) {
            bench.single(
                    rate.equals("0") ? "unbounded-" + System.nanoTime() : "rate-" + rate,
                    Integer.parseInt(rate),
                    SECONDS);
        }
        if (CAMPAIGN > 0) {
            bench.campaign();
        }
        System.exit(0);
    }

    private ProcessHandle postgres() throws Exception {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("show data_directory")) {
            row.next();
            String pid = Files.readAllLines(Path.of(row.getString(1), "postmaster.pid")).get(0);
            return ProcessHandle.of(Long.parseLong(pid.strip())).orElseThrow();
        }
    }

    /** One telephone each. */
    private void citizens() throws Exception {
        try (Connection connection = database.getConnection();
                PreparedStatement person =
                        connection.prepareStatement(
                                "insert into recipient (person_hash, person, region) values (?, ?, '01')");
                PreparedStatement device =
                        connection.prepareStatement(
                                "insert into device (person_hash, device_id, platform, environment, token_hash, token, app_version, locale)"
                                        + " values (?, 'phone', 'ios', 'production', ?, ?, '1.0', 'sv')")) {
            for (int i = 0; i < CITIZENS.size(); i++) {
                byte[] hash = key.hash("person", CITIZENS.get(i));
                String token = "%064x".formatted(i + 1);
                person.setBytes(1, hash);
                person.setBytes(2, key.seal(CITIZENS.get(i)));
                person.executeUpdate();
                device.setBytes(1, hash);
                device.setBytes(2, key.hash("device-token", token));
                device.setBytes(3, key.seal(token));
                device.executeUpdate();
            }
        }
    }

    private void single(String name, int rate, int seconds) throws Exception {
        shownAt.clear();
        long before = shown.sum();
        String token = surroundings.identityProvider().machineToken("notifications:write");
        NotificationLoad load = new NotificationLoad(port(), token, CITIZENS);
        int count = rate == 0 ? 1000 * seconds : rate * seconds;
        ProcessorTime processor = ProcessorTime.now(postgres());
        long start = System.nanoTime();
        load.run(name, count, rate, CONNECTIONS);
        double intake = (System.nanoTime() - start) / 1e9;
        int accepted = load.sentAt().size();
        await(() -> shown.sum() - before >= accepted, 120);
        double whole = (System.nanoTime() - start) / 1e9;
        long[] times =
                load.sentAt().entrySet().stream()
                        .filter(one -> shownAt.containsKey(one.getKey()))
                        .mapToLong(one -> (shownAt.get(one.getKey()) - one.getValue()) / 1000)
                        .sorted()
                        .toArray();
        System.out.printf(
                "%-10s %6d accepted, %d refused, %.0f/s taken, %.0f/s to the provider; intake to provider: median %d ms, p95 %d ms, p99 %d ms; heap %d MB%n",
                name,
                accepted,
                load.refused(),
                accepted / intake,
                times.length / whole,
                at(times, 0.5),
                at(times, 0.95),
                at(times, 0.99),
                heap());
        System.out.println(
                "  us each: "
                        + ProcessorTime.now(postgres()).since(processor, Math.max(1, accepted)));
    }

    private static long at(long[] sorted, double share) {
        return sorted.length == 0 ? -1 : sorted[(int) (sorted.length * share)] / 1000;
    }

    /** Many more recipients, made in the database, and one campaign to all of them. */
    private void campaign() throws Exception {
        many();
        long before = shown.sum();
        shownAt.clear();
        surroundings.shown().countOnly();
        surroundings.shown().onShown((token, notification) -> shown.increment());
        String token = surroundings.identityProvider().machineToken("campaigns:write");
        LiveHeap heap = new LiveHeap();
        ProcessorTime processor = ProcessorTime.now(postgres());
        long start = System.nanoTime();
        Campaigns.create(port(), token);
        List<Integer> rates = new ArrayList<>();
        List<Integer> heaps = new ArrayList<>();
        long last = before;
        long end =
                System.nanoTime()
                        + TimeUnit.MINUTES.toNanos(Integer.getInteger("bench.minutes", 10));
        CountDownLatch never = new CountDownLatch(1);
        while (shown.sum() - before < CAMPAIGN && System.nanoTime() < end) {
            never.await(STEP, TimeUnit.SECONDS);
            long now = shown.sum();
            rates.add((int) (now - last) / STEP);
            heaps.add(heap.megabytes());
            last = now;
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "campaign to %d devices: %d in %.0f s, %.0f/s; each %d s: %s; MB after the last collection: %s%n",
                CAMPAIGN,
                shown.sum() - before,
                seconds,
                (shown.sum() - before) / seconds,
                STEP,
                rates,
                heaps);
        System.out.println(
                "  us each: "
                        + ProcessorTime.now(postgres())
                                .since(processor, Math.max(1, shown.sum() - before)));
        Plot.of("Campaign, devices a second", STEP, rates, "MB after a collection", heaps)
                .write(Path.of("target", "campaign.svg"));
    }

    /** Recipients that are nobody: random hashes, each with one telephone. */
    private void many() throws Exception {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            String person = HexFormat.of().formatHex(key.seal(CITIZENS.get(0)));
            String tokenText = "%064x".formatted(999);
            String token = HexFormat.of().formatHex(key.seal(tokenText));
            statement.executeUpdate(
                    ("insert into recipient (person_hash, person, region, preferences) select sha256(('p' || i)::bytea), '\\x%s'::bytea, '01', '%s'"
                                    + " from generate_series(1, %d) i")
                            .formatted(person, NO_QUIET_HOURS, CAMPAIGN));
            statement.executeUpdate(
                    ("insert into device (person_hash, device_id, platform, environment, token_hash, token, app_version, locale)"
                                    + " select sha256(('p' || i)::bytea), 'phone', 'ios', 'production', sha256(('t' || i)::bytea), '\\x%s'::bytea, '1.0', 'sv'"
                                    + " from generate_series(1, %d) i")
                            .formatted(token, CAMPAIGN));
            statement.executeUpdate("analyze recipient");
            statement.executeUpdate("analyze device");
        }
    }

    private static void await(java.util.function.BooleanSupplier done, int seconds)
            throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        CountDownLatch never = new CountDownLatch(1);
        while (!done.getAsBoolean() && System.nanoTime() < end) {
            never.await(5, TimeUnit.MILLISECONDS);
        }
    }

    private static long heap() {
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) / (1024 * 1024);
    }

    private int port() {
        return hub.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    /** Begins a campaign to all. */
    private static final class Campaigns {
        static void create(int port, String token) throws Exception {
            var request =
                    java.net.http.HttpRequest.newBuilder(
                                    java.net.URI.create(
                                            "http://localhost:" + port + "/v1/campaigns"))
                            .header("Authorization", "Bearer " + token)
                            .header("Content-Type", "application/json")
                            .header("Idempotency-Key", "bench-campaign-000001")
                            .POST(
                                    java.net.http.HttpRequest.BodyPublishers.ofString(
                                            "{\"kind\":\"general.information\",\"subject\":{\"ref\":\"bench\"},\"all\":true,\"rate\":10000}"))
                            .build();
            var answer =
                    java.net.http.HttpClient.newHttpClient()
                            .send(request, java.net.http.HttpResponse.BodyHandlers.ofString());
            System.out.println("campaign: " + answer.statusCode() + " " + answer.body());
        }
    }
}
