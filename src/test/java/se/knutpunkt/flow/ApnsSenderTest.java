package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import se.knutpunkt.channel.ChannelGates;
import se.knutpunkt.fake.Mood;
import se.knutpunkt.fake.Seen;
import se.knutpunkt.fake.apns.PushService;

/** What the hub sends to Apple over HTTP/2 and TLS, and what it makes of every kind of answer. */
class ApnsSenderTest {

    private static final String PUSH = "push";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SenderHub senders = SenderHub.fresh();
    private final PushService apple = senders.apple();

    @Test
    void aNoticeIsSentUnderTheIdOfItsTarget() throws Exception {
        UUID target = senders.send("apns");
        SenderHub.Told told = senders.awaitCode(target);
        assertThat(told.state()).as(told.code()).isEqualTo("sent");
        assertThat(told.reference()).isEqualTo(target.toString());
        assertThat(told.attempt()).isEqualTo(1);
        Seen push = only(target);
        assertThat(push.path()).isEqualTo("/3/device/" + SenderHub.appleToken(target));
        assertThat(push.header("apns-id")).contains(target.toString());
        assertThat(push.header("apns-push-type")).contains("alert");
        assertThat(push.header("apns-priority")).contains("10");
        assertThat(push.header("apns-topic")).contains(apple.topic());
        assertThat(Long.parseLong(push.header("apns-expiration").orElseThrow()))
                .isGreaterThan(Instant.now().getEpochSecond());
        assertThat(shown(target)).isEqualTo(1);
        assertThat(body(push)).hasSize(2);
        assertThat(body(push).path("notificationId").asText())
                .isEqualTo(senders.notification(target).toString());
    }

