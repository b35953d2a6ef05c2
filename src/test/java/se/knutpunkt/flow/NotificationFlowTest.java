package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** From a machine's wish to the messages in the channels' queues. */
class NotificationFlowTest {

    private static final String NOON = "2026-12-01T11:00:00Z";

    private final RunningHub hub = RunningHub.fresh();
    private final JdbcClient database = hub.bean(JdbcClient.class);
    private final NoticeDesk desk = new NoticeDesk(hub);

    @BeforeEach
    void clean() {
        desk.forgetAll();
        hub.clock().set(NOON);
    }

    @Test
    void aNoticeIsAcceptedAndPlannedForEachDevice() {
        desk.register(RunningHub.TOLVAN, "ios", "phone");
        desk.register(RunningHub.TOLVAN, "android", "tablet");
        ApiAnswer accepted = desk.send(RunningHub.TOLVAN, "inbox.message").send();
        Expect.good(accepted, 202);
        assertThat(accepted.json().path("status").asText()).isEqualTo("accepted");
        String id = accepted.json().path("id").asText();
        desk.awaitState(id, "planned");
        assertThat(desk.targets(id)).containsExactlyInAnyOrder("apns queued 0", "fcm queued 0");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> desk.inQueue("notify.apns") + desk.inQueue("notify.fcm") == 2);
        assertThat(desk.outbox()).isZero();
    }

    @Test
    void theSameKeyIsOneNotification() {
        String key = "key-" + UUID.randomUUID();
        ApiAnswer first = desk.send(RunningHub.TOLVAN, "inbox.message").key(key).send();
        ApiAnswer again = desk.send(RunningHub.TOLVAN, "inbox.message").key(key).send();
        Expect.good(first, 202);
        Expect.good(again, 202);
        assertThat(again.json().path("id")).isEqualTo(first.json().path("id"));
        Expect.problem(
                desk.send(RunningHub.TOLVAN, "booking.soon").key(key).send(),
                422,
                "idempotency-key-reused");
        assertThat(database.sql("select count(*) from notification").query(Long.class).single())
                .isEqualTo(1);
    }
}
