package se.knutpunkt.backend;

import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.Header;
import se.knutpunkt.http.ClientTls;
import se.knutpunkt.http.OutgoingHttp;

/**
 * The HTTP client of one line. Each request carries its deadline as the header {@code Deadline-Ms}.
 */
final class LineHttp implements HttpClientConfigurer {

    /** By which the national platform says to whom it answers (contracts/rivta section 3). */
    private static final String ECHOED = "x-skltp-correlation-id";

    private final Line line;
    private final TlsSocketStrategy tls;

    /**
     * @param tls how the line proves itself and whom it trusts; null for the JVM's trust store and
     *     no certificate
     */
    LineHttp(Line line, TlsSocketStrategy tls) {
        this.line = line;
        this.tls = tls;
    }

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
        Backend backend = line.backend();
        new OutgoingHttp(line.answerLimitBytes(), LineHttp::millis, ECHOED).configure(builder);
        // in place of the pool that Camel makes, which knows nothing of bundles and of unread input
        builder.setConnectionManager(
                ClientTls.pool(tls, line.connections(), backend.connectTimeLimitDuration()));
    }

    private static long millis(ClassicHttpRequest request) {
        Header stated = request.getFirstHeader(LineCall.DEADLINE);
        return stated == null ? -1 : Long.parseLong(stated.getValue());
    }
}
