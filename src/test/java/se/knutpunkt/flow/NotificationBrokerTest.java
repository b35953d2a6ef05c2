package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.activemq.artemis.api.core.management.AddressControl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import se.knutpunkt.notification.Intake;
import se.knutpunkt.notification.NotificationIds;
import se.knutpunkt.notification.Queues;
import se.knutpunkt.notification.TargetMessage;
import se.knutpunkt.notification.Wish;
import se.knutpunkt.notification.Wishes;

/** A broker that takes nothing: producers are refused, and nothing that was accepted is lost. */
class NotificationBrokerTest {

    private static final Duration LONG = Duration.ofSeconds(90);

    private final RunningHub hub = RunningHub.fresh();
    private final NoticeDesk desk = new NoticeDesk(hub);

    @BeforeEach
    void clean() {
        desk.holdChannels();
        desk.forgetAll();
        hub.clock().set("2026-12-01T11:00:00Z");
    }

    @AfterEach
    void release() {
        desk.releaseChannels();
    }

    @Test
    void whatTheBrokerHasAlreadyIsAsGoodAsSent() {
        List<TargetMessage> messages =
                Stream.generate(NotificationIds::next)
                        .limit(3)
                        .map(id -> new TargetMessage(id, "apns", "inbox.message", "01", 0))
                        .toList();
        Queues queues = hub.bean(Queues.class);
        assertThat(queues.send(messages, false)).isTrue();
        assertThat(queues.send(messages, false)).isTrue();
        assertThat(queues.send(messages.subList(1, 2), false)).isTrue();
        assertThat(desk.inQueue("notify.apns")).isEqualTo(3);
    }

    @Test
    void aBlockedAddressRefusesProducersAndLosesNothing() throws Exception {
        desk.register(RunningHub.TOLVAN, "ios", "phone");
        address("notify.apns").block();
        try {
            accept(2_000);
            await().atMost(LONG)
                    .pollInterval(Duration.ofMillis(500))
                    .untilAsserted(
                            () ->
                                    Expect.problem(
                                            desk.send(RunningHub.TOLVAN, "booking.soon").send(),
                                            503,
                                            "notifications-blocked"));
            assertThat(desk.send(RunningHub.TOLVAN, "booking.soon").send().header("Retry-After"))
                    .isEqualTo("10");
        } finally {
            address("notify.apns").unblock();
        }
        int all = desk.notifications(RunningHub.TOLVAN).size();
        await().atMost(LONG).until(() -> desk.inQueue("notify.apns") == all && desk.outbox() == 0);
        Expect.good(desk.send(RunningHub.TOLVAN, "booking.soon").send(), 202);
    }

    /**
     * The last thing that failed was no outbox row, so no row finds out that the broker is back.
     */
    @Test
    void aWakeUpThatTheBrokerDidNotTakeStopsNothingForGood() throws Exception {
        desk.register(RunningHub.TOLVAN, "ios", "phone");
        desk.phone(RunningHub.TOLVAN, "booking.soon");
        address("notify.ladder").block();
        try {
            desk.accepted(RunningHub.TOLVAN, "booking.soon");
            await().atMost(LONG)
                    .pollInterval(Duration.ofMillis(500))
                    .untilAsserted(
                            () ->
                                    Expect.problem(
                                            desk.send(RunningHub.TOLVAN, "booking.made").send(),
                                            503,
                                            "notifications-blocked"));
            assertThat(desk.outbox()).isZero();
        } finally {
            address("notify.ladder").unblock();
        }
        await().atMost(LONG)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(
                        () ->
                                Expect.good(
                                        desk.send(RunningHub.TOLVAN, "booking.made").send(), 202));
        int all = desk.notifications(RunningHub.TOLVAN).size();
        await().atMost(LONG).until(() -> desk.inQueue("notify.apns") == all);
    }

    private void accept(int count) {
        List<Wish> wishes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            wishes.add(
                    hub.bean(Wishes.class)
                            .of(
                                    new Wishes.Sender("api", "care", UUID.randomUUID().toString()),
                                    new Wishes.Subject(
                                            RunningHub.TOLVAN,
                                            "booking.soon",
                                            null,
                                            null,
                                            null,
                                            null)));
        }
        hub.bean(Intake.class).acceptAll(wishes);
    }

    private AddressControl address(String name) {
        return (AddressControl)
                hub.bean(EmbeddedActiveMQ.class)
                        .getActiveMQServer()
                        .getManagementService()
                        .getResource("address." + name);
    }
}
