package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the hub sends to the SMS gateway, and what it makes of answers and reports. */
class SmsSenderTest {

    private static final String ID = "s0231d6d7d6bc14a7e7734e466785c4ce";

    private final SenderHub senders = SenderHub.fresh();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    private void answers(int status, String body, String... headers) {
        senders.sms()
                .reply(
                        (request, out) -> {
                            requests.add(request);
                            FcmSenderTest.write(out, status, body, headers);
                        });
    }

    private UUID sent() {
        answers(200, "{\"id\":\"" + ID + "\",\"status\":\"created\"}");
        UUID target = senders.send("sms", 1, "Åsa & <b>+").get(0);
        assertThat(senders.awaitCode(target).state()).isEqualTo("sent");
        return target;
    }

    @Test
    void anSmsIsSentAndItsIdKept() {
        UUID target = sent();
        assertThat(senders.told(target).reference()).isEqualTo(ID);
        String request = requests.get(0);
        assertThat(request).startsWith("POST /a1/sms HTTP/1.1");
        assertThat(request).contains("Authorization: Basic dTE6cDE=");
        assertThat(request)
                .endsWith(
                        "from=1177&to=%2B46701740605&message=Du+har+ett+nytt+meddelande.+Logga+in+p%C3%A5+1177+f%C3%B6r+att+l%C3%A4sa"
                                + "+det.+G%C3%A4ller%3A+%C3%85sa+%26+%3Cb%3E%2B&whendelivered=https%3A%2F%2Fhub.example.se%2Fcallbacks%2Fsms%2F"
                                + SenderHub.CALLBACK_SECRET
                                + "%3Ftarget%3D"
                                + target
                                + "&dontlog=message");
    }

    @ParameterizedTest
    @CsvSource({
        "401,API access requires Basic HTTP authentication.,failed,401,false",
        "403,Missing key from,rejected,403,true",
        "403,Not enough credits,failed,403-credit,false",
        "403,Invalid to number,rejected,403-number,false",
        "403,Sender number not allowed,rejected,403,true",
        "429,slow down,failed,429,false",
        "503,away,failed,503,false",
        "504,late,unsure,504,false",
        "200,<html>,unsure,not-json,false"
    })
    void whatAnAnswerMeans(int status, String text, String state, String code, boolean parked) {
        answers(status, text);
        SenderHub.Told told = senders.awaitCode(senders.send("sms"));
        assertThat(told.state()).isEqualTo(state);
        assertThat(told.code()).isEqualTo(code);
        assertThat(told.parked()).isEqualTo(parked);
    }

    @Test
    void tooSlowIsUnsureAndNotRepeated() {
        CountDownLatch end = new CountDownLatch(1);
        senders.sms()
                .reply(
                        (request, out) -> {
                            requests.add(request);
                            pause(end);
                        });
        SenderHub.Told told = senders.awaitCode(senders.send("sms"));
        end.countDown();
        assertThat(told.state()).isEqualTo("unsure");
        assertThat(told.code()).isEqualTo("no-answer");
        assertThat(requests).hasSize(1);
    }

