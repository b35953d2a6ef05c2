package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import se.knutpunkt.fake.Mood;
import se.knutpunkt.region.PersonCache;

/** What a citizen has been told, and what the app says of it. */
class MyNotificationsFlowTest {

    private static final String GUARDIAN = OmbudFlowTest.GUARDIAN;
    private static final String CHILD = OmbudFlowTest.CHILD;
    private static final String TOLVAN = RunningHub.TOLVAN;
    private static final String PHONE = "phone-0001";
    private static final String TABLET = "tablet-0001";

    private final RunningHub hub = RunningHub.fresh();
    private final Reach reach = new Reach(hub);
    private final AppUser tolvan = new AppUser(hub, TOLVAN);

    @Test
    void pagesHoldEachOnceNewestFirst() {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            all.add(reach.notification(TOLVAN, "inbox.message", i).toString());
        }
        reach.notification(GUARDIAN, "inbox.message", 1);
        List<String> found = new ArrayList<>();
        String cursor = "";
        int pages = 0;
        while (cursor != null) {
            ApiAnswer answer = tolvan.get("/v1/me/notifications?limit=3" + cursor);
            Expect.good(answer, 200);
            assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
            found.addAll(answer.json().path("notifications").findValuesAsText("id"));
            JsonNode next = answer.json().path("next");
            cursor = next.isMissingNode() ? null : "&cursor=" + next.asText();
            pages++;
        }
        assertThat(found).isEqualTo(all);
        assertThat(pages).isEqualTo(3);
    }

    @Test
    void aRowSaysWhatAndHowFar() {
        UUID id = reach.notification(TOLVAN, "inbox.message", 1);
        reach.target(id, TOLVAN, "apns", PHONE, "sent");
        JsonNode row = tolvan.read("/v1/me/notifications").at("/notifications/0");
        assertThat(row.path("kind").asText()).isEqualTo("inbox.message");
        assertThat(row.path("ref").asText()).isEqualTo("r-inbox.message");
        assertThat(row.path("status").asText()).isEqualTo("sent");
        assertThat(row.path("opened").asBoolean(true)).isFalse();
        receipt(tolvan, id, "opened", "");
        row = tolvan.read("/v1/me/notifications").at("/notifications/0");
        assertThat(row.path("status").asText()).isEqualTo("delivered");
        assertThat(row.path("opened").asBoolean()).isTrue();
    }

    @Test
    void theChildsAreSeenActingForItAndNotElse() {
        reach.notification(CHILD, "inbox.message", 1);
        reach.notification(CHILD, "general.information", 2);
        AppUser guardian = new AppUser(hub, GUARDIAN);
        assertThat(guardian.read("/v1/me/notifications").path("notifications")).isEmpty();
        JsonNode acting = guardian.actingFor(CHILD).read("/v1/me/notifications");
        assertThat(acting.path("notifications").findValuesAsText("kind"))
                .containsExactly("inbox.message");
        assertThat(acting.at("/actingFor/name").asText()).isEqualTo("Ärla Öberg-Lind");
        hub.clock().set("2029-12-31T23:00:00Z");
        AppUser late = guardian.actingFor(CHILD, acting.at("/actingFor/id").asText());
        Expect.problem(late.get("/v1/me/notifications"), 403, "representation-ended");
    }

    @Test
    void aKindClosedAtTheAgeIsLeftOut() {
        reach.notification(CHILD, "prescription.changed", 1);
        reach.notification(CHILD, "booking.made", 2);
        assertThat(
                        new AppUser(hub, CHILD)
                                .read("/v1/me/notifications")
                                .path("notifications")
                                .findValuesAsText("kind"))
                .containsExactly("booking.made");
    }

    @Test
    void deliveredEndsTheLadderAndCountsTheSms() {
        UUID id = reach.notification(TOLVAN, "inbox.message", 1);
        reach.target(id, TOLVAN, "apns", PHONE, "sent");
        reach.target(id, TOLVAN, "fcm", TABLET, "sent");
        reach.ladder(id, TOLVAN, 1);
        for (int i = 0; i < 2; i++) {
            assertThat(receipt(tolvan, id, "delivered", device(PHONE)).status()).isEqualTo(204);
        }
        assertThat(reach.state(id, PHONE)).isEqualTo("delivered");
        assertThat(reach.state(id, TABLET)).isEqualTo("sent");
        assertThat(reach.count("select count(*) from ladder")).isZero();
        assertThat(avoided(id)).isTrue();
    }

    @Test
    void noSmsIsCountedWhereNoneWouldHaveFollowed() {
        UUID mail = reach.notification(TOLVAN, "inbox.message", 1);
        reach.target(mail, TOLVAN, "apns", PHONE, "sent");
        reach.ladder(mail, TOLVAN, 2);
        receipt(tolvan, mail, "delivered", "");
        assertThat(avoided(mail)).isFalse();
        UUID none = reach.notification(TOLVAN, "inbox.message", 1);
        reach.target(none, TOLVAN, "apns", PHONE, "sent");
        receipt(tolvan, none, "opened", "");
        assertThat(avoided(none)).isFalse();
        assertThat(reach.count("select count(*) from ladder")).isZero();
    }

    @Test
    void whatCannotHaveArrivedEndsNothing() {
        UUID id = reach.notification(TOLVAN, "inbox.message", 1);
        reach.target(id, TOLVAN, "apns", PHONE, "queued");
        reach.ladder(id, TOLVAN, 1);
        assertThat(receipt(tolvan, id, "delivered", "").status()).isEqualTo(204);
        assertThat(reach.state(id, PHONE)).isEqualTo("queued");
        assertThat(reach.count("select count(*) from ladder")).isEqualTo(1);
    }

    @Test
    void whoHasOpenedItNeedNotBeToldAnyMore() {
        UUID id = reach.notification(TOLVAN, "inbox.message", 1);
        reach.target(id, TOLVAN, "apns", PHONE, "delivered");
        reach.target(id, TOLVAN, "fcm", TABLET, "queued");
        reach.target(id, TOLVAN, "sms", "none", "failed");
        reach.target(id, TOLVAN, "email", "other", "sent");
        assertThat(receipt(tolvan, id, "opened", device(PHONE)).status()).isEqualTo(204);
        assertThat(reach.state(id, PHONE)).isEqualTo("opened");
        assertThat(reach.state(id, TABLET)).isEqualTo("rejected");
        assertThat(reach.state(id, "none")).isEqualTo("rejected");
        assertThat(reach.state(id, "other")).isEqualTo("sent");
        receipt(tolvan, id, "delivered", device(PHONE));
        assertThat(reach.state(id, PHONE)).isEqualTo("opened");
    }

    @Test
    void aGuardianTellsOfTheChildsWithoutSayingSo() {
        UUID id = reach.notification(CHILD, "inbox.message", 1);
        reach.target(id, GUARDIAN, "apns", PHONE, "sent");
        reach.target(id, TOLVAN, "apns", "their-phone", "sent");
        reach.ladder(id, GUARDIAN, 1);
        reach.ladder(id, TOLVAN, 1);
        AppUser guardian = new AppUser(hub, GUARDIAN);
        assertThat(receipt(guardian, id, "opened", "").status()).isEqualTo(204);
        assertThat(reach.state(id, PHONE)).isEqualTo("opened");
        assertThat(reach.state(id, "their-phone")).isEqualTo("sent");
        assertThat(reach.count("select count(*) from ladder")).isEqualTo(1);
        JsonNode row =
                guardian.actingFor(CHILD).read("/v1/me/notifications").at("/notifications/0");
        assertThat(row.path("opened").asBoolean()).isTrue();
    }

    @Test
    void receiptsAreTakenWhileThePersonRegisterIsAway() {
        UUID id = reach.notification(TOLVAN, "inbox.message", 1);
        reach.target(id, TOLVAN, "apns", PHONE, "sent");
        reach.ladder(id, TOLVAN, 1);
        hub.bean(PersonCache.class).forget();
        hub.rivta().mood(Mood.fault("SERVER").on("GetPersonsForProfile"));
        assertThat(receipt(tolvan, id, "delivered", "").status()).isEqualTo(204);
        assertThat(reach.state(id, PHONE)).isEqualTo("delivered");
        assertThat(receipt(tolvan, id, "opened", "").status()).isEqualTo(204);
        assertThat(reach.state(id, PHONE)).isEqualTo("opened");
        assertThat(reach.count("select count(*) from ladder")).isZero();
    }

    /** Whose notice it may be told of is still asked. */
    @Test
    void aReceiptForSomebodyElseIsCheckedAsBefore() {
        UUID id = reach.notification(CHILD, "inbox.message", 1);
        AppUser guardian = new AppUser(hub, GUARDIAN).actingFor(CHILD);
        assertThat(receipt(guardian, id, "opened", "").status()).isEqualTo(204);
        hub.rivta().children(GUARDIAN, List.of());
        Expect.problem(receipt(guardian, id, "opened", ""), 403, "representation-not-found");
    }

    @Test
    void anybodyElsesIsNotThere() {
        UUID id = reach.notification(CHILD, "inbox.message", 1);
        reach.target(id, GUARDIAN, "apns", PHONE, "sent");
        reach.ladder(id, GUARDIAN, 1);
        for (String receipt : List.of("opened", "delivered")) {
            Expect.problem(receipt(tolvan, id, receipt, ""), 404, "notification-not-found");
            Expect.problem(
                    receipt(tolvan, UUID.randomUUID(), receipt, ""), 404, "notification-not-found");
        }
        assertThat(reach.state(id, PHONE)).isEqualTo("sent");
        assertThat(reach.count("select count(*) from ladder")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "?cursor=________________________________",
                "?cursor=Xq7Marker",
                "?cursor=",
                "?limit=0",
                "?limit=101",
                "?limit=x"
            })
    void aBadQuestionIsRefused(String query) {
        ApiAnswer answer = tolvan.get("/v1/me/notifications" + query);
        Expect.refused(hub, answer, 400, "invalid-parameter");
    }

    @Test
    void aBadReceiptIsRefused() {
        UUID id = reach.notification(TOLVAN, "inbox.message", 1);
        Expect.problem(receipt(tolvan, id, "opened", "?deviceId=x"), 400, "invalid-parameter");
        Expect.problem(receipt(tolvan, id, "opened", "?x=1"), 400, "unknown-parameter");
        ApiAnswer answer = tolvan.call("POST", "/v1/me/notifications/Xq7Marker/opened").send();
        Expect.refused(hub, answer, 400, "invalid-identifier");
    }

    private static String device(String id) {
        return "?deviceId=" + id;
    }

    private static ApiAnswer receipt(AppUser user, UUID id, String what, String query) {
        return user.call("POST", "/v1/me/notifications/" + id + "/" + what + query).send();
    }

    private boolean avoided(UUID id) {
        return reach.database()
                .sql("select sms_avoided from notification where id = ?")
                .param(id)
                .query(Boolean.class)
                .single();
    }
}
