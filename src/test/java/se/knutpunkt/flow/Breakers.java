package se.knutpunkt.flow;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.springframework.context.ApplicationContext;

/** Closes all breakers, so that one test's failures do not reach the next. */
final class Breakers {

    private Breakers() {}

    static void close(ApplicationContext context) {
        context.getBean(CircuitBreakerRegistry.class)
                .getAllCircuitBreakers()
                .forEach(CircuitBreaker::reset);
    }
}
