package se.knutpunkt.notification;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.camel.CamelContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Runs the planner: single notices and campaigns in a loop each, so that a campaign delays nobody,
 * and the ladder in a third. Begins when the routes are there, and ends before them.
 */
@Component
final class PlannerLoops implements SmartLifecycle {

    private static final long PAUSE_MS = 500;
    private static final long LADDER_PAUSE_MS = 30_000;

    private final CamelContext camel;
    private final Pressure pressure;
    private final List<Loop> loops;

    PlannerLoops(
            CamelContext camel, Pressure pressure, Planner planner, Ladder ladder, Wakes wakes) {
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

    @Override
    public void start() {
        loops.forEach(Loop::start);
    }

    @Override
    public void stop() {
        loops.forEach(Loop::stop);
    }

    @Override
    public boolean isRunning() {
        return loops.stream().anyMatch(Loop::isRunning);
    }
}
