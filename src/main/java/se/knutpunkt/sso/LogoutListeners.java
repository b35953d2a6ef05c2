package se.knutpunkt.sso;

import jakarta.jms.ConnectionFactory;
import org.springframework.boot.autoconfigure.jms.DefaultJmsListenerContainerFactoryConfigurer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jms.config.DefaultJmsListenerContainerFactory;

/** How replicas listen for logouts: each for itself, and nothing is kept for one that is away. */
@Configuration(proxyBeanMethods = false)
class LogoutListeners {

    static final String NAME = "logoutListenerFactory";

    @Bean(NAME)
    DefaultJmsListenerContainerFactory factory(
            DefaultJmsListenerContainerFactoryConfigurer usual, ConnectionFactory connections) {
        DefaultJmsListenerContainerFactory factory = new DefaultJmsListenerContainerFactory();
        usual.configure(factory, connections);
        factory.setPubSubDomain(true);
        factory.setSessionTransacted(false);
        return factory;
    }
}
