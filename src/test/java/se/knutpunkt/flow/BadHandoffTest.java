package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import se.knutpunkt.fake.video.VideoService;

/** Codes that are stolen, late, foreign or made up; wishes that nobody may have. */
class BadHandoffTest {

    private static final String SCOPE = "handoffs:redeem:regional-video";
    private static final String ELSEWHERE = "199102102382";

    private final RunningHub hub = RunningHub.fresh();
    private final Handover handover = new Handover(hub);

    @Test
    void aCodeIsGoodOnce() {
        String code = handover.code();
        Expect.good(handover.redeem(code), 200);
        Expect.problem(handover.redeem(code), 410, "handoff-used");
        Expect.problem(handover.redeem(code), 410, "handoff-used");
    }

    @Test
    void ofFiftyAtOnceOneGetsTheCitizen() {
        String code = handover.code();
        int callers = 50;
        ExecutorService services = Executors.newFixedThreadPool(callers);
        CountDownLatch together = new CountDownLatch(callers);
        try {
            List<CompletableFuture<ApiAnswer>> asked =
                    IntStream.range(0, callers)
                            .mapToObj(
                                    i ->
                                            CompletableFuture.supplyAsync(
                                                    () -> redeemWith(together, code), services))
                            .toList();
            List<ApiAnswer> answers = asked.stream().map(CompletableFuture::join).toList();
            assertThat(answers).filteredOn(one -> one.status() == 200).hasSize(1);
            assertThat(answers)
                    .filteredOn(one -> one.status() != 200)
                    .hasSize(callers - 1)
                    .allMatch(one -> one.code().equals("handoff-used"));
        } finally {
            services.shutdownNow();
        }
    }

