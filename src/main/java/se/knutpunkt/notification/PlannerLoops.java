package se.knutpunkt.notification;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.camel.CamelContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Runs the planner: single notices and campaigns in a loop each, so that a campaign delays nobody,
 * and the ladder in a third. Begins when the routes are there, and ends before them: by events,
 * since Spring starts whatever a lifecycle bean depends on before it, and Camel has no routes then.
 */
@Component
final class PlannerLoops {

    private static final long PAUSE_MS = 500;
    private static final long LADDER_PAUSE_MS = 30_000;

    private final ApplicationContext hub;
    private final CamelContext camel;
    private final Pressure pressure;
    private final List<Loop> loops;

    PlannerLoops(
            ApplicationContext hub,
            CamelContext camel,
            Pressure pressure,
            Planner planner,
            Ladder ladder,
            Wakes wakes) {
        this.hub = hub;
        this.camel = camel;
        this.pressure = pressure;
        this.loops =
                List.of(
                        new Loop(
                                "notification-planner",
                                wakes,
                                Wakes.What.SINGLES,
                                PAUSE_MS,
                                whenOpen(planner::planSingles)),
                        new Loop(
                                "notification-planner-bulk",
                                wakes,
                                Wakes.What.BULK,
                                PAUSE_MS,
                                whenOpen(planner::planBulk)),
                        new Loop(
                                "notification-ladder",
                                wakes,
                                Wakes.What.LADDER,
                                LADDER_PAUSE_MS,
                                whenOpen(ladder::climb)));
    }

    /** While the broker takes nothing, what is accepted waits where it is. */
    private BooleanSupplier whenOpen(BooleanSupplier work) {
        return () ->
                camel.getStatus().isStarted() && !pressure.isBrokerFailing() && work.getAsBoolean();
    }

    @EventListener
    void start(ContextRefreshedEvent event) {
        if (event.getApplicationContext() == hub) {
            loops.forEach(Loop::start);
        }
    }

    @EventListener
    void stop(ContextClosedEvent event) {
        if (event.getApplicationContext() == hub) {
            loops.forEach(Loop::stop);
        }
    }
}
