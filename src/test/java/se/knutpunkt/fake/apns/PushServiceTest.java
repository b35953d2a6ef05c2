package se.knutpunkt.fake.apns;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.eatthepath.pushy.apns.ApnsClient;
import com.eatthepath.pushy.apns.ApnsClientBuilder;
import com.eatthepath.pushy.apns.DeliveryPriority;
import com.eatthepath.pushy.apns.PushNotificationResponse;
import com.eatthepath.pushy.apns.PushType;
import com.eatthepath.pushy.apns.auth.ApnsSigningKey;
import com.eatthepath.pushy.apns.util.SimpleApnsPushNotification;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import se.knutpunkt.fake.Mood;
import se.knutpunkt.fake.Shown;
import se.knutpunkt.fake.token.Certificates;

/** Spoken to by Pushy, and by Java's own client where Pushy makes no mistakes. */
class PushServiceTest {
    private static final Certificates AUTHORITY = new Certificates("test authority");
    private static final Shown SHOWN = new Shown();
    private static final ApnsKey KEY = new ApnsKey();
    private static final PushService APNS =
            new PushService(0, AUTHORITY.identity("apns", "localhost"), KEY, SHOWN, false);
    private static final String PHONE = "ab".repeat(32);
    private static final String PAYLOAD =
            "{\"aps\":{\"alert\":{\"title\":\"1177\",\"body\":\"Nytt\"}},\"notificationId\":\"n-1\"}";
    private static final HttpClient RAW =
            HttpClient.newBuilder()
                    .sslContext(AUTHORITY.context(AUTHORITY.identity("hub", null)))
                    .version(HttpClient.Version.HTTP_2)
                    .build();
    private static final ApnsClient PUSHY = pushy();

    private final Map<String, String> headers =
            new TreeMap<>(
                    Map.of(
                            "apns-topic",
                            ApnsKey.TOPIC,
                            "apns-push-type",
                            "alert",
                            "apns-priority",
                            "10",
                            "apns-id",
                            UUID.randomUUID().toString()));

    @BeforeEach
    void fresh() {
        APNS.reset();
        SHOWN.forget();
        APNS.knows(List.of(PHONE));
    }

    @AfterAll
    static void close() {
        PUSHY.close().join();
        APNS.close();
    }

    @Test
    void anAcceptedPushIsShown() throws Exception {
        List<String> listened = new ArrayList<>();
        SHOWN.onShown((token, id) -> listened.add(token + " " + id));
        PushNotificationResponse<?> answer = push(PHONE, "inbox").get(10, TimeUnit.SECONDS);
        assertThat(answer.getRejectionReason()).isEmpty();
        assertThat(answer.isAccepted()).isTrue();
        assertThat(answer.getApnsId()).isNotNull();
        assertThat(SHOWN.count(PHONE, "n-1")).isEqualTo(1);
        assertThat(listened).containsExactly(PHONE + " n-1");
        push(PHONE, "inbox").get(10, TimeUnit.SECONDS);
        assertThat(SHOWN.count(PHONE, "n-1")).isEqualTo(2);
        assertThat(SHOWN.collapsed()).isEqualTo(1);
        assertThat(APNS.seen("push").get(0).header("apns-topic")).contains(ApnsKey.TOPIC);
    }

    @Test
    void anUnknownDeviceIsRefused() throws Exception {
        PushNotificationResponse<?> answer = push("cd".repeat(32), null).get(10, TimeUnit.SECONDS);
        assertThat(answer.getStatusCode()).isEqualTo(400);
        assertThat(answer.getRejectionReason()).contains("BadDeviceToken");
        APNS.knowsAll();
        assertThat(push("cd".repeat(32), null).get(10, TimeUnit.SECONDS).isAccepted()).isTrue();
    }

    @Test
    void aDeviceWithoutTheAppIsGoneSinceThen() throws Exception {
        Instant since = Instant.parse("2026-05-04T09:10:11.123Z");
        APNS.removedFrom(PHONE, since);
        PushNotificationResponse<?> answer = push(PHONE, null).get(10, TimeUnit.SECONDS);
        assertThat(answer.getStatusCode()).isEqualTo(410);
        assertThat(answer.getTokenInvalidationTimestamp()).contains(since);
        APNS.installedOn(PHONE);
        assertThat(push(PHONE, null).get(10, TimeUnit.SECONDS).getRejectionReason()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "apns-topic, , MissingTopic",
        "apns-topic, se.other, TopicDisallowed",
        "apns-push-type, , InvalidPushType",
        "apns-push-type, background, InvalidPushType",
        "apns-id, 4711, BadMessageId",
        "apns-expiration, soon, BadExpirationDate",
        "apns-priority, 7, BadPriority",
        "apns-collapse-id, 12345678901234567890123456789012345678901234567890123456789012345, BadCollapseId",
        "authorization, , MissingProviderToken",
        "authorization, bearer x.y.z, InvalidProviderToken"
    })
    void aWrongHeaderIsRefused(String name, String value, String reason) throws Exception {
        headers.put("authorization", bearer(Instant.now(), KEY.keyId(), KEY.teamId()));
        headers.remove(name);
        if (value != null) {
            headers.put(name, value);
        }
        HttpResponse<String> answer = raw(PHONE, PAYLOAD);
        assertThat(answer.body()).isEqualTo("{\"reason\":\"%s\"}".formatted(reason));
        assertThat(answer.statusCode()).isEqualTo(Reasons.status(reason));
        assertThat(SHOWN.total()).isZero();
    }

