package se.knutpunkt.channel;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** The gate of each channel. */
@Component
public final class ChannelGates {

    private final Map<String, ChannelGate> gates = new TreeMap<>();

    ChannelGates(ChannelCatalogue channels, MeterRegistry meters) {
        for (String name : channels.names()) {
            ChannelGate gate = new ChannelGate(channels.get(name));
            gates.put(name, gate);
            Gauge.builder("notifications.channel.open", gate, one -> one.isOpen() ? 1 : 0)
                    .tag("channel", name)
                    .description("0 while the channel rests")
                    .register(meters);
        }
    }

    ChannelGate of(String channel) {
        return gates.get(channel);
    }

    /** All channels go on at once, whatever their providers said. */
    public void reset() {
        gates.values().forEach(ChannelGate::reset);
    }
}
