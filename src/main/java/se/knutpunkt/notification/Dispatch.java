package se.knutpunkt.notification;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** Brings what was decided to the broker, and counts it; the decisions are durable by now. */
@Component("dispatch")
public final class Dispatch {

    private final Outbox outbox;
    private final LadderWakes wakes;
    private final MeterRegistry meters;
    private final Timer untilPlanned;

    Dispatch(Outbox outbox, LadderWakes wakes, MeterRegistry meters) {
        this.outbox = outbox;
        this.wakes = wakes;
        this.meters = meters;
        this.untilPlanned =
                Timer.builder("knutpunkt.notifications.until.planned")
                        .description("from the acceptance of a notification to the decision")
                        .publishPercentileHistogram()
                        .register(meters);
    }

    /** The step of the route. */
    public void send(Plans.Written written) {
        outbox.send(written.outbox(), written.messages(), written.due().bulk());
        wakes.schedule(written.climbs(), written.due().now());
        written.decisions().forEach(one -> count(one, written.due()));
    }

    private void count(Decision decision, Due due) {
        if (decision.isPlanned()) {
            untilPlanned.record(between(decision.notice().acceptedAt(), due.now()));
        }
        if (!decision.state().equals("accepted")) {
            meters.counter(
                            "knutpunkt.notifications.decided",
                            Tags.of(
                                    "state",
                                    decision.state(),
                                    "reason",
                                    decision.reason() == null ? "none" : decision.reason()))
                    .increment();
        }
    }

    private static Duration between(Instant begin, Instant end) {
        return end.isBefore(begin) ? Duration.ZERO : Duration.between(begin, end);
    }
}
