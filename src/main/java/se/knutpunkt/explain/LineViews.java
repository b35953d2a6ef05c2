package se.knutpunkt.explain;

import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriComponentsBuilder;
import se.knutpunkt.backend.Backend;
import se.knutpunkt.backend.BackendCatalogue;
import se.knutpunkt.backend.Line;
import se.knutpunkt.sso.Login;

/** Looks at a line: what its files say, and the state it is in. */
@Component
final class LineViews {

    private static final String REGION = "{region}";

    private final CamelContext camel;
    private final BackendCatalogue catalogue;
    private final CircuitBreakerRegistry breakers;
    private final BulkheadRegistry bulkheads;

    LineViews(
            CamelContext camel,
            BackendCatalogue catalogue,
            CircuitBreakerRegistry breakers,
            BulkheadRegistry bulkheads) {
        this.camel = camel;
        this.catalogue = catalogue;
        this.breakers = breakers;
        this.bulkheads = bulkheads;
    }

    /** The way to a partner that serves the whole country. */
    Optional<LineView> national(String backend) {
        return catalogue
                .line("national." + backend)
                .map(line -> of(line, line.backend().national().logicalAddress()));
    }

    /**
     * @param logicalAddress of the region, or null
     */
    LineView of(Line line, String logicalAddress) {
        Backend backend = line.backend();
        return new LineView(
                line.id(),
                bare(line.address()),
                logicalAddress,
                state(line),
                route(line),
                product(backend),
                breaker(line),
                bulkhead(line),
                new LineView.Limits(
                        text(line.timeLimit()),
                        backend.connectTimeLimit(),
                        backend.attempts(),
                        line.answerLimit()),
                proof(line));
    }

    /** {@code started}, or {@code maintenance} when operations has stopped its route. */
    String state(Line line) {
        ServiceStatus status = camel.getRouteController().getRouteStatus(route(line));
        return status == ServiceStatus.Started ? "started" : "maintenance";
    }

    private static String text(Duration time) {
        long millis = time.toMillis();
        return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    }

    private static String route(Line line) {
        return "line." + line.id();
    }

    /** Where a back end's routes are declared. */
    static String routes(String backend) {
        return "routes/backends/" + backend + ".camel.yaml";
    }

    private static LineView.Product product(Backend backend) {
        String name = backend.backend();
        return new LineView.Product(
                name,
                backend.product(),
                backend.protocol(),
                backend.holdsPatientData(),
                "config/backends/" + name + ".yaml",
                routes(name),
                "mappings/backends/" + name);
    }

    private LineView.Breaker breaker(Line line) {
        Backend.Breaker declared = line.backend().breaker();
        Optional<CircuitBreaker> found =
                breakers.getAllCircuitBreakers().stream()
                        .filter(one -> one.getName().endsWith(breakerName(line)))
                        .findFirst();
        int calls = found.map(one -> one.getMetrics().getNumberOfBufferedCalls()).orElse(0);
        return new LineView.Breaker(
                found.map(CircuitBreaker::getName).orElse(breakerName(line)),
                found.map(one -> one.getState().name().toLowerCase(Locale.ROOT)).orElse("closed"),
                calls,
                found.map(one -> one.getMetrics().getNumberOfFailedCalls()).orElse(0),
                found.map(one -> one.getMetrics().getFailureRate())
                        .filter(rate -> rate >= 0)
                        .orElse(null),
                declared.minimumCalls(),
                declared.failurePercent(),
                declared.openSeconds());
    }

    /** Camel puts a number of its own before the id that the template gives. */
    private static String breakerName(Line line) {
        return "breaker." + line.id();
    }

    private LineView.Bulkhead bulkhead(Line line) {
        int limit = line.backend().bulkhead();
        return new LineView.Bulkhead(
                limit,
                bulkheads.getAllBulkheads().stream()
                        .filter(one -> one.getName().endsWith(breakerName(line)))
                        .findFirst()
                        .map(one -> one.getMetrics().getAvailableConcurrentCalls())
                        .orElse(limit));
    }

    private static LineView.Proof proof(Line line) {
        Login login = line.backend().login();
        Login.Client client = login.client();
        String own = line.secret();
        return new LineView.Proof(
                login.kind().word(),
                means(login, line.backend().tlsBundle()),
                bare(filled(login.tokenEndpoint(), line)),
                filled(login.audience(), line),
                client == null ? null : filled(client.id(), line),
                own != null || client == null ? own : client.secret(),
                login.assertion() == null
                        ? null
                        : bare(filled(login.assertion().tokenEndpoint(), line)),
                line.backend().tlsBundle());
    }

    private static String means(Login login, String tlsBundle) {
        String connection =
                tlsBundle == null
                        ? ""
                        : "; on an https address the connection is secured by the TLS bundle "
                                + tlsBundle;
        String message =
                switch (login.kind()) {
                    case NONE -> "nothing is sent with a message";
                    case MTLS -> "the hub's certificate on the connection";
                    case CLIENT_CREDENTIALS -> "a token of the hub itself";
                    case TOKEN_EXCHANGE -> "a token about the citizen, exchanged for this back end";
                    case JWT_BEARER -> "a JWT about the citizen, traded for a token";
                    case SAML2_BEARER -> "a SAML assertion about the citizen, traded for a token";
                    case SAML -> "a SAML assertion about the citizen in the message";
                };
        return message + connection;
    }

    private static String filled(String text, Line line) {
        return text == null ? null : text.replace(REGION, line.region());
    }

    /** An address that may be shown, without what some put a password into. */
    static String bare(String address) {
        return address == null
                ? null
                : UriComponentsBuilder.fromUriString(address)
                        .userInfo(null)
                        .replaceQuery(null)
                        .fragment(null)
                        .build()
                        .toUriString();
    }
}