    private ApiAnswer redeemWith(CountDownLatch others, String code) {
        ApiCall call = handover.redeemAs(VideoService.SERVICE_ID, code, SCOPE);
        others.countDown();
        try {
            others.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return call.send();
    }

    @Test
    void aLateCodeIsLateAndLaterUnknown() throws SQLException {
        String code = handover.code();
        sql("update handoff set expires_at = expires_at - interval '31 seconds'");
        Expect.problem(handover.redeem(code), 410, "handoff-expired");
        Expect.problem(handover.redeem(code), 410, "handoff-expired");
        sql("delete from handoff");
        Expect.problem(handover.redeem(code), 404, "handoff-unknown");
    }

    @Test
    void aCodeInTheWrongHandsIsSpent() throws SQLException {
        String code = handover.code();
        sql("update handoff set service = 'chat'");
        Expect.problem(handover.redeem(code), 403, "handoff-wrong-service");
        sql("update handoff set service = 'regional-video'");
        Expect.problem(handover.redeem(code), 410, "handoff-used");
    }

    @Test
    void onlyTheServicesOwnClientMayTry() {
        String code = handover.code();
        Expect.problem(
                handover.redeemAs("stranger", code, SCOPE).send(), 403, "handoff-client-unknown");
        for (String scope : List.of("", "handoffs:redeem", "handoffs:redeem:chat", "x")) {
            Expect.problem(
                    handover.redeemAs(VideoService.SERVICE_ID, code, scope).send(),
                    403,
                    "scope-missing");
        }
        Expect.problem(
                handover.redeemAs("x", code).as(RunningHub.TOLVAN).send(), 403, "token-kind-wrong");
        Expect.problem(
                handover.redeemAs("x", code).with("Authorization", null).send(),
                401,
                "unauthenticated");
        Expect.good(handover.redeem(code), 200);
    }

    @Test
    void aMachineIsNoCitizen() {
        Expect.problem(
                handover.request(null).withToken(hub.identityProvider().machineToken(SCOPE)).send(),
                403,
                "token-kind-wrong");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"code\":null}",
                "{\"code\":12}",
                "{\"code\":\"\"}",
                "{\"code\":\"Xq7Marker\"}",
                "{\"code\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa=\"}",
                "{\"code\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'\"}",
                "{\"code\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaå\"}",
                "{\"code\":[\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"]}",
                "{\"code\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",\"x\":\"Xq7Marker\"}"
            })
    void whatIsNoCodeIsRefused(String body) {
        ApiAnswer answer =
                hub.call("POST", "/v1/handoffs/redeem")
                        .withToken(
                                hub.identityProvider().clientToken(VideoService.SERVICE_ID, SCOPE))
                        .json(body)
                        .send();
        Expect.refused(hub, answer, 400, "invalid-body");
    }

    @Test
    void aMadeUpCodeIsUnknown() {
        String code = handover.code();
        Expect.problem(handover.redeem("a".repeat(43)), 404, "handoff-unknown");
        // the last character has two bits to spare: another spelling of the same bits
        char last = code.charAt(42);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        String twin = code.substring(0, 42) + alphabet.charAt(alphabet.indexOf(last) ^ 1);
        Expect.problem(handover.redeem(twin), 404, "handoff-unknown");
        Expect.good(handover.redeem(code), 200);
    }

    @ParameterizedTest
    @CsvSource({
        "//evil.example, 400, invalid-body",
        "https://evil.example/besok, 400, invalid-body",
        "/besok/../admin, 400, invalid-body",
        "/besok/%2e%2e, 400, invalid-body",
        "/besok?next=x, 400, invalid-body",
        "/besok#x, 400, invalid-body",
        "/besok/, 400, invalid-body",
        "/besok@evil.example, 400, invalid-body",
        "besok, 400, invalid-body",
        "/, 400, invalid-body",
        "/admin, 400, target-not-allowed",
        "/besok/7f3a/admin, 400, target-not-allowed",
        "/besokare, 400, target-not-allowed",
        "/BESOK, 400, target-not-allowed"
    })
    void nothingElseIsOpened(String target, int status, String code) throws SQLException {
        sql("delete from handoff");
        Expect.problem(handover.request(target).send(), status, code);
        assertThat(everythingStored()).isEmpty();
    }

    @Test
    void aServiceWithoutTargetsOpensAtItsLink() {
        Expect.problem(
                hand("{\"serviceId\":\"journal\",\"target\":\"/besok\"}", RunningHub.TOLVAN),
                400,
                "target-not-allowed");
    }

    @Test
    void aServiceThatIsNotTheCitizensIsRefused() {
        String video = "{\"serviceId\":\"regional-video\"}";
        Expect.problem(hand(video, ELSEWHERE), 404, "service-not-in-region");
        Expect.problem(
                hand("{\"serviceId\":\"no-such\"}", RunningHub.TOLVAN), 404, "service-not-found");
        Expect.problem(
                hand("{\"serviceId\":\"Xq7 Marker\"}", RunningHub.TOLVAN), 400, "invalid-body");
        Expect.problem(hand(video, "198708152387"), 403, "region-not-joined");
        Expect.problem(hand(video, "191003289822"), 403, "home-region-protected");
        Expect.problem(hand(video, "198108222384"), 404, "person-not-found");
    }

    @Test
    void tooManyCodesMustWait() {
        for (int i = 0; i < 20; i++) {
            handover.create();
        }
        ApiAnswer refused = null;
        // a code comes back every three seconds, so a slow machine may get one more
        for (int i = 0; i < 20 && (refused == null || refused.status() == 201); i++) {
            refused = handover.request(null).send();
        }
        Expect.problem(refused, 429, "too-many-requests");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 4);
        Expect.good(hand("{\"serviceId\":\"journal\"}", ELSEWHERE), 201);
    }

    @Test
    void aKeyIsNotTaken() {
        String key = AppUser.newKey();
        ApiAnswer first = handover.request(null).key(key).send();
        ApiAnswer second = handover.request(null).key(key).send();
        Expect.good(second, 201);
        assertThat(Handover.code(second.json())).isNotEqualTo(Handover.code(first.json()));
    }

    @Test
    void withoutTheStoreNobodyIsHandedOver() throws SQLException {
        String code = handover.code();
        sql("alter table handoff rename to elsewhere");
        try {
            Expect.problem(handover.request(null).send(), 503, "store-unavailable");
            Expect.problem(handover.redeem(code), 503, "store-unavailable");
            Expect.good(hand("{\"serviceId\":\"journal\"}", RunningHub.TOLVAN), 201);
        } finally {
            sql("alter table elsewhere rename to handoff");
        }
        Expect.good(handover.redeem(code), 200);
    }

    @Test
    void theStoreHoldsNothingAnyoneCanRead() throws SQLException {
        sql("delete from handoff");
        String code = handover.code();
        assertThat(everythingStored())
                .isNotEmpty()
                .doesNotContain(RunningHub.TOLVAN, "12121212", "Tolvan", "loa3", code);
    }

    private ApiAnswer hand(String body, String citizen) {
        return hub.call("POST", "/v1/handoffs").as(citizen).json(body).send();
    }

    private Connection connect() throws SQLException {
        return hub.surroundings().database().getPostgresDatabase().getConnection();
    }

    private void sql(String statement) throws SQLException {
        try (Connection connection = connect();
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    /** Every column of every row, as text and as bytes. */
    private String everythingStored() throws SQLException {
        StringBuilder all = new StringBuilder();
        try (Connection connection = connect();
                Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery("select * from handoff")) {
            while (rows.next()) {
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    byte[] bytes = rows.getBytes(i);
                    all.append(rows.getString(i)).append('\n');
                    all.append(bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8));
                }
            }
        }
        return all.toString();
    }
}
