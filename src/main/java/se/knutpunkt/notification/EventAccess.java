package se.knutpunkt.notification;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Whether Kafka lets the hub read events. A refused login would end Camel's consumer for good, and
 * a refused right would make it ask without a pause; here both are asked for again, with growing
 * pauses, so that what is put right at Kafka needs no restart of the hub.
 */
@Component("citizenEventsHealthIndicator")
final class EventAccess implements HealthIndicator {

    private static final Logger LOG = LoggerFactory.getLogger(EventAccess.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    /** Without a refusal for so long after a pause it is believed that there is none any more. */
    private static final Duration QUIET = Duration.ofSeconds(10);

    private final LongSupplier nanos;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicReference<Refusal> refusal = new AtomicReference<>();

    /**
     * The last one.
     *
     * @param until nothing is asked before
     * @param failure what Kafka's client calls it
     */
    private record Refusal(long until, Duration pause, String failure) {}

    @Autowired
    EventAccess(MeterRegistry meters) {
        this(meters, System::nanoTime);
    }

    EventAccess(MeterRegistry meters, LongSupplier nanos) {
        this.nanos = nanos;
        Gauge.builder("knutpunkt.events.refused", this, one -> one.refusal.get() == null ? 0 : 1)
                .description("1 while Kafka refuses the hub's login or its right to read")
                .register(meters);
    }

    /**
     * Asks Kafka, unless it has just refused.
     *
     * @param wait how long the caller waits for an answer
     * @return nothing during a pause, and when Kafka refuses
     */
    ConsumerRecords<Object, Object> poll(
            Supplier<ConsumerRecords<Object, Object>> kafka, Duration wait) {
        Refusal last = refusal.get();
        if (last != null && last.until() - nanos.getAsLong() > 0) {
            rest(Math.min(wait.toNanos(), last.until() - nanos.getAsLong()));
            return ConsumerRecords.empty();
        }
        try {
            ConsumerRecords<Object, Object> records = kafka.get();
            boolean quiet = last != null && nanos.getAsLong() - last.until() - QUIET.toNanos() >= 0;
            if (quiet || !records.isEmpty()) {
                granted();
            }
            return records;
        } catch (AuthenticationException | AuthorizationException e) {
            refused(last, e);
            return ConsumerRecords.empty();
        }
    }

    private void refused(Refusal last, RuntimeException failure) {
        Duration doubled = last == null ? FIRST_PAUSE : last.pause().multipliedBy(2);
        Duration pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
        refusal.set(
                new Refusal(
                        nanos.getAsLong() + pause.toNanos(),
                        pause,
                        failure.getClass().getSimpleName()));
        LOG.atError()
                .addKeyValue("failure", failure.getClass().getName())
                .addKeyValue("pause", pause.toString())
                .log("Kafka refuses the hub; events wait there, and it is asked again");
    }

    private void granted() {
        if (refusal.getAndSet(null) != null) {
            LOG.atInfo().log("Kafka refuses the hub no longer");
        }
    }

    private void rest(long time) {
        try {
            closed.await(time, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @EventListener(ContextClosedEvent.class)
    void close() {
        closed.countDown();
    }

    @Override
    public Health health() {
        Refusal last = refusal.get();
        return last == null
                ? Health.up().build()
                : Health.down().withDetail("failure", last.failure()).build();
    }
}
