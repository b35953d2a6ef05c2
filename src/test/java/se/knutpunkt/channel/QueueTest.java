package se.knutpunkt.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;
import se.knutpunkt.catalogue.DeclaredFiles;
import se.knutpunkt.notification.BrokerOfTests;
import se.knutpunkt.notification.TargetMessage;

/** Notices taken from a real broker, in batches, by a route. */
class QueueTest {

    private static final String QUEUE = "notify.apns";
    private static final String BULK = "notify.apns.bulk";
    private static final String PARKED = "notify.apns.parked";
    private static final int MOST = 10;
    private static final Duration LONG = Duration.ofHours(1);
    private static final AtomicInteger BROKERS = new AtomicInteger(70);

    @TempDir private Path folder;

    private BrokerOfTests broker;
    private ChannelGates gates;
    private CamelContext camel;
    private volatile QueueWorker.Handler handler = batch -> {};
    private final List<List<TargetMessage>> handled = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() throws Exception {
        broker = new BrokerOfTests(BROKERS.incrementAndGet(), folder);
        broker.start();
        MockEnvironment settings =
                new MockEnvironment()
                        .withProperty("KNUTPUNKT_APNS_CONSUMERS", "1")
                        .withProperty("KNUTPUNKT_APNS_BULK_CONSUMERS", "1")
                        .withProperty("KNUTPUNKT_APNS_BATCH", Integer.toString(MOST));
        ChannelCatalogue channels = new ChannelCatalogue(new DeclaredFiles(".", settings));
        gates = new ChannelGates(channels, new SimpleMeterRegistry());
        camel = new DefaultCamelContext();
        camel.addComponent("queue", new QueueComponent(broker.connections(), channels, gates));
        camel.addRoutes(route("single", QUEUE, false));
        camel.addRoutes(route("bulk", BULK, true));
    }

