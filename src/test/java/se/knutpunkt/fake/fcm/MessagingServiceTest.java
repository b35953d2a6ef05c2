package se.knutpunkt.fake.fcm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import se.knutpunkt.fake.Mood;
import se.knutpunkt.fake.Shown;

class MessagingServiceTest {
    private static final Shown SHOWN = new Shown();
    private static final MessagingService FCM = new MessagingService(0, SHOWN);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String PHONE = "dPx0123456:APA91b_x-y";
    private static final String SCOPE = "https://www.googleapis.com/auth/firebase.messaging";
    private static final String MESSAGE =
            """
            {"message":{"token":"%s","notification":{"title":"1177","body":"Nytt"},"data":{"notificationId":"n-1"},
            "android":{"priority":"HIGH","ttl":"86400s","collapse_key":"inbox","notification":{"channel_id":"inbox","tag":"n-1"}}}}
            """
                    .formatted(PHONE);

    private String authorization;

    @BeforeEach
    void fresh() throws Exception {
        FCM.reset();
        SHOWN.forget();
        authorization = "Bearer " + accessToken();
    }

    @AfterAll
    static void close() {
        FCM.close();
    }

    @Test
    void anAcceptedMessageIsShown() throws Exception {
        HttpResponse<String> answer = send(MESSAGE);
        assertThat(answer.body()).startsWith("{\"name\":\"projects/app1177/messages/0:");
        assertThat(SHOWN.count(PHONE, "n-1")).isEqualTo(1);
        send(MESSAGE);
        assertThat(SHOWN.collapsed()).isEqualTo(1);
        assertThat(FCM.seen("send").get(0).body()).isEqualTo(MESSAGE);
    }

    @ParameterizedTest
    @CsvSource({
        "\"1177\", 1177, message.notification",
        "\"n-1\"}, 4711}, message.data.notificationId",
        "notificationId, from, message.data.from",
        "notificationId, google.x, message.data.google.x",
        "HIGH, URGENT, message.android.priority",
        "86400s, 86400, message.android.ttl",
        "86400s, 2419201s, message.android.ttl",
        "collapse_key, collapseKey, message.android.collapseKey",
        "channel_id, channel, message.android.notification.channel",
        "dPx0123456:APA91b_x-y, short, message.token",
        "\"token\", \"topic\", message.topic",
        "{\"message\", {\"messages\", messages"
    })
    void aMessageWithAWrongFieldIsRefused(String old, String changed, String field)
            throws Exception {
        HttpResponse<String> answer = send(MESSAGE.replace(old, changed));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .contains("\"errorCode\":\"INVALID_ARGUMENT\"", "\"field\":\"" + field + "\"");
        assertThat(SHOWN.total()).isZero();
    }

    @Test
    void aMessageThatIsTooBigIsRefused() throws Exception {
        assertThat(send(MESSAGE.replace("Nytt", "å".repeat(2048))).body()).contains("too big");
    }

    @Test
    void anAccessTokenMustHold() throws Exception {
        FCM.withdrawTokens();
        HttpResponse<String> answer = send(MESSAGE);
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("UNAUTHENTICATED").doesNotContain("FcmError");
        authorization = "Bearer " + accessToken();
        assertThat(send(MESSAGE).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "iss, somebody",
        "aud, https://oauth2.googleapis.com/token",
        "scope, https://www.googleapis.com/auth/cloud-platform"
    })
    void anAssertionWithAWrongClaimIsRefused(String claim, String value) throws Exception {
        HttpResponse<String> answer = token(assertion(claims().claim(claim, value).build()));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("invalid_grant");
    }

    @Test
    void anAssertionIsShortLivedAndFresh() throws Exception {
        Instant now = Instant.now();
        JWTClaimsSet.Builder tooLong = claims().expirationTime(Date.from(now.plusSeconds(3700)));
        assertThat(token(assertion(tooLong.build())).statusCode()).isEqualTo(400);
        JWTClaimsSet.Builder over = claims().expirationTime(Date.from(now.minusSeconds(1)));
        assertThat(token(assertion(over.build())).statusCode()).isEqualTo(400);
        JWTClaimsSet.Builder later = claims().issueTime(Date.from(now.plusSeconds(1000)));
        assertThat(token(assertion(later.build())).statusCode()).isEqualTo(400);
        String good = assertion(claims().build());
        assertThat(token(good.substring(0, good.length() - 4) + "AAAA").statusCode())
                .isEqualTo(400);
        assertThat(token(good).statusCode()).isEqualTo(200);
    }

    @Test
    void aDeviceWithoutTheAppIsUnregistered() throws Exception {
        FCM.removedFrom(PHONE);
        HttpResponse<String> answer = send(MESSAGE);
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("\"errorCode\":\"UNREGISTERED\"");
        FCM.installedOn(PHONE);
        assertThat(send(MESSAGE).statusCode()).isEqualTo(200);
    }

    @Test
    void faultsTellWhenToComeBack() throws Exception {
        FCM.mood(Mood.fault("QUOTA_EXCEEDED;7").on("send").at(PHONE).times(1));
        HttpResponse<String> answer = send(MESSAGE);
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("Retry-After")).contains("7");
        assertThat(SHOWN.total()).isZero();
        assertThat(send(MESSAGE).statusCode()).isEqualTo(200);
    }

    @Test
    void aCutConnectionHasShownIt() {
        FCM.mood(Mood.reset().on("send"));
        assertThatThrownBy(() -> send(MESSAGE)).isInstanceOf(IOException.class);
        assertThat(SHOWN.count(PHONE, "n-1")).isPositive(); // Java's client may ask again
    }

    private HttpResponse<String> send(String message) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(FCM.url() + "/v1/projects/app1177/messages:send"))
                        .header("Authorization", authorization)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(message))
                        .build();
        return CLIENT.send(request, BodyHandlers.ofString());
    }

    private static String accessToken() throws Exception {
        String json = token(assertion(claims().build())).body();
        return json.replaceFirst(".*\"access_token\":\"([^\"]+)\".*", "$1");
    }

    private static HttpResponse<String> token(String assertion) throws Exception {
        String form =
                "grant_type="
                        + URLEncoder.encode("urn:ietf:params:oauth:grant-type:jwt-bearer", UTF_8)
                        + "&assertion="
                        + assertion;
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(FCM.tokenUrl()))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form))
                        .build();
        return CLIENT.send(request, BodyHandlers.ofString());
    }

    private static JWTClaimsSet.Builder claims() {
        Instant now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer(FCM.clientEmail())
                .audience(FCM.tokenUrl())
                .claim("scope", SCOPE)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(3600)));
    }

    private static String assertion(JWTClaimsSet claims) throws Exception {
        String base64 = FCM.serviceAccountKeyPem().replaceAll("-----[^-]+-----|\\s", "");
        PrivateKey key =
                KeyFactory.getInstance("RSA")
                        .generatePrivate(
                                new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
        SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.RS256), claims);
        jwt.sign(new RSASSASigner(key));
        return jwt.serialize();
    }
}
