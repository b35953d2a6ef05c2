package se.knutpunkt.sso;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.stereotype.Component;
import se.knutpunkt.error.Problem;
import se.knutpunkt.http.ClientTls;
import se.knutpunkt.http.OutgoingHttp;

/**
 * The token endpoints that the back ends' files name. Back ends with the same address, certificate
 * and time limits share one, with its pool and its breaker.
 */
@Component
final class TokenEndpoints {

    /** A token answer is some kilobytes; a SAML assertion with its signature some tens. */
    private static final long ANSWER_LIMIT = 256 * 1024;

    private record Key(String address, String tlsBundle, Duration timeLimit, Duration connect) {}

    private final Map<Key, TokenEndpoint> endpoints = new ConcurrentHashMap<>();
    private final CircuitBreakerRegistry breakers;
    private final ClientTls tls;
    private final int requestsAtOnce;
    private final int openSeconds;

    TokenEndpoints(
            CircuitBreakerRegistry breakers,
            ClientTls tls,
            @Value("${knutpunkt.sso.requests-at-once:16}") int requestsAtOnce,
            @Value("${knutpunkt.sso.breaker-open-seconds:10}") int openSeconds) {
        this.breakers = breakers;
        this.tls = tls;
        this.requestsAtOnce = requestsAtOnce;
        this.openSeconds = openSeconds;
    }

    TokenEndpoint get(String address, String tlsBundle, Duration timeLimit, Duration connect) {
        return endpoints.computeIfAbsent(
                new Key(address, tlsBundle, timeLimit, connect), this::endpoint);
    }

    @PreDestroy
    void close() {
        endpoints.values().forEach(TokenEndpoint::close);
    }

    private TokenEndpoint endpoint(Key key) {
        TlsSocketStrategy strategy = key.tlsBundle == null ? null : tls.strategy(key.tlsBundle);
        long millis = key.timeLimit.toMillis();
        HttpClientBuilder builder =
                HttpClientBuilder.create()
                        .setConnectionManager(
                                ClientTls.pool(strategy, requestsAtOnce, key.connect));
        new OutgoingHttp(ANSWER_LIMIT, request -> millis).configure(builder);
        return new TokenEndpoint(
                key.address,
                new HttpComponentsClientHttpRequestFactory(builder.build()),
                breaker(key.address),
                openSeconds,
                requestsAtOnce);
    }

    private CircuitBreaker breaker(String address) {
        return breakers.circuitBreaker(
                "login." + address,
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(20)
                        .minimumNumberOfCalls(10)
                        .failureRateThreshold(50)
                        .waitDurationInOpenState(Duration.ofSeconds(openSeconds))
                        .permittedNumberOfCallsInHalfOpenState(3)
                        .automaticTransitionFromOpenToHalfOpenEnabled(true)
                        .recordException(
                                failure ->
                                        !(failure instanceof Problem problem)
                                                || TokenEndpoint.FAILURES.contains(problem.code()))
                        .build());
    }
}
