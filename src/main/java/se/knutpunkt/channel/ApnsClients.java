package se.knutpunkt.channel;

import com.eatthepath.pushy.apns.ApnsClient;
import com.eatthepath.pushy.apns.ApnsClientBuilder;
import com.eatthepath.pushy.apns.ApnsClientMetricsListener;
import com.eatthepath.pushy.apns.auth.ApnsSigningKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.stereotype.Component;
import se.knutpunkt.sso.Secrets;

/**
 * Pushy's clients, one for each environment of Apple's, made when the first notice needs it. They
 * keep their connections and renew their own tokens.
 */
@Component
final class ApnsClients implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(ApnsClients.class);
    private static final String CHANNEL = "apns";
    private static final String PRODUCTION = "production";
    private static final int CONNECTIONS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Channel channel;
    private final Duration connectTimeLimit;
    private final Secrets secrets;
    private final ObjectProvider<SslBundles> bundles;
    private final AtomicReference<Opening> opening = new AtomicReference<>();
    private final Map<String, ApnsClient> clients = new ConcurrentHashMap<>();

    /** Environment -> how many connections are open. */
    private final Map<String, AtomicInteger> open = new ConcurrentHashMap<>();

    /** Connections that are being opened, or were. */
    private record Opening(long began, CompletableFuture<Void> done) {}

    ApnsClients(ChannelCatalogue channels, Secrets secrets, ObjectProvider<SslBundles> bundles) {
        this.channel = channels.get(CHANNEL);
        this.connectTimeLimit = channels.connectTimeLimit(CHANNEL);
        this.secrets = secrets;
        this.bundles = bundles;
    }

    /**
     * @param environment production or sandbox
     * @return empty when the hub has no key
     */
    Optional<ApnsClient> of(String environment) {
        ApnsClient kept = clients.get(environment);
        if (kept != null) {
            return Optional.of(kept);
        }
        return secrets.find(channel.provider("key"))
                .filter(key -> !channel.provider("team").isEmpty())
                .map(key -> clients.computeIfAbsent(environment, one -> make(one, key)));
    }

    /**
     * Waits until the connections to production are open, at most as long as one may take. What is
     * claimed before that, and not sent because the hub dies, would be unsure. Pushy waits longer
     * and longer before it connects again, so an opening that takes longer is waited for by nobody,
     * and no other is asked for meanwhile.
     */
    void connect() {
        try {
            of(PRODUCTION);
        } catch (IllegalStateException e) {
            return; // sending says so
        }
        ApnsClient client = clients.get(PRODUCTION);
        if (client != null && connections(PRODUCTION) < CONNECTIONS) {
            Opening now = opening(client);
            long left = connectTimeLimit.toNanos() - (System.nanoTime() - now.began());
            if (left > 0) {
                await(now.done(), left);
            }
        }
    }

    private synchronized Opening opening(ApnsClient client) {
        Opening last = opening.get();
        if (last == null || System.nanoTime() - last.began() >= PATIENCE.toNanos()) {
            List<CompletableFuture<?>> parts = new ArrayList<>();
            for (int i = connections(PRODUCTION); i < CONNECTIONS; i++) {
                parts.add(
                        client.sendNotification(ApnsPush.ofNothing())
                                .handle((none, failure) -> null));
            }
            last =
                    new Opening(
                            System.nanoTime(),
                            CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new)));
            opening.set(last);
        }
        return last;
    }

    private static void await(CompletableFuture<Void> done, long nanos) {
        try {
            done.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.debug("no connection to Apple yet; sending says so", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How many are open. */
    int connections(String environment) {
        AtomicInteger count = open.get(environment);
        return count == null ? 0 : count.get();
    }

    private ApnsClient make(String environment, String key) {
        AtomicInteger count = new AtomicInteger();
        open.put(environment, count);
        try {
            ApnsClientBuilder builder =
                    new ApnsClientBuilder()
                            .setApnsServer(
                                    channel.provider(environment + "Host"),
                                    Integer.parseInt(channel.provider(environment + "Port")))
                            .setSigningKey(
                                    ApnsSigningKey.loadFromInputStream(
                                            new ByteArrayInputStream(
                                                    key.getBytes(StandardCharsets.US_ASCII)),
                                            channel.provider("team"),
                                            channel.provider("keyId")))
                            .setConnectionTimeout(connectTimeLimit)
                            .setConcurrentConnections(CONNECTIONS)
                            .setMetricsListener(new Connections(count));
            if (!channel.provider("tlsBundle").isEmpty()) {
                builder.setTrustedServerCertificateChain(trusted(channel.provider("tlsBundle")));
            }
            return builder.build();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("the client of APNs cannot be made", e);
        }
    }

    private X509Certificate[] trusted(String bundle) throws GeneralSecurityException {
        KeyStore store = bundles.getObject().getBundle(bundle).getStores().getTrustStore();
        List<X509Certificate> trusted = new ArrayList<>();
        for (String alias : java.util.Collections.list(store.aliases())) {
            Certificate certificate = store.getCertificate(alias);
            if (certificate instanceof X509Certificate x509) {
                trusted.add(x509);
            }
        }
        return trusted.toArray(X509Certificate[]::new);
    }

    /** Connections are made anew; after a change of the key, and in tests. */
    void forget() {
        clients.values().forEach(ApnsClient::close);
        clients.clear();
        opening.set(null);
    }

    /** Counts them. */
    private record Connections(AtomicInteger count) implements ApnsClientMetricsListener {

        @Override
        public void handleConnectionAdded(ApnsClient client) {
            count.incrementAndGet();
        }

        @Override
        public void handleConnectionRemoved(ApnsClient client) {
            count.decrementAndGet();
        }

        @Override
        public void handleConnectionCreationFailed(ApnsClient client) {
            // the notice that needed it says so
        }

        @Override
        public void handleWriteFailure(ApnsClient client, long notification) {
            // its answer says so, as of the next three
        }

        @Override
        public void handleNotificationSent(ApnsClient client, long notification) {
            // nothing to count
        }

        @Override
        public void handleNotificationAccepted(ApnsClient client, long notification) {
            // nothing to count
        }

        @Override
        public void handleNotificationRejected(ApnsClient client, long notification) {
            // nothing to count
        }
    }

    @Override
    public void destroy() {
        forget();
    }
}
