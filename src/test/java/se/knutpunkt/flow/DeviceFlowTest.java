package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import se.knutpunkt.fake.Mood;
import se.knutpunkt.recipient.Devices;
import se.knutpunkt.region.PersonCache;

/** Devices: whose token it is, how many, and what is kept of their owner. */
class DeviceFlowTest {

    private static final String OTHER = "199102102382";
    private static final String PROTECTED = "191003289822";
    private static final String OUTSIDE = "198708152387";
    private static final String PHONE = "phone-0001";
    private static final String TABLET = "tablet-0001";

    private final RunningHub hub = RunningHub.fresh();
    private final Reach reach = new Reach(hub);
    private final AppUser tolvan = new AppUser(hub, RunningHub.TOLVAN);

    @Test
    void aDeviceIsKeptAndItsTokenNeverShown() {
        ApiAnswer first = Reach.put(tolvan, PHONE, Reach.ios(1));
        Expect.good(first, 201);
        assertThat(first.json().path("platform").asText()).isEqualTo("ios");
        assertThat(first.header("Cache-Control")).isEqualTo("no-store");
        age(PHONE);
        ApiAnswer again = Reach.put(tolvan, PHONE, Reach.ios(1));
        Expect.good(again, 200);
        assertThat(again.json().path("registeredAt").asText())
                .isGreaterThanOrEqualTo(first.json().path("registeredAt").asText());
        Expect.good(Reach.put(tolvan, TABLET, Reach.device(Reach.TOKEN, "android", "en")), 201);
        ApiAnswer list = tolvan.get("/v1/me/devices");
        Expect.good(list, 200);
        assertThat(list.json().path("devices").findValuesAsText("deviceId"))
                .containsExactly(TABLET, PHONE);
        for (ApiAnswer answer : List.of(first, again, list)) {
            assertThat(answer.text()).doesNotContain(Reach.apns(1), Reach.TOKEN);
        }
    }

    @Test
    void nothingIsReadableInTheTables() {
        Reach.put(tolvan, PHONE, Reach.device(Reach.TOKEN, "android", "sv-SE"));
        for (String column : List.of("person", "person_hash")) {
            assertThat(text("select " + column + " from recipient")).doesNotContain("1212");
        }
        assertThat(text("select token from device")).doesNotContain("fcm-token");
    }

    @Test
    void aTokenMovesToItsNewOwner() {
        Reach.put(tolvan, PHONE, Reach.ios(1));
        AppUser other = new AppUser(hub, OTHER, "14");
        Expect.good(Reach.put(other, "their-phone", Reach.ios(1)), 201);
        assertThat(tolvan.read("/v1/me/devices").path("devices")).isEmpty();
        assertThat(other.read("/v1/me/devices").path("devices")).hasSize(1);
        // the same in upper case, on another installation of the same citizen
        String upper = Reach.device(Reach.apns(0xabcdef), "ios", "sv-SE");
        Reach.put(other, "their-phone", upper);
        Expect.good(
                Reach.put(
                        other,
                        "their-phone-anew",
                        Reach.device(Reach.apns(0xabcdef).toUpperCase(), "ios", "sv-SE")),
                201);
        assertThat(other.read("/v1/me/devices").path("devices").findValuesAsText("deviceId"))
                .containsExactly("their-phone-anew");
    }

    @Test
    void theEleventhIsRefusedAndChangesNothing() {
        for (int i = 0; i < 10; i++) {
            Expect.good(Reach.put(tolvan, "device-00" + i, Reach.ios(i)), 201);
        }
        AppUser other = new AppUser(hub, OTHER, "14");
        Expect.good(Reach.put(other, PHONE, Reach.ios(99)), 201);
        Expect.problem(Reach.put(tolvan, "device-010", Reach.ios(99)), 409, "too-many-devices");
        assertThat(other.read("/v1/me/devices").path("devices")).hasSize(1);
        Expect.good(Reach.put(tolvan, "device-009", Reach.ios(50)), 200);
        assertThat(delete(tolvan, "device-000").status()).isEqualTo(204);
        Expect.good(Reach.put(tolvan, "device-010", Reach.ios(98)), 201);
        assertThat(tolvan.read("/v1/me/devices").path("devices")).hasSize(10);
    }

