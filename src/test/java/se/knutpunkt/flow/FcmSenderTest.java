package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import se.knutpunkt.fake.RawServer;

/** What the hub sends to Firebase, and what it makes of every kind of answer. */
class FcmSenderTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The hub keeps a token over several tests, so none may come twice. */
    private static final AtomicInteger TOKENS = new AtomicInteger();

    private final SenderHub senders = SenderHub.fresh();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> tokenRequests = new CopyOnWriteArrayList<>();

    @BeforeEach
    void tokens() {
        senders.tokens()
                .reply(
                        (request, out) -> {
                            tokenRequests.add(request);
                            write(
                                    out,
                                    200,
                                    "{\"access_token\":\"t%d\",\"expires_in\":3600,\"token_type\":\"Bearer\"}"
                                            .formatted(TOKENS.incrementAndGet()));
                        });
    }

    private void answers(int status, String body, String... headers) {
        senders.fcm()
                .reply(
                        (request, out) -> {
                            requests.add(request);
                            write(out, status, body, headers);
                        });
    }

    static void write(OutputStream out, int status, String body, String... headers)
            throws IOException {
        byte[] ok = RawServer.answer("application/json; charset=UTF-8", body, headers);
        String text = new String(ok, StandardCharsets.UTF_8);
        out.write(text.replaceFirst("200 OK", status + " Status").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static String error(int status, String code, String more) {
        return """
        {"error":{"code":%d,"message":"m","status":"S","details":[%s
          {"@type":"type.googleapis.com/google.firebase.fcm.v1.FcmError","errorCode":"%s"}]}}"""
                .formatted(status, more, code);
    }

    @Test
    void aNoticeIsSentAndItsNameKept() throws Exception {
        answers(200, "{\"name\":\"projects/app1177/messages/0:17\"}");
        UUID target = senders.send("fcm", 1, "Åsa \"Å\" & <b>").get(0);
        SenderHub.Told told = senders.awaitCode(target);
        assertThat(told.state()).isEqualTo("sent");
        assertThat(told.reference()).isEqualTo("projects/app1177/messages/0:17");
        assertThat(requests.get(0)).startsWith("POST /v1/projects/app1177/messages:send HTTP/1.1");
        assertThat(requests.get(0)).contains("Authorization: Bearer t");
        JsonNode message = body(requests.get(0)).path("message");
        assertThat(message.path("token").asText()).isEqualTo("token-" + target);
        assertThat(message.at("/notification/body").asText())
                .isEqualTo(
                        "Du har ett nytt meddelande. Logga in på 1177 för att läsa det. Gäller: Åsa \"Å\" & <b>");
        assertThat(message.path("data")).hasSize(1);
        assertThat(message.at("/android/ttl").asText()).matches("86[0-9]{3}s");
    }

    @Test
    void theTokenIsAskedForWithASignedAssertion() throws Exception {
        answers(401, "{}");
        senders.awaitCode(senders.send("fcm"));
        String form = tokenRequests.get(0).split("\r\n\r\n", 2)[1];
        assertThat(form)
                .contains("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer");
        SignedJWT jwt =
                SignedJWT.parse(
                        URLDecoder.decode(
                                form.replaceFirst(".*assertion=([^&]+).*", "$1"),
                                StandardCharsets.UTF_8));
        assertThat(jwt.verify(new RSASSAVerifier((RSAPublicKey) senders.accountKey().getPublic())))
                .isTrue();
        assertThat(jwt.getHeader().getAlgorithm().getName()).isEqualTo("RS256");
        assertThat(jwt.getJWTClaimsSet().getIssuer()).isEqualTo("hub@app1177.example");
        assertThat(jwt.getJWTClaimsSet().getAudience())
                .containsExactly("http://localhost:" + senders.tokens().port() + "/token");
        assertThat(jwt.getJWTClaimsSet().getStringClaim("scope"))
                .isEqualTo("https://www.googleapis.com/auth/firebase.messaging");
    }

    @Test
    void aRefusedTokenIsRenewedOnce() {
        AtomicInteger calls = new AtomicInteger();
        senders.fcm()
                .reply(
                        (request, out) -> {
                            requests.add(request);
                            boolean first = calls.getAndIncrement() == 0;
                            write(out, first ? 401 : 200, first ? "{}" : "{\"name\":\"n\"}");
                        });
        assertThat(senders.awaitCode(senders.send("fcm")).state()).isEqualTo("sent");
        assertThat(requests).hasSize(2);
        assertThat(token(requests.get(0))).isNotEqualTo(token(requests.get(1)));
    }

    @ParameterizedTest
    @CsvSource({
        "404,UNREGISTERED,'',rejected,404-UNREGISTERED,false,0",
        "403,SENDER_ID_MISMATCH,'',rejected,403-SENDER_ID_MISMATCH,true,1",
        "400,INVALID_ARGUMENT,message.token,rejected,400-INVALID_ARGUMENT-message.token,false,0",
        "400,INVALID_ARGUMENT,message.android.ttl,rejected,400,true,1",
        "503,UNAVAILABLE,'',failed,503,false,1",
        "500,INTERNAL,'',failed,500,false,1",
        "429,QUOTA_EXCEEDED,'',failed,429,false,1"
    })
    void whatARefusalMeans(
            int status,
            String code,
            String field,
            String state,
            String told,
            boolean parked,
            int devices) {
        String violation =
                field.isEmpty()
                        ? ""
                        : "{\"@type\":\"type.googleapis.com/google.rpc.BadRequest\",\"fieldViolations\":[{\"field\":\"%s\"}]},"
                                .formatted(field);
        answers(status, error(status, code, violation));
        SenderHub.Told one = senders.awaitCode(senders.send("fcm"));
        assertThat(one.state()).isEqualTo(state);
        assertThat(one.code()).isEqualTo(told);
        assertThat(one.parked()).isEqualTo(parked);
        await().atMost(Duration.ofSeconds(20)).until(() -> senders.devices() == devices);
    }

    @Test
    void anUnknownProjectLosesNoToken() {
        answers(404, "<html>not found</html>");
        SenderHub.Told one = senders.awaitCode(senders.send("fcm"));
        assertThat(one.state()).isEqualTo("failed");
        assertThat(one.code()).isEqualTo("404");
        assertThat(senders.devices()).isEqualTo(1);
    }

    @Test
    void aQuotaIsWaitedFor() {
        AtomicInteger calls = new AtomicInteger();
        senders.fcm()
                .reply(
                        (request, out) -> {
                            requests.add(request);
                            if (calls.getAndIncrement() == 0) {
                                write(out, 429, error(429, "QUOTA_EXCEEDED", ""), "Retry-After: 2");
                            } else {
                                write(out, 200, "{\"name\":\"n\"}");
                            }
                        });
        UUID target = senders.send("fcm");
        assertThat(senders.awaitCode(target).code()).isEqualTo("429");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> senders.told(target).state().equals("sent"));
        assertThat(senders.told(target).attempt()).isEqualTo(2);
    }

    @Test
    void tooSlowIsUnsure() {
        CountDownLatch end = new CountDownLatch(1);
        senders.fcm()
                .reply(
                        (request, out) -> {
                            requests.add(request);
                            pause(end);
                        });
        SenderHub.Told one = senders.awaitCode(senders.send("fcm"));
        end.countDown();
        assertThat(one.state()).isEqualTo("unsure");
        assertThat(one.code()).isEqualTo("no-answer");
        assertThat(requests).hasSize(1);
    }

    /** Google may have taken it: nobody may be told twice, whatever comes again. */
    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{\"name\":\"pro"})
    void aCutLineIsUnsureAndNeverSentAgain(String answered) {
        senders.fcm()
                .reply(
                        (request, out) -> {
                            requests.add(request);
                            out.write(answered.getBytes(StandardCharsets.UTF_8));
                            throw new IOException("cut");
                        });
        UUID target = senders.send("fcm");
        assertThat(senders.awaitCode(target).state()).isEqualTo("unsure");
        answers(200, "{\"name\":\"n\"}");
        senders.sendMessageAgain("fcm", target);
        assertThat(senders.told(target).state()).isEqualTo("unsure");
        assertThat(senders.told(target).attempt()).isEqualTo(1);
        assertThat(requests).hasSize(1);
        assertThat(senders.isListedAsUnsure("fcm", target)).isTrue();
    }

    @Test
    void garbageIsUnsure() {
        answers(200, "<html>hello</html>");
        SenderHub.Told one = senders.awaitCode(senders.send("fcm"));
        assertThat(one.state()).isEqualTo("unsure");
        assertThat(one.code()).isEqualTo("not-json");
    }

    @Test
    void manyAtOnceKeepTheirOwnAnswers() {
        senders.fcm()
                .reply(
                        (request, out) -> {
                            String token = body(request).at("/message/token").asText();
                            if (token.hashCode() % 3 == 0) {
                                write(out, 404, error(404, "UNREGISTERED", ""));
                            } else {
                                write(out, 200, "{\"name\":\"of-" + token + "\"}");
                            }
                        });
        List<UUID> targets = senders.send("fcm", 100, null);
        List<String> references = new ArrayList<>();
        for (UUID target : targets) {
            SenderHub.Told one = senders.awaitCode(target);
            boolean gone = ("token-" + target).hashCode() % 3 == 0;
            assertThat(one.state()).isEqualTo(gone ? "rejected" : "sent");
            if (!gone) {
                assertThat(one.reference()).isEqualTo("of-token-" + target);
                references.add(one.reference());
            }
        }
        assertThat(new HashSet<>(references)).hasSameSizeAs(references);
    }

    private static void pause(CountDownLatch end) {
        try {
            end.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String token(String request) {
        return request.replaceFirst("(?s).*Bearer (\\S+).*", "$1");
    }

    private static JsonNode body(String request) throws IOException {
        return JSON.readTree(request.split("\r\n\r\n", 2)[1]);
    }
}
