package se.knutpunkt.api;

import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpEngine;
import org.apache.camel.spi.ComponentCustomizer;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How Camel serves the contract over Spring's web server. */
@Configuration(proxyBeanMethods = false)
class ApiConfiguration {

    /**
     * Routes run on the thread of the request (a virtual one on Java 21 and later), so security
     * context, trace and log context are simply there and no pool stands between the server's and
     * the back ends' bounds.
     */
    @Bean("platform-http-engine")
    PlatformHttpEngine platformHttpEngine(@Value("${server.port:8080}") int port) {
        return new SpringBootPlatformHttpEngine(port, Runnable::run);
    }

    @Bean
    ComponentCustomizer headersByAllowList() {
        return ComponentCustomizer.builder(PlatformHttpComponent.class)
                .build(component -> component.setHeaderFilterStrategy(new HeaderAllowList()));
    }
}
