package se.knutpunkt.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.health.Status;

/** What a refusal of Kafka's means; time passes as the test wants. */
class EventAccessTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final AtomicLong nanos = new AtomicLong();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final EventAccess access = new EventAccess(meters, nanos::get);
    private final Queue<Supplier<ConsumerRecords<Object, Object>>> answers = new ArrayDeque<>();

    @Test
    void aRefusedLoginIsTriedAgainWithGrowingPauses() {
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            login();
            poll();
            long seconds = 0;
            while (isResting()) {
                nanos.addAndGet(SECOND.toNanos());
                seconds++;
            }
            pauses.add(seconds);
        }
        assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
        assertThat(access.health().getStatus()).isEqualTo(Status.DOWN);
        assertThat(access.health().getDetails())
                .isEqualTo(Map.of("failure", "SaslAuthenticationException"));
        assertThat(refused()).isOne();
    }

    @Test
    void aRefusedRightIsTheSame() {
        answers.add(
                () -> {
                    throw new TopicAuthorizationException("citizen.events");
                });
        assertThat(poll().isEmpty()).isTrue();
        assertThat(refused()).isOne();
        assertThat(isResting()).isTrue();
    }

    @Test
    void whatComesIsTheProofThatItIsOver() {
        login();
        poll();
        nanos.addAndGet(SECOND.toNanos());
        answers.add(EventAccessTest::some);
        assertThat(poll().count()).isEqualTo(1);
        assertThat(refused()).isZero();
        assertThat(access.health().getStatus()).isEqualTo(Status.UP);
        login();
        poll();
        nanos.addAndGet(SECOND.toNanos());
        assertThat(isResting()).as("the first pause is the shortest again").isFalse();
    }

    /** An answer may be on its way when nothing has come. */
    @Test
    void nothingProvesNothingUntilItIsQuietForAWhile() {
        login();
        poll();
        nanos.addAndGet(SECOND.multipliedBy(5).toNanos());
        answers.add(ConsumerRecords::empty);
        poll();
        assertThat(refused()).isOne();
        nanos.addAndGet(SECOND.multipliedBy(6).toNanos());
        answers.add(ConsumerRecords::empty);
        poll();
        assertThat(refused()).isZero();
    }

    @Test
    void whatIsNoRefusalIsCamelsToHandle() {
        answers.add(
                () -> {
                    throw DisconnectException.INSTANCE;
                });
        assertThatThrownBy(this::poll).isInstanceOf(DisconnectException.class);
        assertThat(refused()).isZero();
    }

    private void login() {
        answers.add(
                () -> {
                    throw new SaslAuthenticationException("refused");
                });
    }

    private ConsumerRecords<Object, Object> poll() {
        return access.poll(() -> answers.remove().get(), Duration.ZERO);
    }

    /** Whether Kafka is left alone. */
    private boolean isResting() {
        answers.add(ConsumerRecords::empty);
        poll();
        boolean asked = answers.isEmpty();
        answers.clear();
        return !asked;
    }

    private double refused() {
        return meters.get("knutpunkt.events.refused").gauge().value();
    }

    private static ConsumerRecords<Object, Object> some() {
        TopicPartition partition = new TopicPartition("citizen.events", 0);
        return new ConsumerRecords<>(
                Map.of(
                        partition,
                        List.of(new ConsumerRecord<>("citizen.events", 0, 0, "key", "event"))));
    }
}