    /** The gateway may have taken it: nobody may be told twice, whatever comes again. */
    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{\"id\":\"s02"})
    void aCutLineIsUnsureAndNeverSentAgain(String answered) {
        senders.sms()
                .reply(
                        (request, out) -> {
                            requests.add(request);
                            out.write(answered.getBytes(StandardCharsets.UTF_8));
                            throw new IOException("cut");
                        });
        UUID target = senders.send("sms");
        assertThat(senders.awaitCode(target).state()).isEqualTo("unsure");
        answers(200, "{\"id\":\"" + ID + "\"}");
        senders.sendMessageAgain("sms", target);
        assertThat(senders.told(target).state()).isEqualTo("unsure");
        assertThat(senders.told(target).attempt()).isEqualTo(1);
        assertThat(requests).hasSize(1);
        assertThat(senders.isListedAsUnsure("sms", target)).isTrue();
    }

    @Test
    void aReportOfDeliveryEndsTheLadder() {
        UUID target = sent();
        JdbcClient database = senders.hub().bean(JdbcClient.class);
        database.sql(
                        "insert into ladder select notification_id, recipient_hash, null, 2, now() + interval '1 day' from target where id = ?")
                .param(target)
                .update();
        assertThat(report(ID, "sent")).isEqualTo(204);
        assertThat(senders.told(target).state()).isEqualTo("sent");
        assertThat(report(ID, "delivered")).isEqualTo(204);
        assertThat(report(ID, "delivered")).isEqualTo(204);
        assertThat(report(ID, "sent")).isEqualTo(204);
        assertThat(report(ID, "failed")).isEqualTo(204);
        assertThat(senders.told(target).state()).isEqualTo("delivered");
        assertThat(database.sql("select count(*) from ladder").query(Long.class).single()).isZero();
    }

    @Test
    void aReportOfFailureLeavesTheLadder() {
        UUID target = sent();
        assertThat(report(ID, "failed")).isEqualTo(204);
        assertThat(senders.told(target).state()).isEqualTo("rejected");
        assertThat(senders.told(target).code()).isEqualTo("not-delivered");
    }

    /** The telephone was off, and then on. */
    @Test
    void whatArrivesAfterAllIsDelivered() {
        UUID target = sent();
        assertThat(report(ID, "failed")).isEqualTo(204);
        assertThat(senders.told(target).state()).isEqualTo("rejected");
        assertThat(report(ID, "delivered")).isEqualTo(204);
        assertThat(senders.told(target).state()).isEqualTo("delivered");
        assertThat(report(ID, "failed")).isEqualTo(204);
        assertThat(senders.told(target).state()).isEqualTo("delivered");
    }

    @ParameterizedTest
    @CsvSource({"delivered,delivered", "failed,rejected", "sent,sent"})
    void aReportSettlesWhatIsUnsure(String reported, String state) {
        UUID target = unsure();
        assertThat(reportToItsAddress(ID, reported)).isEqualTo(204);
        assertThat(senders.told(target).state()).isEqualTo(state);
        // and the next one
        assertThat(reportToItsAddress(ID, "delivered")).isEqualTo(204);
        assertThat(senders.told(target).state()).isEqualTo("delivered");
    }

    /** As when operations had it sent again. */
    @Test
    void whatFailedBeforeTheLastSendingSaysNothingOfIt() {
        UUID target = unsure();
        senders.hub()
                .bean(JdbcClient.class)
                .sql("update target set state = 'sent', reference = 's-second' where id = ?")
                .param(target)
                .update();
        assertThat(reportToItsAddress(ID, "failed")).isEqualTo(204);
        assertThat(senders.told(target).state()).isEqualTo("sent");
        assertThat(senders.told(target).reference()).isEqualTo("s-second");
        assertThat(reportToItsAddress(ID, "delivered")).isEqualTo(204);
        assertThat(senders.told(target).state()).isEqualTo("delivered");
    }

    /** The gateway said that it is away and took it all the same. */
    @Test
    void whatWasDeliveredIsNotSentAgain() {
        answers(503, "away");
        UUID target = senders.send("sms");
        assertThat(senders.awaitCode(target).state()).isEqualTo("failed");
        assertThat(reportToItsAddress(ID, "delivered")).isEqualTo(204);
        answers(200, "{\"id\":\"s-other\"}");
        senders.again("sms", target);
        assertThat(senders.awaitCode(senders.send("sms")).state()).isEqualTo("sent");
        assertThat(senders.told(target).state()).isEqualTo("delivered");
        assertThat(senders.told(target).attempt()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-id", "191212121212", "6f9619ff-8b86-d011-b42d-00cf4fc964ff"})
    void aTargetThatIsNoneSettlesNothing(String stated) {
        UUID target = unsure();
        String path = "/callbacks/sms/" + SenderHub.CALLBACK_SECRET + "?target=" + stated;
        assertThat(post(path, "id=" + ID + "&status=delivered").statusCode()).isIn(400, 404);
        assertThat(senders.told(target).state()).isEqualTo("unsure");
    }

    /** The next notices cost nothing; the citizen sees it in the preferences. */
    @Test
    void aNumberThatIsNoneIsNotTriedAgain() {
        answers(403, "Invalid to number");
        UUID target = senders.send("sms");
        assertThat(senders.awaitCode(target).code()).isEqualTo("403-number");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> senders.recipients("phone_dead_at is not null", target) == 1);
        assertThat(senders.recipients("email_dead_at is not null", target)).isZero();
        senders.queueAgain("sms", target);
        assertThat(senders.awaitCode(target).code()).isEqualTo("no-address");
        assertThat(requests).hasSize(1);
    }

    /** Its answer was lost, though the gateway took it. */
    private UUID unsure() {
        senders.sms()
                .reply(
                        (request, out) -> {
                            requests.add(request);
                            throw new IOException("cut");
                        });
        UUID target = senders.send("sms");
        assertThat(senders.awaitCode(target).state()).isEqualTo("unsure");
        return target;
    }

    /** As the gateway does: to the address that came with the last SMS. */
    private int reportToItsAddress(String id, String status) {
        String form = requests.get(requests.size() - 1).split("\r\n\r\n", 2)[1];
        URI address =
                URI.create(
                        URLDecoder.decode(
                                form.replaceFirst(".*whendelivered=([^&]+).*", "$1"),
                                StandardCharsets.UTF_8));
        return post(
                        address.getRawPath() + "?" + address.getRawQuery(),
                        "id=" + id + "&status=" + status)
                .statusCode();
    }

    @Test
    void aReportOfAnUnknownSmsComesAgain() {
        assertThat(report("s-unknown", "delivered")).isEqualTo(404);
    }

    @Test
    void aWrongSecretIsAnAddressThatDoesNotExist() {
        UUID target = sent();
        HttpResponse<String> answer =
                post("/callbacks/sms/wrong-secret-0123456789", "id=" + ID + "&status=delivered");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("not-found");
        assertThat(senders.told(target).state()).isEqualTo("sent");
    }

    @Test
    void theChannelGoesOnAfterAnOutage() {
        answers(503, "away", "Retry-After: 1");
        UUID target = senders.send("sms");
        assertThat(senders.awaitCode(target).state()).isEqualTo("failed");
        answers(200, "{\"id\":\"" + ID + "\"}");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> senders.told(target).state().equals("sent"));
    }

    private int report(String id, String status) {
        return post(
                        "/callbacks/sms/" + SenderHub.CALLBACK_SECRET,
                        "id=" + id + "&status=" + status + "&delivered=2026-05-04T09%3A10&cost=1")
                .statusCode();
    }

    private HttpResponse<String> post(String path, String form) {
        return senders.hub()
                .send(
                        HttpRequest.newBuilder(senders.hub().uri(path))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString(form))
                                .build());
    }

    private static void pause(CountDownLatch end) {
        try {
            end.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
