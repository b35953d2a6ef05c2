package se.knutpunkt.channel;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Counts what became of notices, and how long they took from their acceptance. */
@Component
final class DeliveryMeters {

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryMeters.class);

    private final MeterRegistry meters;
    private final ChannelCatalogue channels;
    private final Map<String, Timer> timers = new ConcurrentHashMap<>();

    DeliveryMeters(MeterRegistry meters, ChannelCatalogue channels) {
        this.meters = meters;
        this.channels = channels;
    }

    void count(List<Outcome> outcomes, Instant now) {
        for (Outcome one : outcomes) {
            String channel = one.claimed().message().channel();
            Delivery delivery = one.delivery();
            meters.counter(
                            "notifications.outcome",
                            "channel",
                            channel,
                            "outcome",
                            name(delivery),
                            "code",
                            code(channel, delivery))
                    .increment();
            if (delivery instanceof Delivery.Sent && one.claimed().attempt() == 1) {
                timer(channel).record(Duration.between(one.claimed().acceptedAt(), now));
            }
            if (channels.isConfiguration(channel, delivery.code())) {
                alarm(channel, delivery.code());
            }
        }
    }

    /** Answers without a row, of which a provider may invent many, are one. */
    private String code(String channel, Delivery delivery) {
        boolean unlisted =
                delivery instanceof Delivery.Failed && !channels.isListed(channel, delivery.code());
        return unlisted ? "unlisted" : delivery.code();
    }

    private void alarm(String channel, String code) {
        meters.counter("notifications.misconfigured", "channel", channel, "code", code).increment();
        LOG.atError()
                .addKeyValue("channel", channel)
                .addKeyValue("code", code)
                .log("a provider refuses the hub itself; the channel rests, nothing is lost");
    }

    /** Time from acceptance to the provider, of what was sent at the first attempt. */
    private Timer timer(String channel) {
        return timers.computeIfAbsent(
                channel,
                name ->
                        Timer.builder("knutpunkt.notification.sent")
                                .tag("channel", name)
                                .publishPercentileHistogram()
                                .register(meters));
    }

    void unsure(int count) {
        if (count > 0) {
            meters.counter("notifications.unsure").increment(count);
            LOG.atWarn()
                    .addKeyValue("count", count)
                    .log("notices were claimed and never recorded; they are unsure");
        }
    }

    private static String name(Delivery delivery) {
        return delivery.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
    }
}