    @Test
    void aProviderTokenIsJudged() throws Exception {
        Instant now = Instant.now();
        headers.put(
                "authorization",
                bearer(now.minus(Duration.ofMinutes(61)), "SANDBOXKEY", "SANDBOXTEA"));
        assertThat(raw(PHONE, PAYLOAD).body()).contains("ExpiredProviderToken");
        headers.put("authorization", bearer(now, "ANOTHERKEY", "SANDBOXTEA"));
        assertThat(raw(PHONE, PAYLOAD).body()).contains("InvalidProviderToken");
        headers.put("authorization", bearer(now, "SANDBOXKEY", "ANOTHERTEA"));
        assertThat(raw(PHONE, PAYLOAD).body()).contains("InvalidProviderToken");
        String good = bearer(now, "SANDBOXKEY", "SANDBOXTEA");
        headers.put("authorization", good.substring(0, good.length() - 6) + "AAAAAA");
        assertThat(raw(PHONE, PAYLOAD).body()).contains("InvalidProviderToken");
        headers.put("authorization", good);
        assertThat(raw(PHONE, PAYLOAD).statusCode()).isEqualTo(200);
    }

    @Test
    void aWrongPayloadIsRefused() throws Exception {
        headers.put("authorization", bearer(Instant.now(), KEY.keyId(), KEY.teamId()));
        assertThat(raw(PHONE, PAYLOAD.replace("Nytt", "å".repeat(2100))).statusCode())
                .isEqualTo(413);
        assertThat(raw(PHONE, "").body()).contains("PayloadEmpty");
        assertThat(raw(PHONE, "{\"aps\":{}}").body()).contains("PayloadEmpty");
        assertThat(raw("", PAYLOAD).body()).contains("MissingDeviceToken");
        assertThat(raw("xyz", PAYLOAD).body()).contains("BadDeviceToken");
    }

    @ParameterizedTest
    @CsvSource({
        "429, TooManyRequests",
        "500, InternalServerError",
        "503, ServiceUnavailable",
        "403, InvalidProviderToken"
    })
    void aStatusIsAnsweredSoManyTimes(int status, String reason) throws Exception {
        APNS.mood(Mood.status(status).times(1));
        PushNotificationResponse<?> answer = push(PHONE, null).get(10, TimeUnit.SECONDS);
        assertThat(answer.getStatusCode()).isEqualTo(status);
        assertThat(answer.getRejectionReason()).contains(reason);
        assertThat(SHOWN.total()).isZero();
        assertThat(push(PHONE, null).get(10, TimeUnit.SECONDS).getRejectionReason()).isEmpty();
    }

    @Test
    void aReasonThatPushyDoesNotKnow() throws Exception {
        APNS.mood(Mood.fault("ExpiredToken").at(PHONE).times(1));
        PushNotificationResponse<?> answer = push(PHONE, null).get(10, TimeUnit.SECONDS);
        assertThat(answer.getStatusCode()).isEqualTo(410);
        assertThat(answer.getRejectionReason()).contains("ExpiredToken");
    }

    @Test
    void slowAnswersDoNotWaitForEachOther() throws Exception {
        APNS.mood(Mood.slow(Duration.ofMillis(300)));
        List<CompletableFuture<?>> all = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            all.add(push(PHONE, null));
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(300), Duration.ofSeconds(15));
    }

    @Test
    void aCutConnectionHasShownIt() {
        APNS.mood(Mood.reset().times(1));
        assertThatThrownBy(() -> push(PHONE, null).get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class);
        assertThat(SHOWN.count(PHONE, "n-1")).isEqualTo(1);
    }

    @Test
    void whatIsDownRefusesConnectionsAndComesBack() throws Exception {
        APNS.mood(Mood.down());
        assertThatThrownBy(() -> push(PHONE, null).get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class);
        assertThat(SHOWN.total()).isZero();
        APNS.calm();
        headers.put("authorization", bearer(Instant.now(), KEY.keyId(), KEY.teamId()));
        assertThat(raw(PHONE, PAYLOAD).statusCode()).isEqualTo(200);
    }

    private static CompletableFuture<? extends PushNotificationResponse<?>> push(
            String token, String collapseId) {
        return PUSHY.sendNotification(
                new SimpleApnsPushNotification(
                        token,
                        ApnsKey.TOPIC,
                        PAYLOAD,
                        Instant.now().plusSeconds(60),
                        DeliveryPriority.IMMEDIATE,
                        PushType.ALERT,
                        collapseId,
                        UUID.randomUUID()));
    }

    private HttpResponse<String> raw(String token, String payload) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(APNS.url() + "/3/device/" + token))
                        .POST(BodyPublishers.ofString(payload));
        headers.forEach(request::header);
        return RAW.send(request.build(), BodyHandlers.ofString());
    }

    private static String bearer(Instant issued, String keyId, String team) throws Exception {
        SignedJWT jwt =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(keyId).build(),
                        new JWTClaimsSet.Builder()
                                .issuer(team)
                                .issueTime(Date.from(issued))
                                .build());
        jwt.sign(new ECDSASigner((ECPrivateKey) KEY.pair().getPrivate()));
        return "bearer " + jwt.serialize();
    }

    private static ApnsClient pushy() {
        try {
            return new ApnsClientBuilder()
                    .setApnsServer("localhost", APNS.port())
                    .setSigningKey(
                            ApnsSigningKey.loadFromInputStream(
                                    new ByteArrayInputStream(KEY.pem().getBytes(UTF_8)),
                                    KEY.teamId(),
                                    KEY.keyId()))
                    .setTrustedServerCertificateChain(
                            new ByteArrayInputStream(AUTHORITY.authorityPem().getBytes(UTF_8)))
                    .build();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
