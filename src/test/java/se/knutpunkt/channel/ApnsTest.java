package se.knutpunkt.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;
import org.springframework.mock.env.MockEnvironment;
import se.knutpunkt.catalogue.DeclaredFiles;
import se.knutpunkt.fake.Mood;
import se.knutpunkt.fake.Shown;
import se.knutpunkt.fake.apns.ApnsKey;
import se.knutpunkt.fake.apns.PushService;
import se.knutpunkt.fake.token.Certificates;
import se.knutpunkt.notification.TargetMessage;
import se.knutpunkt.sso.Secrets;

/** Pushes over real HTTP/2 to a push service that is as strict as Apple's. */
class ApnsTest {

    private static final Certificates AUTHORITY = new Certificates("test authority");
    private static final ApnsKey KEY = new ApnsKey();

    private final PushService apple =
            new PushService(0, AUTHORITY.identity("apns", "localhost"), KEY, new Shown(), true);
    private final MockEnvironment settings = new MockEnvironment();
    private final CamelContext camel = new DefaultCamelContext();
    private ApnsClients clients;

    @BeforeEach
    void settings() {
        settings.setProperty("KNUTPUNKT_APNS_SANDBOX_HOST", "localhost");
        settings.setProperty("KNUTPUNKT_APNS_SANDBOX_PORT", Integer.toString(apple.port()));
        settings.setProperty("KNUTPUNKT_APNS_TEAM", apple.teamId());
        settings.setProperty("KNUTPUNKT_APNS_KEY_ID", apple.keyId());
        settings.setProperty("KNUTPUNKT_APNS_TOPIC", apple.topic());
        settings.setProperty("KNUTPUNKT_APNS_TLS_BUNDLE", "apns");
        settings.setProperty("knutpunkt.secrets.apns-key", apple.keyPem());
    }

    @AfterEach
    void close() {
        if (clients != null) {
            clients.destroy();
        }
        apple.close();
    }

    @Test
    void whatAppleTakesIsSentUnderTheTargetsId() {
        Claimed one = claimed();
        assertThat(send(apns(), one)).containsExactly(sent(one));
    }

    @Test
    void aWholeBatchIsSentAndAnsweredInItsOrder() {
        Claimed[] all = new Claimed[200];
        for (int i = 0; i < all.length; i++) {
            all[i] = claimed();
        }
        assertThat(send(apns(), all))
                .containsExactlyElementsOf(
                        List.of(all).stream()
                                .map(ApnsTest::sent)
                                .map(Delivery.class::cast)
                                .toList());
    }

    @Test
    void aBusyServiceIsTriedAgain() {
        Apns apns = apns();
        apple.mood(Mood.status(503));
        Delivery.Failed failed = (Delivery.Failed) send(apns, claimed()).get(0);
        assertThat(failed.channel()).isTrue();
        apple.mood(Mood.ok());
        Claimed one = claimed();
        assertThat(send(apns, one)).containsExactly(sent(one));
    }

    @Test
    void noAnswerInTimeIsUnsure() {
        settings.setProperty("KNUTPUNKT_APNS_TIME_LIMIT", "1s");
        Apns apns = apns();
        Claimed first = claimed();
        assertThat(send(apns, first)).containsExactly(sent(first));
        apple.mood(Mood.slow(Duration.ofSeconds(20)));
        assertThat(send(apns, claimed())).containsExactly(new Delivery.Unsure("no-answer"));
    }

    /** Pushy waits longer and longer before it connects again, and longer than we for an answer. */
    @Test
    void withoutAConnectionNothingIsUnsure() throws IOException {
        settings.setProperty("KNUTPUNKT_APNS_SANDBOX_PORT", Integer.toString(freePort()));
        settings.setProperty("KNUTPUNKT_APNS_TIME_LIMIT", "1s");
        Apns apns = apns();
        for (int i = 0; i < 5; i++) {
            assertThat(send(apns, claimed(), claimed()))
                    .containsOnly(new Delivery.Failed("no-connection", null, true));
        }
    }

    /** What is claimed while a connection is being opened would be unsure if the hub died. */
    @Test
    void connectionsAreOpenedWithoutAPush() {
        settings.setProperty("KNUTPUNKT_APNS_PRODUCTION_HOST", "localhost");
        settings.setProperty("KNUTPUNKT_APNS_PRODUCTION_PORT", Integer.toString(apple.port()));
        Apns apns = apns();
        apns.prepare();
        assertThat(clients.connections("production")).isEqualTo(2);
        apns.prepare();
        assertThat(clients.connections("production")).isEqualTo(2);
        assertThat(apple.seen()).isEmpty();
        Claimed one = claimed();
        assertThat(send(apns, one)).containsExactly(sent(one));
    }

    @Test
    void whatCannotBeOpenedIsFoundBySending() throws IOException {
        settings.setProperty("KNUTPUNKT_APNS_PRODUCTION_HOST", "localhost");
        settings.setProperty("KNUTPUNKT_APNS_PRODUCTION_PORT", Integer.toString(freePort()));
        Apns apns = apns();
        apns.prepare();
        assertThat(clients.connections("production")).isZero();
        settings.setProperty("knutpunkt.secrets.apns-key", "no key");
        apns().prepare();
    }

    @Test
    void withoutAKeyThatCanBeReadTheChannelRests() {
        settings.setProperty("knutpunkt.secrets.apns-key", "no key");
        assertThat(send(apns(), claimed()))
                .containsExactly(new Delivery.Failed("no-key", null, true));
    }

    @Test
    void aWithdrawnPushIsNeverWritten() {
        ApnsPush push = new ApnsPush(claimed(), ApnsKey.TOPIC, "{}");
        assertThat(push.withdraw()).isTrue();
        assertThat(push.withdraw()).isTrue();
        assertThatThrownBy(push::getToken).isInstanceOf(IllegalStateException.class);
        ApnsPush written = new ApnsPush(claimed(), ApnsKey.TOPIC, "{}");
        assertThat(written.getToken()).isEqualTo(written.getToken());
        assertThat(written.withdraw()).isFalse();
    }

    private static Delivery sent(Claimed one) {
        return new Delivery.Sent("200", one.id().toString());
    }

    private static Claimed claimed() {
        return ClaimedNotices.of(
                new TargetMessage(UUID.randomUUID(), "apns", "inbox.message", "01", 0));
    }

    private Apns apns() {
        ChannelCatalogue channels = new ChannelCatalogue(new DeclaredFiles(".", settings));
        DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
        beans.registerSingleton("bundles", trusting(AUTHORITY.authorityPem()));
        clients =
                new ApnsClients(
                        channels,
                        new Secrets(settings, ""),
                        beans.getBeanProvider(SslBundles.class));
        return new Apns(clients, channels);
    }

    private static SslBundles trusting(String pem) {
        PemSslStoreDetails trusted = PemSslStoreDetails.forCertificate(pem);
        return new DefaultSslBundleRegistry(
                "apns", SslBundle.of(new PemSslStoreBundle(null, trusted)));
    }

    private List<Delivery> send(Apns apns, Claimed... all) {
        Exchange exchange = new DefaultExchange(camel);
        exchange.setVariable("claimed", List.of(all));
        exchange.getMessage()
                .setBody(
                        List.of(all).stream()
                                .map(one -> Map.of("aps", Map.of("alert", Map.of("body", "Å & <"))))
                                .toList());
        apns.send(exchange);
        List<?> outcomes = exchange.getMessage().getBody(List.class);
        return outcomes.stream().map(one -> ((Outcome) one).delivery()).toList();
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }
}
