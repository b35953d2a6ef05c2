package se.knutpunkt.recipient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import se.knutpunkt.catalogue.Declared;
import se.knutpunkt.error.Problem;
import se.knutpunkt.store.ByteKey;
import se.knutpunkt.store.PersonKey;

/** Recipients in a real PostgreSQL, with many callers at once. */
class RecipientStoreTest {

    private static final String FIRST = "191212121212";
    private static final String SECOND = "199102102382";
    private static final String CHILD = "201701012393";
    private static final PersonKey KEY =
            new PersonKey(List.of("only-for-tests-0123456789abcdefgh"));

    private static EmbeddedPostgres postgres;
    private static JdbcTemplate database;

    private final TransactionTemplate transactions =
            new TransactionTemplate(new DataSourceTransactionManager(database.getDataSource()));
    private final Enrolment enrolment = new Enrolment(database, KEY);
    private final DeviceStore devices = new DeviceStore(database, transactions, KEY, enrolment);
    private final PreferencesText text = new PreferencesText(new NoticeKinds(Declared.reader()));
    private final PreferencesStore preferences =
            new PreferencesStore(database, transactions, KEY, text, enrolment);
    private final Recipients recipients = new Recipients(database, KEY, text);
    private final GuardianStore guardians = new GuardianStore(database, KEY);

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.start();
        Flyway.configure().dataSource(postgres.getPostgresDatabase()).load().migrate();
        database = new JdbcTemplate(postgres.getPostgresDatabase());
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    @BeforeEach
    void clean() {
        database.update("delete from recipient");
    }