    @Test
    void onlyOnesOwnDeviceIsDeletedAndTwiceIsAsGoodAsOnce() {
        Reach.put(tolvan, PHONE, Reach.ios(1));
        AppUser other = new AppUser(hub, OTHER, "14");
        assertThat(delete(other, PHONE).status()).isEqualTo(204);
        assertThat(tolvan.read("/v1/me/devices").path("devices")).hasSize(1);
        for (int i = 0; i < 2; i++) {
            ApiAnswer answer = delete(tolvan, PHONE);
            assertThat(answer.status()).isEqualTo(204);
            assertThat(answer.text()).isEmpty();
            assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        }
        assertThat(tolvan.read("/v1/me/devices").path("devices")).isEmpty();
    }

    @Test
    void regionAndLanguageAreThoseOfTheLastCall() {
        Reach.put(tolvan, PHONE, Reach.device(Reach.TOKEN, "android", "en-GB"));
        assertThat(recipient("region")).isEqualTo("01");
        assertThat(recipient("language")).isEqualTo("en");
        Reach.put(tolvan, PHONE, Reach.device(Reach.TOKEN, "android", "ar"));
        assertThat(recipient("language")).isEqualTo("sv");
        Reach.prefer(tolvan, "{\"language\": \"en\"}");
        Reach.put(tolvan, PHONE, Reach.device(Reach.TOKEN, "android", "sv-SE"));
        assertThat(recipient("language")).isEqualTo("en");
    }

    @Test
    void aProtectedRecordIsReachedWithoutARegion() {
        AppUser hidden = new AppUser(hub, PROTECTED);
        Expect.good(Reach.put(hidden, PHONE, Reach.ios(1)), 201);
        assertThat(recipient("region")).isNull();
        Expect.good(hidden.get("/v1/me/devices"), 200);
        Expect.good(hidden.get("/v1/me/notification-preferences"), 200);
        Expect.good(hidden.get("/v1/me/notifications"), 200);
    }

    @Test
    void whoseRegionDoesNotTakePartMayOnlyEndIt() {
        AppUser outside = new AppUser(hub, OUTSIDE);
        Expect.problem(Reach.put(outside, PHONE, Reach.ios(1)), 403, "region-not-joined");
        Expect.problem(outside.get("/v1/me/devices"), 403, "region-not-joined");
        Expect.problem(outside.get("/v1/me/notification-preferences"), 403, "region-not-joined");
        assertThat(reach.count("select count(*) from recipient")).isZero();
        assertThat(delete(outside, PHONE).status()).isEqualTo(204);
    }

    /** A telephone that changes hands must not go on getting the former owner's notices. */
    @Test
    void aDeviceIsDeletedWhileThePersonRegisterIsAway() {
        Reach.put(tolvan, PHONE, Reach.ios(1));
        hub.bean(PersonCache.class).forget();
        hub.rivta().mood(Mood.fault("SERVER").on("GetPersonsForProfile"));
        assertThat(delete(tolvan, PHONE).status()).isEqualTo(204);
        assertThat(reach.count("select count(*) from device")).isZero();
        assertThat(tolvan.get("/v1/me/devices").status()).as("the register").isEqualTo(502);
    }

    @Test
    void aDeadTokenIsForgottenUnlessItWasRegisteredLater() {
        Reach.put(tolvan, PHONE, Reach.ios(1));
        Devices devices = hub.bean(Devices.class);
        byte[] token = devices.tokenHash(Reach.apns(1));
        assertThat(devices.forget(token, Instant.now().minusSeconds(60))).isFalse();
        assertThat(devices.forget(token, Instant.now().plusSeconds(60))).isTrue();
        assertThat(tolvan.read("/v1/me/devices").path("devices")).isEmpty();
    }

