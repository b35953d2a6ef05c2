package se.knutpunkt.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import se.knutpunkt.channel.TargetStore.Entry;
import se.knutpunkt.notification.TargetMessage;
import se.knutpunkt.store.PersonKey;

/** Claims and outcomes in a real PostgreSQL. */
class TargetStoreTest {

    private static final String TOLVAN = "191212121212";
    private static final String TOKEN = "a1".repeat(32);
    private static final Duration MINUTE = Duration.ofSeconds(60);

    private static EmbeddedPostgres postgres;
    private static JdbcTemplate database;

    private final PersonKey key = new PersonKey(List.of("only-for-tests-0123456789abcdefgh"));
    private final TargetStore store = new TargetStore(database, key, Clock.systemUTC());
    private final byte[] hash = key.hash("person", TOLVAN);

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
        database.update("delete from notification");
        database.update("delete from recipient");
        database.update(
                "insert into recipient (person_hash, person, region, language) values (?, ?, '01', 'en')",
                hash,
                key.seal(TOLVAN));
        database.update(
                """
                insert into device (person_hash, device_id, platform, environment, token_hash, token, app_version, locale)
                values (?, 'phone', 'ios', 'sandbox', ?, ?, '1', 'sv-SE')
                """,
                hash,
                key.hash("device-token", TOKEN),
                key.seal(TOKEN));
    }

    @Test
    void aClaimGivesAllThatIsNeededToSend() {
        UUID target = target("queued");
        Claimed claimed = claim(UUID.randomUUID(), target).get(0);
        assertThat(claimed.id()).isEqualTo(target);
        assertThat(claimed.attempt()).isEqualTo(1);
        assertThat(claimed.address()).isEqualTo(TOKEN);
        assertThat(claimed.environment()).isEqualTo("sandbox");
        assertThat(claimed.device()).isEqualTo("phone");
        assertThat(claimed.language()).isEqualTo("en");
        assertThat(claimed.about()).isEqualTo("Elsa");
        assertThat(claimed.collapseId()).matches("[0-9a-f]{48}");
        assertThat(claimed.registeredAt()).isNotNull();
        assertThat(claimed.toString()).doesNotContain(TOKEN, "Elsa", "inbox");
        assertThat(state(target)).isEqualTo("sending");
    }

    @Test
    void onlyWhatWaitsIsClaimed() {
        UUID failed = target("failed");
        for (String state :
                List.of("sending", "sent", "delivered", "opened", "rejected", "unsure")) {
            assertThat(claim(UUID.randomUUID(), target(state))).as(state).isEmpty();
        }
        assertThat(claim(UUID.randomUUID(), failed)).hasSize(1);
        assertThat(claim(UUID.randomUUID(), failed)).isEmpty();
        assertThat(claim(UUID.randomUUID(), UUID.randomUUID())).isEmpty();
    }

    @Test
    void whatIsParkedWaitsForOperations() {
        UUID target = target("failed");
        database.update("update target set parked = true where id = ?", target);
        assertThat(claim(UUID.randomUUID(), target)).isEmpty();
    }

    @Test
    void aMessageOfAnotherChannelClaimsNothing() {
        UUID target = target("queued");
        TargetMessage wrong = new TargetMessage(target, "sms", "inbox.message", "01", 0);
        assertThat(store.claim(UUID.randomUUID(), List.of(wrong))).isEmpty();
        assertThat(state(target)).isEqualTo("queued");
    }

    @Test
    void twoMessagesOfOneTargetClaimItOnce() {
        UUID target = target("queued");
        assertThat(claim(UUID.randomUUID(), target, target)).hasSize(1);
    }

    @Test
    void aForgottenDeviceLeavesNoAddress() {
        UUID target = target("queued");
        database.update("delete from device");
        assertThat(claim(UUID.randomUUID(), target).get(0).address()).isNull();
    }

    /** The answer to the first may be lost with the connection; nothing was sent by it. */
    @Test
    void theSameClaimGivesTheSameAgain() {
        UUID target = target("queued");
        UUID claim = UUID.randomUUID();
        claim(claim, target);
        assertThat(claim(claim, target).get(0).attempt()).isEqualTo(1);
        age();
        store.giveUp(MINUTE);
        assertThat(claim(UUID.randomUUID(), target)).isEmpty();
        assertThat(claim(claim, target)).hasSize(1);
        assertThat(state(target)).isEqualTo("sending");
    }

    @Test
    void ofManyAtOnceExactlyOneClaims() throws Exception {
        UUID target = target("queued");
        ExecutorService hubs = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Integer>> tries =
                    IntStream.range(0, 40)
                            .<Callable<Integer>>mapToObj(
                                    i -> () -> claim(UUID.randomUUID(), target).size())
                            .toList();
            int claimed = 0;
            for (Future<Integer> one : hubs.invokeAll(tries)) {
                claimed += one.get(60, TimeUnit.SECONDS);
            }
            assertThat(claimed).isEqualTo(1);
        } finally {
            hubs.shutdownNow();
        }
    }

    @Test
    void onlyTheClaimsOwnerRecords() {
        UUID target = target("queued");
        UUID claim = UUID.randomUUID();
        claim(claim, target);
        assertThat(record(UUID.randomUUID(), target, "sent")).isZero();
        assertThat(state(target)).isEqualTo("sending");
        assertThat(record(claim, target, "sent")).isEqualTo(1);
        assertThat(state(target)).isEqualTo("sent");
        assertThat(record(claim, target, "failed")).isZero();
        assertThat(state(target)).isEqualTo("sent");
    }

    @Test
    void manyOutcomesAreRecordedAtOnce() {
        UUID sent = target("queued");
        UUID parked = target("queued");
        UUID claim = UUID.randomUUID();
        claim(claim, sent, parked);
        int recorded =
                store.record(
                        claim,
                        List.of(
                                new Entry(sent, "sent", "200", "provider\u0000-id", false),
                                new Entry(parked, "rejected", "413", null, true)));
        assertThat(recorded).isEqualTo(2);
        assertThat(column(sent, "reference")).isEqualTo("provider-id");
        assertThat(column(parked, "state || ' ' || code || ' ' || parked"))
                .isEqualTo("rejected 413 true");
    }

    @Test
    void whatIsNotRecordedBecomesUnsureAndALateRecordPutsItRight() {
        UUID target = target("queued");
        UUID claim = UUID.randomUUID();
        claim(claim, target);
        assertThat(store.giveUp(MINUTE)).isZero();
        age();
        assertThat(store.giveUp(MINUTE)).isEqualTo(1);
        assertThat(state(target)).isEqualTo("unsure");
        assertThat(claim(UUID.randomUUID(), target)).isEmpty();
        record(claim, target, "sent");
        assertThat(state(target)).isEqualTo("sent");
    }

    /** Nobody tried to send it. */
    @Test
    void whatIsPutBackWaitsAndWasNoAttempt() {
        UUID target = target("queued");
        UUID claim = UUID.randomUUID();
        claim(claim, target);
        assertThat(store.putBack(UUID.randomUUID(), List.of(target), "quiet-hours")).isZero();
        assertThat(state(target)).isEqualTo("sending");
        assertThat(store.putBack(claim, List.of(target), "quiet-hours")).isEqualTo(1);
        // its answer was lost
        assertThat(store.putBack(claim, List.of(target), "quiet-hours")).isZero();
        assertThat(column(target, "state || ' ' || code || ' ' || attempt || ' ' || parked"))
                .isEqualTo("failed quiet-hours 0 false");
        assertThat(record(claim, target, "sent")).isZero();
        assertThat(claim(UUID.randomUUID(), target).get(0).attempt()).isEqualTo(1);
    }

    @Test
    void aReceiptIsNotOverwritten() {
        UUID target = target("queued");
        UUID claim = UUID.randomUUID();
        claim(claim, target);
        database.update("update target set state = 'delivered' where id = ?", target);
        assertThat(record(claim, target, "sent")).isZero();
        assertThat(state(target)).isEqualTo("delivered");
    }

    @Test
    void theSameCollapseKeyIsTheSameIdForOnePersonOnly() {
        String mine = claim(UUID.randomUUID(), target("queued")).get(0).collapseId();
        assertThat(claim(UUID.randomUUID(), target("queued")).get(0).collapseId()).isEqualTo(mine);
        UUID another = target("queued");
        database.update(
                "update notification set person_hash = ? where id = (select notification_id from target where id = ?)",
                key.hash("person", "199102102382"),
                another);
        assertThat(claim(UUID.randomUUID(), another).get(0).collapseId()).isNotEqualTo(mine);
    }

    /** Its sender lost the broker after the record, and another had acknowledged the message. */
    @Test
    void aFailureWithoutAMessageComesBack() {
        UUID lost = target("failed");
        UUID parked = target("failed");
        database.update("update target set parked = true where id = ?", parked);
        UUID quiet = target("failed");
        database.update("update target set code = 'quiet-hours' where id = ?", quiet);
        UUID sent = target("sent");
        assertThat(store.comeBack(Duration.ofHours(2))).isZero();
        database.update("update target set changed_at = changed_at - interval '3 hours'");
        UUID waits = target("failed");
        assertThat(store.comeBack(Duration.ofHours(2))).isOne();
        assertThat(state(lost)).isEqualTo("queued");
        assertThat(List.of(state(parked), state(quiet), state(waits), state(sent)))
                .containsExactly("failed", "failed", "failed", "sent");
        assertThat(
                        database.queryForList(
                                "select targets[1] from outbox where not bulk", UUID.class))
                .contains(lost);
        assertThat(store.comeBack(Duration.ofHours(2))).isZero();
        assertThat(claim(UUID.randomUUID(), lost)).hasSize(1);
    }

    private List<Claimed> claim(UUID claim, UUID... targets) {
        return store.claim(
                claim,
                List.of(targets).stream()
                        .map(one -> new TargetMessage(one, "apns", "inbox.message", "01", 0))
                        .toList());
    }

    private int record(UUID claim, UUID target, String state) {
        return store.record(claim, List.of(new Entry(target, state, "200", null, false)));
    }

    /** A push to Tolvan's phone. */
    private UUID target(String state) {
        UUID notification = UUID.randomUUID();
        database.update(
                """
                insert into notification (id, dedup, request_hash, source, person_hash, person, kind, urgency, collapse_key, state, due_at, expires_at)
                values (?, ?, ?, 'api', ?, ?, 'inbox.message', 'normal', 'thread', 'planned', now(), now() + interval '1 day')
                """,
                notification,
                key.hash("test", notification.toString()),
                hash,
                hash,
                key.seal(TOLVAN));
        UUID target = UUID.randomUUID();
        database.update(
                """
                insert into target (id, notification_id, recipient_hash, about, channel, device_id, step, state)
                values (?, ?, ?, ?, 'apns', 'phone', 0, ?)
                """,
                target,
                notification,
                hash,
                key.seal("Elsa"),
                state);
        return target;
    }

    private String state(UUID target) {
        return column(target, "state");
    }

    private String column(UUID target, String column) {
        return database.queryForObject(
                "select " + column + " from target where id = ?", String.class, target);
    }

    /** A minute passes for what was claimed. */
    private static void age() {
        database.update("update target set changed_at = changed_at - interval '61 seconds'");
    }
}