    /** What an Elsa may be called, and what nobody is. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Åsa \"Å\" & <b>",
                "back\\slash \\u0041 \\n",
                "Zoë 👩‍👧 𝒵",
                "tab\tline\nbreak\r\u0007\u0001\u001f\u007f\u2028",
                "{\"aps\":{}} $each(x) ${body}"
            })
    void aNameChangesNothingButTheText(String name) throws Exception {
        UUID target = senders.send("apns", 1, name).get(0);
        assertThat(senders.awaitCode(target).state()).isEqualTo("sent");
        JsonNode body = body(only(target));
        assertThat(body.at("/aps/alert/body").asText())
                .isEqualTo(
                        "Du har ett nytt meddelande. Logga in på 1177 för att läsa det. Gäller: "
                                + name);
        assertThat(body).hasSize(2);
        assertThat(body.path("aps")).hasSize(3);
    }

    @Test
    void aPhoneWithoutTheAppIsForgotten() {
        UUID target = held();
        apple.removedFrom(SenderHub.appleToken(target), Instant.now());
        release();
        SenderHub.Told told = senders.awaitCode(target);
        assertThat(told.state()).isEqualTo("rejected");
        assertThat(told.code()).isEqualTo("410");
        assertThat(told.parked()).isFalse();
        soon().until(() -> senders.devices() == 0);
        assertThat(apple.callsOf(PUSH)).isEqualTo(1);
    }

    /** The app was removed, and installed again before the notice came. */
    @Test
    void aPhoneThatRegisteredLaterThanItsTokenDiedIsKept() {
        UUID target = held();
        Instant removed = Instant.now().minus(Duration.ofHours(2));
        senders.registered(target, removed.plus(Duration.ofHours(1)));
        apple.removedFrom(SenderHub.appleToken(target), removed);
        UUID other = senders.send("apns");
        apple.removedFrom(SenderHub.appleToken(other), Instant.now());
        release();
        assertThat(senders.awaitCode(target).code()).isEqualTo("410");
        assertThat(senders.awaitCode(other).code()).isEqualTo("410");
        // only the other's: it registered a day ago
        soon().until(() -> senders.devices() == 1);
        UUID later = sentAfterIt();
        assertThat(senders.awaitCode(later).state()).isEqualTo("sent");
        assertThat(senders.devices()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "BadDeviceToken,rejected,400-BadDeviceToken,false,0",
        "DeviceTokenNotForTopic,rejected,400-DeviceTokenNotForTopic,true,1",
        "ExpiredToken,rejected,410,false,0",
        "BadExpirationDate,rejected,400,true,1",
        "PayloadTooLarge,rejected,413,true,1",
        "BadPath,rejected,404,true,1",
        "TooManyRequests,failed,429-TooManyRequests,false,1",
        "TooManyProviderTokenUpdates,failed,429,false,1",
        "InternalServerError,failed,500,false,1",
        "ServiceUnavailable,failed,503,false,1",
        "Forbidden,failed,403,false,1",
        "InvalidProviderToken,failed,403,false,1",
        "ExpiredProviderToken,failed,403-ExpiredProviderToken,false,1"
    })
    void whatARefusalMeans(String reason, String state, String code, boolean parked, int devices) {
        apple.mood(Mood.fault(reason));
        UUID target = senders.send("apns");
        SenderHub.Told told = senders.awaitCode(target);
        assertThat(told.state()).isEqualTo(state);
        assertThat(told.code()).isEqualTo(code);
        assertThat(told.parked()).isEqualTo(parked);
        soon().until(() -> senders.devices() == devices);
        assertThat(shown(target)).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TooManyRequests",
                "TooManyProviderTokenUpdates",
                "InternalServerError",
                "ServiceUnavailable",
                "IdleTimeout"
            })
    void whatPassesIsSentLater(String reason) {
        apple.mood(Mood.fault(reason).times(1));
        UUID target = senders.send("apns");
        soon().until(() -> senders.told(target).state().equals("sent"));
        assertThat(senders.told(target).attempt()).isEqualTo(2);
        assertThat(apple.callsOf(PUSH)).isEqualTo(2);
        assertThat(shown(target)).isEqualTo(1);
    }

    /** One device's quota is no reason to let the others wait. */
    @Test
    void aDeviceThatGetsTooMuchHoldsUpNobody() {
        UUID much = held();
        apple.mood(Mood.fault("TooManyRequests").at(SenderHub.appleToken(much)));
        List<UUID> others = senders.send("apns", 20, null);
        release();
        for (UUID one : others) {
            assertThat(senders.awaitCode(one).state()).isEqualTo("sent");
            assertThat(senders.told(one).attempt()).isEqualTo(1);
        }
        assertThat(senders.awaitCode(much).code()).isEqualTo("429-TooManyRequests");
        apple.calm();
        soon().until(() -> senders.told(much).state().equals("sent"));
    }

    @Test
    void anOldProviderTokenIsMadeAnew() {
        for (UUID one : senders.send("apns", 10, null)) {
            assertThat(senders.awaitCode(one).state()).isEqualTo("sent");
        }
        Set<String> before = providerTokens();
        apple.expireTokens();
        UUID target = senders.send("apns");
        soon().until(() -> senders.told(target).state().equals("sent"));
        assertThat(senders.told(target).attempt()).isGreaterThan(1);
        assertThat(only(target, senders.told(target).attempt()).header("authorization").get())
                .isNotIn(before);
        assertThat(shown(target)).isEqualTo(1);
        assertThat(senders.devices()).isEqualTo(11);
    }

    /** The hub's own fault: nothing is lost, the channel rests and operations are told. */
    @Test
    void aKeyThatAppleRefusesIsAnAlarm() {
        double before = senders.misconfigured("apns", "403");
        apple.mood(Mood.fault("InvalidProviderToken"));
        UUID target = senders.send("apns");
        assertThat(senders.awaitCode(target).state()).isEqualTo("failed");
        soon().until(() -> senders.misconfigured("apns", "403") > before);
        apple.calm();
        soon().until(() -> senders.told(target).state().equals("sent"));
        assertThat(shown(target)).isEqualTo(1);
    }

    @Test
    void tooSlowIsUnsureAndNotSentAgain() {
        apple.mood(Mood.slow(Duration.ofSeconds(30)));
        UUID target = senders.send("apns");
        SenderHub.Told told = senders.awaitCode(target);
        assertThat(told.state()).isEqualTo("unsure");
        assertThat(told.code()).isEqualTo("no-answer");
        shownOnceOnly(target);
    }

    @Test
    void neverAnsweredIsUnsureAndNotSentAgain() {
        apple.mood(Mood.empty());
        UUID target = senders.send("apns");
        assertThat(senders.awaitCode(target).state()).isEqualTo("unsure");
        shownOnceOnly(target);
    }

    /** Taken, and then the line is cut: without an answer, or within it, or by a farewell. */
    @Test
    void aCutLineIsUnsureAndNotSentAgain() {
        for (Mood mood : List.of(Mood.reset(), Mood.half(), Mood.fault("goaway").withEffect())) {
            apple.mood(mood);
            UUID target = senders.send("apns");
            SenderHub.Told told = senders.awaitCode(target);
            assertThat(told.state()).as(mood.toString()).isEqualTo("unsure");
            assertThat(told.code()).isEqualTo("no-answer");
            shownOnceOnly(target);
        }
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void garbageIsUnsureNotSentAgainAndNotLogged(CapturedOutput log) {
        apple.mood(Mood.garbage());
        UUID target = senders.send("apns");
        SenderHub.Told told = senders.awaitCode(target);
        assertThat(told.state()).isEqualTo("unsure");
        assertThat(told.code()).isEqualTo("no-reason");
        shownOnceOnly(target);
        assertThat(log).doesNotContain("Underhåll");
    }

    @Test
    void theChannelGoesOnAfterAnOutage() {
        apple.mood(Mood.down());
        UUID target = senders.send("apns");
        SenderHub.Told told = senders.awaitCode(target);
        assertThat(told.state()).isEqualTo("failed");
        assertThat(told.code()).isEqualTo("no-connection");
        apple.calm();
        soon().until(() -> senders.told(target).state().equals("sent"));
        assertThat(shown(target)).isEqualTo(1);
    }

    @Test
    void manyAtOnceKeepTheirOwnAnswers() {
        stop();
        List<UUID> targets = senders.send("apns", 300, null);
        // never all of a taking, which would not be believed
        Set<UUID> removed = new HashSet<>();
        for (int i = 0; i < targets.size(); i += 3) {
            removed.add(targets.get(i));
        }
        for (UUID target : targets) {
            if (removed.contains(target)) {
                apple.removedFrom(SenderHub.appleToken(target), Instant.now());
            }
        }
        release();
        for (UUID target : targets) {
            SenderHub.Told told = senders.awaitCode(target);
            assertThat(told.state()).isEqualTo(removed.contains(target) ? "rejected" : "sent");
            assertThat(shown(target)).isEqualTo(removed.contains(target) ? 0 : 1);
        }
        soon().until(() -> senders.devices() == targets.size() - removed.size());
    }

    /** A target whose message nobody takes yet. */
    private UUID held() {
        stop();
        return senders.send("apns");
    }

    private void stop() {
        try {
            senders.hub().camel().getRouteController().stopRoute("channel.apns");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void release() {
        try {
            senders.hub().camel().getRouteController().startRoute("channel.apns");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private UUID sentAfterIt() {
        apple.calm();
        senders.hub().bean(ChannelGates.class).reset();
        return senders.send("apns");
    }

    /** Not even when its message comes once more. */
    private void shownOnceOnly(UUID target) {
        senders.again("apns", target);
        assertThat(senders.awaitCode(sentAfterIt()).state()).isEqualTo("sent");
        assertThat(senders.told(target).state()).isEqualTo("unsure");
        assertThat(senders.told(target).attempt()).isEqualTo(1);
        assertThat(pushes(target)).hasSize(1);
        assertThat(shown(target)).isLessThanOrEqualTo(1);
    }

    private int shown(UUID target) {
        return senders.shown()
                .count(SenderHub.appleToken(target), senders.notification(target).toString());
    }

    private List<Seen> pushes(UUID target) {
        return apple.seen(PUSH).stream()
                .filter(one -> one.path().endsWith(SenderHub.appleToken(target)))
                .toList();
    }

    private Seen only(UUID target) {
        return only(target, 1);
    }

    /** The last push to a device of which there were so many. */
    private Seen only(UUID target, int count) {
        List<Seen> pushes = pushes(target);
        assertThat(pushes).hasSize(count);
        return pushes.get(count - 1);
    }

    private Set<String> providerTokens() {
        Set<String> tokens = new HashSet<>();
        apple.seen(PUSH).forEach(one -> tokens.add(one.header("authorization").orElseThrow()));
        return tokens;
    }

    private static JsonNode body(Seen push) throws IOException {
        return JSON.readTree(push.body());
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(90));
    }
}
