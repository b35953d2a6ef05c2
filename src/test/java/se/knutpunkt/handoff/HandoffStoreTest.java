package se.knutpunkt.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Codes in a real PostgreSQL, with two replicas of the hub on it. */
class HandoffStoreTest {

    private static final String KEY = "only-for-tests-0123456789abcdefgh";
    private static final String OTHER_KEY = "another-key-0123456789abcdefghijk";
    private static final byte[] HASH = HandoffCode.hash("a".repeat(43));
    private static final byte[] WHO =
            "{\"citizen\":\"191212121212\"}".getBytes(StandardCharsets.UTF_8);
    private static final Duration HALF_A_MINUTE = Duration.ofSeconds(30);

    private static final int CALLERS = 50;

    private static EmbeddedPostgres postgres;
    private static JdbcClient database;

    private final HandoffStore store = new HandoffStore(database, List.of(KEY));
    private final HandoffStore otherReplica = new HandoffStore(database, List.of(KEY));

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.start();
        Flyway.configure().dataSource(postgres.getPostgresDatabase()).load().migrate();
        database = JdbcClient.create(postgres.getPostgresDatabase());
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    @BeforeEach
    void clean() {
        database.sql("delete from handoff").update();
    }

    @Test
    void whatOneReplicaKeepsAnotherGivesOnce() {
        Instant before = Instant.now().minusSeconds(1);
        Instant end = store.keep(HASH, "video", WHO, HALF_A_MINUTE);
        assertThat(end.minus(HALF_A_MINUTE)).isBetween(before, Instant.now().plusSeconds(1));
        HandoffStore.Found found = otherReplica.use(HASH).orElseThrow();
        assertThat(found.service()).isEqualTo("video");
        assertThat(found.identity()).isEqualTo(WHO);
        assertThat(found.used() || found.late()).isFalse();
        HandoffStore.Found again = store.use(HASH).orElseThrow();
        assertThat(again.used()).isTrue();
        assertThat(again.identity()).isNull();
    }

    @Test
    void anUnknownCodeIsUnknown() {
        store.keep(HASH, "video", WHO, HALF_A_MINUTE);
        assertThat(store.use(HandoffCode.hash("b".repeat(43)))).isEmpty();
        assertThat(store.use(HASH)).isPresent();
    }

    @Test
    void aLateCodeGivesNobodyAndStaysLate() {
        store.keep(HASH, "video", WHO, HALF_A_MINUTE);
        moveTheClock("31 seconds");
        for (int i = 0; i < 2; i++) {
            HandoffStore.Found found = store.use(HASH).orElseThrow();
            assertThat(found.late()).isTrue();
            assertThat(found.used()).isFalse();
            assertThat(found.identity()).isNull();
        }
    }

    @Test
    void aCodeJustInTimeIsGood() {
        store.keep(HASH, "video", WHO, HALF_A_MINUTE);
        moveTheClock("15 seconds");
        assertThat(store.use(HASH).orElseThrow().identity()).isEqualTo(WHO);
    }

    @Test
    void ofFiftyAtOnceExactlyOneGetsIt() throws Exception {
        store.keep(HASH, "video", WHO, HALF_A_MINUTE);
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        try {
            List<Future<HandoffStore.Found>> asked = new ArrayList<>();
            try (Connection holder = postgres.getPostgresDatabase().getConnection()) {
                holder.setAutoCommit(false);
                holder.createStatement().execute("select * from handoff for update");
                for (int i = 0; i < CALLERS; i++) {
                    HandoffStore replica = i % 2 == 0 ? store : otherReplica;
                    asked.add(callers.submit(() -> replica.use(HASH).orElseThrow()));
                }
                // all have begun, and see the same state of the table
                await().atMost(Duration.ofSeconds(30))
                        .until(HandoffStoreTest::waiting, is(CALLERS));
                holder.commit();
            }
            List<HandoffStore.Found> all = new ArrayList<>();
            for (Future<HandoffStore.Found> one : asked) {
                all.add(one.get(30, TimeUnit.SECONDS));
            }
            assertThat(all).filteredOn(found -> found.identity() != null).hasSize(1);
            assertThat(all).filteredOn(HandoffStore.Found::used).hasSize(CALLERS - 1);
        } finally {
            callers.shutdownNow();
        }
    }

    /** How many statements wait for a lock. */
    private static int waiting() {
        return database.sql(
                        "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%handoff%'")
                .query(Integer.class)
                .single();
    }

    @Test
    void nothingPersonalIsReadableAndNothingStaysAfterUse() {
        store.keep(HASH, "video", WHO, HALF_A_MINUTE);
        byte[] stored = identityColumn();
        assertThat(new String(stored, StandardCharsets.ISO_8859_1)).doesNotContain("1912", "citi");
        store.use(HASH);
        assertThat(identityColumn()).isNull();
    }

    @Test
    void theSameIdentityIsNeverSealedTheSameWay() {
        store.keep(HASH, "video", WHO, HALF_A_MINUTE);
        byte[] first = identityColumn();
        clean();
        store.keep(HASH, "video", WHO, HALF_A_MINUTE);
        assertThat(identityColumn()).isNotEqualTo(first);
    }

    @Test
    void whatAnotherKeySealedIsNobody() {
        store.keep(HASH, "video", WHO, HALF_A_MINUTE);
        HandoffStore stranger = new HandoffStore(database, List.of(OTHER_KEY));
        HandoffStore.Found found = stranger.use(HASH).orElseThrow();
        assertThat(found.identity()).isNull();
        assertThat(found.used()).isFalse();
    }

    @Test
    void aChangedKeyOpensWhatTheOldOneSealed() {
        store.keep(HASH, "video", WHO, HALF_A_MINUTE);
        HandoffStore changed = new HandoffStore(database, List.of(OTHER_KEY, KEY));
        assertThat(changed.use(HASH).orElseThrow().identity()).isEqualTo(WHO);
    }

    @Test
    void nobodyIsFoundUnderAnothersCodeOrService() {
        byte[] mine = HandoffCode.hash("m".repeat(43));
        store.keep(HASH, "video", WHO, HALF_A_MINUTE);
        store.keep(mine, "video", "{}".getBytes(StandardCharsets.UTF_8), HALF_A_MINUTE);
        database.sql(
                        "update handoff set identity = (select identity from handoff where code_hash = ?)")
                .param(HASH)
                .update();
        assertThat(store.use(mine).orElseThrow().identity()).isNull();
        database.sql("update handoff set service = 'chat'").update();
        assertThat(store.use(HASH).orElseThrow().identity()).isNull();
    }

    @Test
    void lateCodesLoseTheirIdentityAndThenAreForgotten() {
        store.keep(HASH, "video", WHO, HALF_A_MINUTE);
        store.purge();
        assertThat(identityColumn()).isNotNull();
        moveTheClock("31 seconds");
        store.purge();
        assertThat(identityColumn()).isNull();
        assertThat(store.use(HASH).orElseThrow().late()).isTrue();
        moveTheClock("11 minutes");
        store.purge();
        assertThat(store.use(HASH)).isEmpty();
    }

    private static byte[] identityColumn() {
        return database.sql("select identity from handoff")
                .query((row, n) -> row.getBytes(1))
                .list()
                .get(0);
    }

    /** Lets this much time pass for all codes. */
    private static void moveTheClock(String interval) {
        database.sql("update handoff set expires_at = expires_at - cast(? as interval)")
                .param(interval)
                .update();
    }
}
