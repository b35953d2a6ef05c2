package se.knutpunkt.notification;

import java.util.List;
import java.util.stream.Stream;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.CoreAddressConfiguration;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.springframework.boot.autoconfigure.jms.artemis.ArtemisConfigurationCustomizer;
import org.springframework.stereotype.Component;

/**
 * The queues of notifications in the broker inside the hub. A broker outside needs the same:
 * deploy/artemis/broker.xml.
 */
@Component
final class BrokerAddresses implements ArtemisConfigurationCustomizer {

    private static final int MEGABYTE = 1024 * 1024;

    /**
     * A queue that grows goes to disk, so that one channel's trouble costs the others no memory.
     */
    private static final int IN_MEMORY = 20 * MEGABYTE;

    private static final int PAGE = 2 * MEGABYTE;
    private static final long FIRST_REPEAT_MS = 1_000;
    private static final long LAST_REPEAT_MS = 30_000;

    private static final List<String> CHANNELS = List.of("apns", "fcm", "sms", "email");

    @Override
    public void customize(Configuration configuration) {
        configuration.addAddressSetting("notify.#", settings());
        queues().forEach(name -> configuration.addAddressConfiguration(queue(name)));
    }

    static List<String> queues() {
        return Stream.concat(
                        CHANNELS.stream()
                                .flatMap(
                                        channel ->
                                                Stream.of(
                                                        TargetMessage.queue(channel, false),
                                                        TargetMessage.queue(channel, true),
                                                        TargetMessage.parkedQueue(channel))),
                        Stream.of(Queues.LADDER))
                .toList();
    }

    private static CoreAddressConfiguration queue(String name) {
        return new CoreAddressConfiguration()
                .setName(name)
                .addRoutingType(RoutingType.ANYCAST)
                .addQueueConfig(
                        QueueConfiguration.of(SimpleString.of(name))
                                .setAddress(name)
                                .setRoutingType(RoutingType.ANYCAST)
                                .setDurable(true));
    }

    private static AddressSettings settings() {
        return new AddressSettings()
                .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE)
                .setMaxSizeBytes(IN_MEMORY)
                .setPageSizeBytes(PAGE)
                .setAutoDeleteQueues(false)
                .setAutoDeleteAddresses(false)
                // what cannot be handled is parked by the hub itself; a message is never given up
                .setMaxDeliveryAttempts(-1)
                .setRedeliveryDelay(FIRST_REPEAT_MS)
                .setRedeliveryMultiplier(2)
                .setMaxRedeliveryDelay(LAST_REPEAT_MS)
                .setDefaultAddressRoutingType(RoutingType.ANYCAST)
                .setDefaultQueueRoutingType(RoutingType.ANYCAST);
    }
}
