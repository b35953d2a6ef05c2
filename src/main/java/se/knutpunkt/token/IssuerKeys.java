package se.knutpunkt.token;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.RemoteKeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.jwk.source.URLBasedJWKSetSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.Closeable;
import java.io.IOException;
import java.net.URL;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An issuer's public keys. They are fetched anew in the background before they are old, and when a
 * token names one that is not known, but not more often than a pause allows, so that made-up key
 * ids cannot be used to press the issuer. When the issuer cannot be reached, the keys that are
 * known go on; a key that is not known cannot be judged then and is no reason to call the token
 * false.
 */
final class IssuerKeys implements JWKSource<SecurityContext>, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(IssuerKeys.class);

    private final String issuer;
    private final JWKSource<SecurityContext> source;
    private final AtomicReference<Reach> reach = new AtomicReference<>(Reach.UNTRIED);

    private enum Reach {
        UNTRIED,
        REACHED,
        LOST
    }

    IssuerKeys(String issuer, URL address, KeyTimes times) {
        this.issuer = issuer;
        this.source =
                JWKSourceBuilder.create(new Watched(address, new KeyFetch(times.fetch())))
                        // once, so a caller waits for at most two fetches
                        .retrying(true)
                        .outageTolerant(times.keptInOutage().toMillis())
                        .rateLimited(times.pause().toMillis())
                        .cache(times.kept().toMillis(), times.longestWait().toMillis())
                        .refreshAheadCache(times.kept().toMillis() / 4, true)
                        .build();
    }

    /**
     * The keys that fit a token.
     *
     * @return empty when the issuer has no such key
     * @throws KeySourceException when that cannot be known now
     */
    @Override
    public List<JWK> get(JWKSelector wanted, SecurityContext context) throws KeySourceException {
        List<JWK> found;
        try {
            found = source.get(wanted, context);
        } catch (RateLimitReachedException e) {
            found = List.of();
        }
        if (found.isEmpty() && reach.get() != Reach.REACHED) {
            throw new RemoteKeySourceException("the issuer's keys cannot be fetched", null);
        }
        return found;
    }

    @Override
    public void close() throws IOException {
        if (source instanceof Closeable closeable) {
            closeable.close();
        }
    }

    private void reached() {
        if (reach.getAndSet(Reach.REACHED) != Reach.REACHED) {
            LOG.info("the keys of {} were fetched", issuer);
        }
    }

    private void lost(Exception failure) {
        if (reach.getAndSet(Reach.LOST) != Reach.LOST) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            LOG.atWarn()
                    .addKeyValue("failure", cause.getClass().getSimpleName())
                    .log("the keys of {} cannot be fetched; known ones go on", issuer);
        }
    }

    /** The fetch itself, and whether it goes well. */
    private final class Watched implements JWKSetSource<SecurityContext> {
        private final URLBasedJWKSetSource<SecurityContext> address;

        Watched(URL address, KeyFetch fetch) {
            this.address = new URLBasedJWKSetSource<>(address, fetch);
        }

        @Override
        public JWKSet getJWKSet(
                JWKSetCacheRefreshEvaluator evaluator, long now, SecurityContext context)
                throws KeySourceException {
            try {
                JWKSet keys = address.getJWKSet(evaluator, now, context);
                reached();
                return keys;
            } catch (KeySourceException e) {
                lost(e);
                throw e;
            }
        }

        @Override
        public void close() throws IOException {
            address.close();
        }
    }
}
