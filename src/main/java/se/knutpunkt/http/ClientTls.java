package se.knutpunkt.http;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.reactor.ssl.SSLBufferMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.stereotype.Component;

/**
 * TLS as a client, from Spring's SSL bundles: the bundle's own certificate and trust list, TLS 1.2
 * and 1.3 only, and the host's name is checked by HTTP's rules whatever the bundle says.
 */
@Component
public final class ClientTls {

    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final Optional<SslBundles> bundles;

    public ClientTls(ObjectProvider<SslBundles> bundles) {
        this.bundles = Optional.ofNullable(bundles.getIfAvailable());
    }

    /** Whether {@code spring.ssl.bundle} has a bundle of that name. */
    public boolean has(String name) {
        return bundles.map(all -> all.getBundleNames().contains(name)).orElse(false);
    }

    /** Whether the bundle holds a certificate of our own. */
    public boolean hasCertificate(String name) {
        var stores = bundles.orElseThrow().getBundle(name).getStores();
        return stores != null && stores.getKeyStore() != null;
    }

    /** How connections are secured; a bundle that is reloaded holds for the next connection. */
    public TlsSocketStrategy strategy(String name) {
        Reloading strategy = new Reloading(strategy(bundles.orElseThrow().getBundle(name)));
        bundles.orElseThrow()
                .addBundleUpdateHandler(name, bundle -> strategy.current = strategy(bundle));
        return strategy;
    }

    /**
     * A pool of connections, each looked at before it is used again.
     *
     * @param tls null for the JVM's trust store and no certificate
     */
    public static HttpClientConnectionManager pool(
            TlsSocketStrategy tls, int connections, Duration connectTimeLimit) {
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setConnectionFactory(new CheckedConnections())
                .setTlsSocketStrategy(tls == null ? DefaultClientTlsStrategy.createDefault() : tls)
                .setMaxConnTotal(connections)
                .setMaxConnPerRoute(connections)
                .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                                .setConnectTimeout(Timeout.of(connectTimeLimit))
                                .setSocketTimeout(Timeout.ofSeconds(30))
                                .setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS)
                                .build())
                .build();
    }

    private static TlsSocketStrategy strategy(SslBundle bundle) {
        return new DefaultClientTlsStrategy(
                bundle.createSslContext(),
                PROTOCOLS,
                bundle.getOptions() == null ? null : bundle.getOptions().getCiphers(),
                SSLBufferMode.STATIC,
                HostnameVerificationPolicy.BOTH,
                null);
    }

    private static final class Reloading implements TlsSocketStrategy {
        private volatile TlsSocketStrategy current;

        Reloading(TlsSocketStrategy first) {
            this.current = first;
        }

        @Override
        public SSLSocket upgrade(
                Socket socket, String target, int port, Object attachment, HttpContext context)
                throws IOException {
            return current.upgrade(socket, target, port, attachment, context);
        }
    }
}
