package se.knutpunkt.token;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;

/**
 * TLS on the API's port, where a setting names a bundle of {@code spring.ssl.bundle}: TLS 1.2 and
 * 1.3. A client certificate is asked for but not demanded, since only tokens that are bound to one
 * need it; one that the bundle does not trust ends the connection.
 */
@Component
final class ServerTls
        implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, Ordered {

    private final String bundle;

    ServerTls(@Value("${knutpunkt.api.tls-bundle}") String bundle) {
        this.bundle = bundle.trim();
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        if (bundle.isEmpty()) {
            return;
        }
        Ssl tls = Ssl.forBundle(bundle);
        tls.setClientAuth(Ssl.ClientAuth.WANT);
        tls.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        factory.setSsl(tls);
    }

    /** After Spring's own, which would take it away again. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}
