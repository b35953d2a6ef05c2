package se.knutpunkt.recipient;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What regions' staff have turned off, kept in memory for five seconds. Of the switches that fit a
 * notice the most particular decides: kind and channel, then kind, then channel, then the region.
 */
@Component
public final class RegionSwitches {

    /** Every kind or every channel. */
    static final String ALL = "*";

    private static final long KEPT_NANOS = Duration.ofSeconds(5).toNanos();

    private final JdbcClient database;
    private final java.util.concurrent.atomic.AtomicReference<State> state =
            new java.util.concurrent.atomic.AtomicReference<>();

    private record Switch(String region, String kind, String channel) {}

    private record State(Map<Switch, Boolean> switches, long readAt) {}

    RegionSwitches(JdbcClient database) {
        this.database = database;
    }

    /**
     * @param region of the recipient; null, where none may be known, is always allowed
     * @param channel push, sms or email
     */
    public boolean allows(String region, String kind, String channel) {
        if (region == null) {
            return true;
        }
        Map<Switch, Boolean> switches = current();
        return switches.isEmpty()
                || Stream.of(
                                new Switch(region, kind, channel),
                                new Switch(region, kind, ALL),
                                new Switch(region, ALL, channel),
                                new Switch(region, ALL, ALL))
                        .map(switches::get)
                        .filter(found -> found != null)
                        .findFirst()
                        .orElse(true);
    }

    /** Reads them anew when they are asked for next. */
    void forget() {
        state.set(null);
    }

    private Map<Switch, Boolean> current() {
        State known = state.get();
        if (known == null || System.nanoTime() - known.readAt() > KEPT_NANOS) {
            known = read();
            state.set(known);
        }
        return known.switches();
    }

    private State read() {
        Map<Switch, Boolean> switches = new HashMap<>();
        database.sql("select region, kind, channel, enabled from region_switch")
                .query(
                        row -> {
                            switches.put(
                                    new Switch(
                                            row.getString(1), row.getString(2), row.getString(3)),
                                    row.getBoolean(4));
                        });
        return new State(switches, System.nanoTime());
    }
}