    private RouteBuilder route(String id, String queue, boolean bulk) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("queue:" + queue + "?channel=apns&bulk=" + bulk)
                        .routeId(id)
                        .errorHandler(noErrorHandler())
                        .process(
                                exchange -> {
                                    Batch batch = exchange.getMessage().getBody(Batch.class);
                                    handled.add(List.copyOf(batch.messages()));
                                    handler.handle(batch);
                                });
            }
        };
    }

    @AfterEach
    void stop() throws Exception {
        camel.stop();
        broker.close();
    }

    @Test
    void takesWhatIsThereInOneTransactionUpToTheBound() throws Exception {
        List<UUID> sent = send(25);
        camel.start();
        soon().until(() -> targets().size() == 25);
        assertThat(targets()).containsExactlyElementsOf(sent);
        assertThat(handled).allMatch(batch -> batch.size() <= MOST);
        assertThat(handled).anyMatch(batch -> batch.size() > 1);
        soon().until(() -> broker.held(QUEUE) == 0);
    }

    @Test
    void whatFailedIsDeliveredAgain() throws Exception {
        List<UUID> sent = send(3);
        AtomicInteger tries = new AtomicInteger();
        handler =
                batch -> {
                    if (tries.incrementAndGet() == 1) {
                        throw new IllegalStateException("the first time");
                    }
                };
        camel.start();
        soon().until(() -> broker.held(QUEUE) == 0);
        assertThat(targets()).containsAll(sent);
        assertThat(targets().size()).isGreaterThan(sent.size());
    }

    @Test
    void whatWasSentInATransactionThatFailedWasNot() throws Exception {
        send(1);
        AtomicInteger tries = new AtomicInteger();
        handler =
                batch -> {
                    batch.park(batch.messages().get(0), "400");
                    if (tries.incrementAndGet() == 1) {
                        throw new IllegalStateException("after parking");
                    }
                };
        camel.start();
        soon().until(() -> broker.held(QUEUE) == 0);
        assertThat(tries).hasValue(2);
        assertThat(codes()).containsExactly("400");
    }

    @Test
    void whatCannotBeReadIsParkedAndHoldsUpNobody() throws Exception {
        broker.send(QUEUE, session -> session.createTextMessage("no target"));
        broker.send(
                QUEUE,
                session -> {
                    Message message = message(UUID.randomUUID()).write(session);
                    message.setStringProperty("target", "no-uuid");
                    return message;
                });
        broker.send(
                QUEUE,
                session -> {
                    Message message = message(UUID.randomUUID()).write(session);
                    message.setBooleanProperty("attempt", true);
                    return message;
                });
        broker.send(QUEUE, ofAnotherChannel()::write);
        List<UUID> sent = send(1);
        camel.start();
        soon().until(() -> targets().equals(sent) && codes().size() == 4);
        assertThat(codes()).containsOnly("unreadable");
        soon().until(() -> broker.held(QUEUE) == 0);
    }

    private static TargetMessage ofAnotherChannel() {
        return new TargetMessage(UUID.randomUUID(), "sms", "inbox.message", "01", 0);
    }

    @Test
    void repeatsAfterAPause() throws Exception {
        UUID target = send(1).get(0);
        handler =
                batch -> {
                    TargetMessage one = batch.messages().get(0);
                    if (one.attempt() == 0) {
                        batch.again(one, Duration.ofMillis(300));
                    }
                };
        camel.start();
        soon().until(() -> handled.size() == 2);
        assertThat(handled.get(1))
                .containsExactly(new TargetMessage(target, "apns", "inbox.message", "01", 1));
        soon().until(() -> broker.held(QUEUE) == 0);
    }

    @Test
    void aPauseIsKeptByTheBroker() throws Exception {
        send(2);
        handler =
                batch -> {
                    for (TargetMessage one : batch.messages()) {
                        batch.again(one, LONG);
                    }
                };
        camel.start();
        soon().until(() -> broker.scheduled(QUEUE) == 2);
        assertThat(targets()).hasSize(2);
    }

    /** The outbox may send a message twice; the second must not make the transaction fail. */
    @Test
    void twoMessagesOfOneTargetAreBothRepeated() throws Exception {
        UUID target = UUID.randomUUID();
        handler = batch -> batch.again(batch.messages().get(0), LONG);
        camel.start();
        for (int i = 1; i <= 2; i++) {
            int count = i;
            broker.send(
                    QUEUE,
                    session -> {
                        Message message = message(target).write(session);
                        message.setStringProperty("_AMQ_DUPL_ID", target + "-" + count);
                        return message;
                    });
            soon().until(() -> broker.scheduled(QUEUE) == count);
        }
        assertThat(handled).hasSize(2);
    }

    @Test
    void aStoppedRouteTakesNothing() throws Exception {
        camel.start();
        camel.getRouteController().stopRoute("single");
        List<UUID> sent = send(2);
        camel.getRouteController().startRoute("single");
        soon().until(() -> targets().equals(sent));
        camel.getRouteController().suspendRoute("single");
        UUID third = send(1).get(0);
        // the other queue's route goes on meanwhile
        broker.send(BULK, message(UUID.randomUUID())::write);
        soon().until(() -> targets().size() == 3);
        assertThat(targets()).doesNotContain(third);
        camel.getRouteController().resumeRoute("single");
        soon().until(() -> targets().contains(third));
    }

    /** Camel waits for one route after the other; whichever it begins with, all know at once. */
    @ParameterizedTest
    @ValueSource(strings = {QUEUE, BULK})
    void allQueuesAreLeftWhenTheFirstBeginsToStop(String busy) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        handler =
                batch -> {
                    begun.countDown();
                    mayEnd.await();
                };
        camel.start();
        soon().until(() -> broker.consumers(QUEUE) > 0 && broker.consumers(BULK) > 0);
        broker.send(busy, message(UUID.randomUUID())::write);
        begun.await();
        broker.send(busy, message(UUID.randomUUID())::write);
        CompletableFuture<Void> stopping = CompletableFuture.runAsync(camel::stop);
        try {
            soon().until(() -> broker.consumers(busy.equals(QUEUE) ? BULK : QUEUE) == 0);
            assertThat(stopping).as("one is still at work").isNotDone();
            assertThat(broker.held(busy)).isEqualTo(2);
        } finally {
            mayEnd.countDown();
        }
        stopping.get(60, TimeUnit.SECONDS);
        assertThat(handled).hasSize(1);
        assertThat(broker.held(busy)).as("it ended what it had, and took nothing more").isOne();
    }

    /** Nor does it hold them back from the hub's other replicas. */
    @Test
    void aChannelThatRestsLeavesMessagesInTheQueue() throws Exception {
        camel.start();
        soon().until(() -> broker.consumers(QUEUE) == 1);
        gates.of("apns").rest(LONG);
        soon().until(() -> broker.consumers(QUEUE) == 0);
        send(2);
        assertThat(broker.waiting(QUEUE)).hasSize(2);
        assertThat(handled).isEmpty();
        gates.reset();
        soon().until(() -> targets().size() == 2);
    }

    /** Its one leave must not stay with a worker whose queue is empty. */
    @Test
    void aChannelOnTrialTriesTheQueueThatHasSomething() throws Exception {
        ChannelGate gate = gates.of("apns");
        TargetMessage message = message(UUID.randomUUID());
        List<Outcome> failed =
                List.of(
                        new Outcome(
                                ClaimedNotices.of(message), Delivery.Failed.ofTheChannel("503")));
        for (int i = 0; i < 10; i++) {
            gate.done(failed);
        }
        assertThat(gate.isOpen()).isFalse();
        handler =
                batch -> {
                    gate.done(
                            List.of(
                                    new Outcome(
                                            ClaimedNotices.of(message),
                                            new Delivery.Sent("200", null))));
                    ((TakenBatch) batch).report();
                };
        camel.start();
        List<UUID> sent = send(1);
        soon().until(() -> targets().equals(sent));
        soon().until(() -> gate.isOpen() && !gate.isOnTrial());
    }

    @Test
    void goesOnWhenTheBrokerIsBack() throws Exception {
        camel.start();
        List<UUID> before = send(1);
        soon().until(() -> targets().equals(before));
        broker.stop();
        broker.start();
        List<UUID> after = send(3);
        soon().until(() -> targets().containsAll(after));
        soon().until(() -> broker.held(QUEUE) == 0);
    }

    private List<UUID> send(int count) throws JMSException {
        List<UUID> sent =
                Collections.nCopies(count, 0).stream().map(i -> UUID.randomUUID()).toList();
        for (UUID one : sent) {
            broker.send(QUEUE, message(one)::write);
        }
        return sent;
    }

    private static TargetMessage message(UUID target) {
        return new TargetMessage(target, "apns", "inbox.message", "01", 0);
    }

    /** Of all batches that the route got, in their order. */
    private List<UUID> targets() {
        return handled.stream().flatMap(List::stream).map(TargetMessage::target).toList();
    }

    private List<String> codes() throws JMSException {
        List<String> codes = new CopyOnWriteArrayList<>();
        for (Message one : broker.waiting(PARKED)) {
            codes.add(one.getStringProperty("code"));
        }
        return codes;
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(60));
    }
}
