package se.knutpunkt.sso;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.client.RestClient;
import se.knutpunkt.error.Problem;

/**
 * One address where proofs are issued, with threads, connections, time limits and a breaker of its
 * own, so that a slow identity provider holds up nobody but those who wait for it.
 */
final class TokenEndpoint {

    /** What counts against the endpoint; a refusal does not, since it answered. */
    static final Set<String> FAILURES =
            Set.of("login-provider-unavailable", "login-provider-late", "login-provider-broken");

    /** Worth one more try: the provider did not get to answer. */
    private static final String REPEATED = "login-provider-unavailable";

    private static final int WAITING = 1000;

    private final String address;
    private final ClientHttpRequestFactory requests;
    private final CircuitBreaker breaker;
    private final int openSeconds;
    private final ThreadPoolExecutor threads;

    TokenEndpoint(
            String address,
            ClientHttpRequestFactory requests,
            CircuitBreaker breaker,
            int openSeconds,
            int requestsAtOnce) {
        this.address = address;
        this.requests = requests;
        this.breaker = breaker;
        this.openSeconds = openSeconds;
        this.threads = threads(requestsAtOnce);
    }

    String address() {
        return address;
    }

    /** Where requests to this endpoint run; refuses more when too many wait. */
    Executor executor() {
        return threads;
    }

    /** A client that reads the endpoint's answers by the given rules. */
    RestClient client(HttpMessageConverter<?> answers) {
        return RestClient.builder()
                .requestFactory(requests)
                .messageConverters(
                        all -> {
                            all.clear();
                            all.add(new FormHttpMessageConverter());
                            all.add(answers);
                        })
                .defaultStatusHandler(status -> status.value() != 200, ProviderFailures::refuse)
                .build();
    }

    /**
     * Runs a request behind the breaker, and once more when the provider could not be reached: an
     * exchange that is made twice does no harm.
     *
     * @throws Problem with a code of its own for each way to fail
     */
    <T> T call(Supplier<T> request) {
        try {
            return attempt(request);
        } catch (Problem first) {
            if (!first.code().equals(REPEATED)) {
                throw first;
            }
            return attempt(request);
        }
    }

    private <T> T attempt(Supplier<T> request) {
        try {
            return breaker.executeSupplier(
                    () -> {
                        try {
                            return request.get();
                        } catch (RuntimeException e) {
                            throw ProviderFailures.problem(e);
                        }
                    });
        } catch (CallNotPermittedException e) {
            throw Problem.of("login-provider-paused").retryAfter(openSeconds);
        }
    }

    void close() {
        threads.shutdownNow();
    }

    private static ThreadPoolExecutor threads(int most) {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(
                        most,
                        most,
                        30,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(WAITING),
                        task -> {
                            Thread thread = new Thread(task, "token-broker");
                            thread.setDaemon(true);
                            return thread;
                        },
                        (task, full) -> {
                            throw Problem.of("login-provider-busy");
                        });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
