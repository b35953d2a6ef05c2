package se.knutpunkt.ops;

import org.apache.activemq.artemis.core.config.Configuration;
import org.springframework.boot.autoconfigure.jms.artemis.ArtemisConfigurationCustomizer;
import org.springframework.stereotype.Component;

/** Shows the embedded broker in Hawtio by the name knutpunkt. */
@Component
final class BrokerName implements ArtemisConfigurationCustomizer {

    @Override
    public void customize(Configuration configuration) {
        configuration.setName("knutpunkt");
        configuration.setJMXManagementEnabled(true);
    }
}