    @Test
    void thousandsAreLoadedInTwoStatements() {
        List<byte[]> hashes = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            hashes.add(KEY.hash("person", "stranger" + i));
        }
        register(FIRST, "phone-0001", 1);
        register(FIRST, "phone-0002", 2);
        hashes.add(KEY.hash("person", FIRST));
        Map<ByteKey, Recipient> found = recipients.load(hashes);
        assertThat(found).hasSize(1);
        Recipient first = found.values().iterator().next();
        assertThat(first.devices()).hasSize(2);
        assertThat(first.person()).isEqualTo(FIRST);
        assertThat(first.toString()).doesNotContain("1212");
        assertThat(recipients.load(List.of())).isEmpty();
    }

    @Test
    void aKeyThatIsGoneOpensNobodyAndFindsThemAllTheSame() {
        register(FIRST, "phone-0001", 1);
        PersonKey other =
                new PersonKey(
                        List.of(
                                "new-0123456789abcdefghijklmnopqrst",
                                "only-for-tests-0123456789abcdefgh"));
        byte[] hash = other.hash("person", FIRST);
        assertThat(new Recipients(database, other, text).load(List.of(hash))).hasSize(1);
        PersonKey lost = new PersonKey(List.of("lost-0123456789abcdefghijklmnopqrst"));
        Recipient sealed =
                new Recipients(database, lost, text).load(List.of(hash)).get(new ByteKey(hash));
        assertThatThrownBy(sealed::person).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void ofManyWhoRegisterOneTokenTheLastHasIt() throws Exception {
        List<Callable<Boolean>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String person = i % 2 == 0 ? FIRST : SECOND;
            String device = "phone-00" + i % 4;
            all.add(() -> register(person, device, 1) != null);
        }
        assertThat(together(all)).containsOnly(true);
        assertThat(count("select count(*) from device")).isEqualTo(1);
    }

    @Test
    void twoWhoSwapTokensBothGetOne() throws Exception {
        for (int round = 0; round < 20; round++) {
            int swapped = round % 2;
            register(FIRST, "phone-0001", swapped);
            register(SECOND, "phone-0002", 1 - swapped);
            together(
                    List.of(
                            () -> register(FIRST, "phone-0001", 1 - swapped) != null,
                            () -> register(SECOND, "phone-0002", swapped) != null));
            assertThat(count("select count(*) from device")).isEqualTo(2);
        }
    }

    @Test
    void ofTwentyAtOnceTenAreKept() throws Exception {
        List<Callable<Boolean>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int number = i;
            all.add(() -> isKept(number));
        }
        assertThat(together(all)).filteredOn(kept -> kept).hasSize(10);
        assertThat(count("select count(*) from device")).isEqualTo(10);
    }

    private boolean isKept(int number) {
        try {
            register(FIRST, "device-%03d".formatted(number), number);
            return true;
        } catch (Problem problem) {
            assertThat(problem.code()).isEqualTo("too-many-devices");
            return false;
        }
    }

    @Test
    void ofManyFirstChoicesOneIsKept() throws Exception {
        List<Callable<Boolean>> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            all.add(this::isFirstChoice);
        }
        assertThat(together(all)).filteredOn(kept -> kept).hasSize(1);
        assertThat(preferences.read(visitor(FIRST)).put()).isTrue();
    }

    private boolean isFirstChoice() {
        try {
            preferences.replace(
                    visitor(FIRST),
                    new PreferencesRequest.Read(
                            new PreferencesText.Chosen(Map.of(), null, null, null, null, null),
                            null,
                            "+46701740605",
                            null),
                    stored -> {
                        if (stored.put()) {
                            throw Problem.of("precondition-failed");
                        }
                    });
            return true;
        } catch (Problem problem) {
            return false;
        }
    }

    @Test
    void aTokenRegisteredAfterItDiedIsKept() {
        Devices known = new Devices(JdbcClient.create(database), KEY);
        Device device = register(FIRST, "phone-0001", 1).device();
        Instant registered = device.registeredAt();
        byte[] token = known.tokenHash("token-1");
        byte[] person = KEY.hash("person", FIRST);
        assertThat(known.forget(token, registered.minusMillis(1))).isFalse();
        assertThat(known.forget(person, "phone-0001", registered.minusMillis(1))).isFalse();
        assertThat(known.forget(person, "phone-0002", registered)).isFalse();
        assertThat(known.forget(token, registered)).isTrue();
        assertThat(known.forget(token, registered)).isFalse();
    }

    @Test
    void aChildHasItsGuardiansAndWhoIsGoneIsNone() {
        register(FIRST, "phone-0001", 1);
        register(SECOND, "phone-0002", 2);
        byte[] first = KEY.hash("person", FIRST);
        byte[] child = KEY.hash("person", CHILD);
        guardians.keep(first, new GuardianStore.Child(CHILD, "Elsa"));
        guardians.keep(KEY.hash("person", SECOND), new GuardianStore.Child(CHILD, null));
        guardians.keep(KEY.hash("person", "198804202383"), new GuardianStore.Child(CHILD, "E"));
        List<Guardian> found = guardians.ofChildren(List.of(child)).get(new ByteKey(child));
        assertThat(found)
                .extracting(Guardian::guardianPerson)
                .containsExactlyInAnyOrder(FIRST, SECOND);
        assertThat(found)
                .extracting(Guardian::childFirstName)
                .containsExactlyInAnyOrder("Elsa", null);
        guardians.keepOnly(first, List.of());
        assertThat(guardians.ofChildren(List.of(child)).get(new ByteKey(child))).hasSize(1);
        database.update("delete from recipient");
        assertThat(guardians.ofChildren(List.of(child))).isEmpty();
    }

    private DeviceStore.Registered register(String person, String device, int token) {
        return devices.register(
                visitor(person),
                new DeviceStore.Registration(
                        device, "android", "production", "token-" + token, "1", "sv-SE"));
    }

    private static Enrolment.Visitor visitor(String person) {
        return new Enrolment.Visitor(person, "01", Language.SWEDISH);
    }

    private static int count(String query) {
        return database.queryForObject(query, Integer.class);
    }

    /** All begin at the same moment. */
    private static List<Boolean> together(List<Callable<Boolean>> all) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(all.size());
        CyclicBarrier barrier = new CyclicBarrier(all.size());
        try {
            List<Future<Boolean>> results = new ArrayList<>();
            for (Callable<Boolean> one : all) {
                results.add(
                        threads.submit(
                                () -> {
                                    barrier.await(30, TimeUnit.SECONDS);
                                    return one.call();
                                }));
            }
            List<Boolean> answers = new ArrayList<>();
            for (Future<Boolean> result : results) {
                answers.add(result.get(60, TimeUnit.SECONDS));
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }
}