    @Test
    void devicesAreForOneselfOnly() {
        AppUser acting = new AppUser(hub, OmbudFlowTest.GUARDIAN).actingFor(OmbudFlowTest.CHILD);
        Expect.problem(acting.get("/v1/me/devices"), 403, "acting-for-not-available");
        Expect.problem(Reach.put(acting, PHONE, Reach.ios(1)), 403, "acting-for-not-available");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // no token of the platform
                "{\"token\":\"%1$s\",\"platform\":\"ios\",\"environment\":\"production\",\"appVersion\":\"1\",\"locale\":\"sv\"}",
                "{\"token\":\"00fc13adff785122b4ad28809a3420982341241421348097878e577c991de8f\",\"platform\":\"ios\",\"environment\":\"production\",\"appVersion\":\"1\",\"locale\":\"sv\"}",
                "{\"token\":\"short\",\"platform\":\"android\",\"environment\":\"production\",\"appVersion\":\"1\",\"locale\":\"sv\"}",
                "{\"token\":\"0123456789012345678901234567890å%1$s\",\"platform\":\"android\",\"environment\":\"production\",\"appVersion\":\"1\",\"locale\":\"sv\"}",
                // neither of the two
                "{\"token\":\"01234567890123456789012345678901\",\"platform\":\"%1$s\",\"environment\":\"production\",\"appVersion\":\"1\",\"locale\":\"sv\"}",
                "{\"token\":\"01234567890123456789012345678901\",\"platform\":\"android\",\"environment\":\"%1$s\",\"appVersion\":\"1\",\"locale\":\"sv\"}",
                "{\"token\":\"01234567890123456789012345678901\",\"platform\":\"android\",\"environment\":\"production\",\"appVersion\":\"%1$s <x>\",\"locale\":\"sv\"}",
                "{\"token\":\"01234567890123456789012345678901\",\"platform\":\"android\",\"environment\":\"production\",\"appVersion\":\"1\",\"locale\":\"%1$s-\"}",
                // something missing, something more
                "{\"token\":\"01234567890123456789012345678901\",\"platform\":\"android\",\"environment\":\"production\",\"appVersion\":\"1\"}",
                "{\"token\":\"01234567890123456789012345678901\",\"platform\":\"android\",\"environment\":\"production\",\"appVersion\":\"1\",\"locale\":\"sv\",\"owner\":\"%1$s\"}",
                "{}"
            })
    void aBadBodyIsRefused(String body) {
        ApiAnswer answer = Reach.put(tolvan, PHONE, body.formatted(Expect.MARKER));
        Expect.refused(hub, answer, 400, "invalid-body");
        assertThat(reach.count("select count(*) from recipient")).isZero();
    }

    @Test
    void aTokenOfMoreThanOneLineIsRefused() {
        String body = Reach.device(Reach.TOKEN + "\\r\\nX-Evil: 1", "android", "sv");
        Expect.refused(hub, Reach.put(tolvan, PHONE, body), 400, "control-character");
    }

    @ParameterizedTest
    @ValueSource(strings = {"short", "with%20space00", "..%2f..%2fdevices"})
    void aBadIdIsRefused(String id) {
        ApiAnswer answer = Reach.put(tolvan, id, Reach.ios(1));
        assertThat(answer.status()).isIn(400, 404);
        assertThat(reach.count("select count(*) from device")).isZero();
    }

    private static ApiAnswer delete(AppUser user, String deviceId) {
        return user.call("DELETE", "/v1/me/devices/" + deviceId).send();
    }

    private void age(String deviceId) {
        reach.database()
                .sql("update device set registered_at = ? where device_id = ?")
                .params(Timestamp.from(Instant.now().minusSeconds(3600)), deviceId)
                .update();
    }

    private String recipient(String column) {
        return reach.database()
                .sql("select " + column + " from recipient")
                .query((row, n) -> Optional.ofNullable(row.getString(1)))
                .single()
                .orElse(null);
    }

    private String text(String query) {
        byte[] bytes = reach.database().sql(query).query(byte[].class).single();
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
