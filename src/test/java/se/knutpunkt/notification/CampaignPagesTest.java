package se.knutpunkt.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
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

/** Campaigns in a real PostgreSQL, taken by several replicas of the hub. */
class CampaignPagesTest {

    private static EmbeddedPostgres postgres;
    private static HikariDataSource pool;
    private static JdbcClient database;

    private final CampaignStore store = new CampaignStore(database);
    private final CampaignPages pages = new CampaignPages(database);

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.start();
        Flyway.configure().dataSource(postgres.getPostgresDatabase()).load().migrate();
        pool = new HikariDataSource();
        pool.setDataSource(postgres.getPostgresDatabase());
        database = JdbcClient.create(pool);
    }

    @AfterAll
    static void stop() throws IOException {
        pool.close();
        postgres.close();
    }

    @BeforeEach
    void clean() {
        database.sql("truncate notification, campaign, recipient, target, ladder cascade").update();
    }

    @Test
    void everybodyIsTakenOnceInPages() {
        recipients(2_500, "01");
        UUID campaign = begin(null, 10_000);
        takeAll();
        assertThat(count("notification")).isEqualTo(2_500);
        assertThat(
                        database.sql("select count(distinct person_hash) from notification")
                                .query(Long.class)
                                .single())
                .isEqualTo(2_500);
        Campaign done = store.find(campaign).orElseThrow();
        assertThat(done.state()).isEqualTo("done");
        assertThat(done.audience()).isEqualTo(2_500);
        assertThat(done.taken()).isEqualTo(2_500);
        assertThat(pages.untilNext()).isEmpty();
    }

    @Test
    void theSealedPersonIsCopiedAsItIs() {
        recipients(3, "01");
        begin(null, 1_000);
        takeAll();
        assertThat(
                        database.sql(
                                        "select count(*) from notification n join recipient r using (person_hash) where n.person = r.person")
                                .query(Long.class)
                                .single())
                .isEqualTo(3);
    }

    @Test
    void onlyTheRegionsOwnAreTaken() {
        recipients(700, "01");
        recipients(300, "14");
        recipients(50, null);
        UUID campaign = begin("14", 1_000);
        takeAll();
        assertThat(count("notification")).isEqualTo(300);
        assertThat(store.find(campaign).orElseThrow().audience()).isEqualTo(300);
        assertThat(store.find(campaign).orElseThrow().state()).isEqualTo("done");
    }

    @Test
    void aRegionOfNobodyEnds() {
        recipients(10, "01");
        UUID campaign = begin("20", 1_000);
        takeAll();
        assertThat(store.find(campaign).orElseThrow().state()).isEqualTo("done");
        assertThat(count("notification")).isZero();
    }

    @Test
    void aPageIsATenthOfASecondAndTheNextIsNotTakenBefore() {
        recipients(100, "01");
        begin(null, 20);
        assertThat(pages.take().orElseThrow().count()).isEqualTo(2);
        assertThat(pages.take()).isEmpty();
        assertThat(pages.untilNext().orElseThrow())
                .isBetween(Duration.ZERO, Duration.ofMillis(101));
    }

    /**
     * Virtual time: the row is moved back instead of waiting. The time that the machine itself
     * takes meanwhile is on top, and what it makes of more than a second is not caught up.
     */
    @Test
    void theRateHoldsOverAMinuteWhateverHappens() {
        recipients(3_000, "01");
        UUID campaign = begin(null, 10);
        for (int second = 0; second < 60; second++) {
            while (pages.take().isPresent()) {
                // as fast as it may
            }
            database.sql("update campaign set next_at = next_at - interval '1 second'").update();
        }
        assertThat(store.find(campaign).orElseThrow().taken()).isBetween(540L, 620L);
    }

    @Test
    void whatWasMissedIsCaughtUpForASecondAtMost() {
        recipients(3_000, "01");
        UUID campaign = begin(null, 100);
        database.sql("update campaign set next_at = now() - interval '1 hour'").update();
        while (pages.take().isPresent()) {
            // as fast as it may
        }
        assertThat(store.find(campaign).orElseThrow().taken()).isBetween(100L, 140L);
    }

    @Test
    void severalReplicasTakeEverybodyOnce() throws Exception {
        recipients(20_000, "01");
        UUID campaign = begin(null, 10_000);
        ExecutorService replicas = Executors.newFixedThreadPool(4);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(replicas.submit(this::takeAll));
        }
        for (Future<?> one : all) {
            one.get(60, TimeUnit.SECONDS);
        }
        replicas.shutdown();
        assertThat(count("notification")).isEqualTo(20_000);
        assertThat(store.find(campaign).orElseThrow().taken()).isEqualTo(20_000);
    }

    /** As after a kill -9: the transaction is gone, and all of it. */
    @Test
    void aPageThatIsNotCommittedLeavesNothing() throws Exception {
        recipients(300, "01");
        UUID campaign = begin(null, 1_000);
        try (Connection dying = postgres.getPostgresDatabase().getConnection()) {
            dying.setAutoCommit(false);
            new CampaignPages(
                            JdbcClient.create(
                                    new org.springframework.jdbc.datasource
                                            .SingleConnectionDataSource(dying, true)))
                    .take();
            assertThat(pages.take()).as("another replica meanwhile").isEmpty();
            dying.rollback();
        }
        assertThat(count("notification")).isZero();
        takeAll();
        assertThat(count("notification")).isEqualTo(300);
        assertThat(store.find(campaign).orElseThrow().taken()).isEqualTo(300);
    }

    @Test
    void whatIsPausedRestsAndGoesOnWhereItWas() {
        recipients(250, "01");
        UUID campaign = begin(null, 1_000);
        pages.take();
        assertThat(store.steer(campaign, "paused", null)).isTrue();
        assertThat(pages.take()).isEmpty();
        assertThat(pages.untilNext()).isEmpty();
        assertThat(count("notification")).isEqualTo(100);
        assertThat(store.steer(campaign, "running", 500)).isTrue();
        assertThat(pages.take().orElseThrow().count()).isEqualTo(50);
        takeAll();
        assertThat(count("notification")).isEqualTo(250);
    }

    @Test
    void cancellingWithdrawsWhatIsNotSent() {
        recipients(100, "01");
        UUID campaign = begin(null, 1_000);
        takeAll();
        planSome(40);
        assertThat(store.steer(campaign, "cancelled", null)).isTrue();
        while (pages.withdraw().isPresent()) {
            // until nothing is left
        }
        assertThat(states("notification")).isEqualTo("planned 40, rejected 60");
        assertThat(states("target")).isEqualTo("rejected 20, sending 10, sent 10");
        assertThat(count("ladder")).as("next steps of what was withdrawn").isEqualTo(20);
        assertThat(store.steer(campaign, "running", null)).as("for good").isFalse();
        assertThat(pages.take()).isEmpty();
    }

    @Test
    void aCancelledCampaignWaitsForWhatThePlannerHasInHand() throws Exception {
        recipients(10, "01");
        UUID campaign = begin(null, 1_000);
        takeAll();
        store.steer(campaign, "cancelled", null);
        try (Connection planner = postgres.getPostgresDatabase().getConnection()) {
            planner.setAutoCommit(false);
            planner.createStatement().execute("select * from notification for update");
            assertThat(pages.withdraw()).hasValue(0);
            assertThat(pages.withdraw()).as("it looks again").isPresent();
        }
        assertThat(pages.withdraw()).hasValue(10);
        assertThat(pages.withdraw()).isEmpty();
    }

    @Test
    void whatExpiredEnds() {
        recipients(10, "01");
        UUID campaign = begin(null, 1_000);
        database.sql("update campaign set expires_at = now() - interval '1 second'").update();
        assertThat(pages.take()).isEmpty();
        assertThat(pages.endExpired()).isEqualTo(1);
        assertThat(store.find(campaign).orElseThrow().state()).isEqualTo("done");
    }

    @Test
    void whatIsUnderWayIsCountedUpToABound() {
        recipients(100, "01");
        begin(null, 1_000);
        takeAll();
        planSome(40);
        assertThat(pages.underWay(1_000)).isEqualTo(60 + 20);
        assertThat(pages.underWay(10)).isEqualTo(20);
    }

    @Test
    void theSameKeyIsTheSameCampaign() {
        byte[] dedup = hash("key");
        Campaign first = store.begin(wish("01", 100), dedup);
        Campaign again = store.begin(wish("14", 100), dedup);
        assertThat(again.id()).isEqualTo(first.id());
        assertThat(again.region()).isEqualTo("01");
        assertThat(store.begun(dedup).orElseThrow().id()).isEqualTo(first.id());
    }

    private UUID begin(String region, int rate) {
        return store.begin(wish(region, rate), hash(UUID.randomUUID().toString())).id();
    }

    private static Campaign wish(String region, int rate) {
        Instant now = Instant.now();
        return new Campaign(
                UUID.randomUUID(),
                hash("request"),
                "region-it",
                "general.information",
                null,
                region,
                "low",
                "running",
                rate,
                0,
                0,
                now.plusSeconds(3600),
                now);
    }

    /** Whatever the rate says. */
    private void takeAll() {
        for (int i = 0; pages.untilNext().isPresent(); i++) {
            assertThat(i).as("pages").isLessThan(300);
            pages.take();
            database.sql("update campaign set next_at = now()  - interval '1 second' where open")
                    .update();
        }
    }

    private static void recipients(int count, String region) {
        database.sql(
                        """
                        insert into recipient (person_hash, person, region)
                        select sha256(convert_to(? || n, 'UTF8')), convert_to('sealed ' || n, 'UTF8'), ? from generate_series(1, ?) n
                        """)
                .params(String.valueOf(region), region, count)
                .update();
    }

    /** As the planner does: a target for each, in four states, with a next step. */
    private static void planSome(int count) {
        database.sql(
                        """
                        with planned as (
                            update notification set state = 'planned' where id in (select id from notification limit ?) returning id, person_hash),
                        steps as (
                            insert into ladder (notification_id, recipient_hash, next_step, due_at) select id, person_hash, 1, now() from planned)
                        insert into target (id, notification_id, recipient_hash, channel, step, state)
                        select gen_random_uuid(), id, person_hash, 'apns', 0,
                               (array['queued', 'failed', 'sending', 'sent'])[1 + (row_number() over ()) % 4]
                          from planned
                        """)
                .param(count)
                .update();
    }

    private static String states(String table) {
        return String.join(
                ", ",
                database.sql(
                                "select state || ' ' || count(*) from "
                                        + table
                                        + " group by state order by state")
                        .query(String.class)
                        .list());
    }

    private static long count(String table) {
        return database.sql("select count(*) from " + table).query(Long.class).single();
    }

    private static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
