package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import se.knutpunkt.recipient.Contact;
import se.knutpunkt.recipient.Language;
import se.knutpunkt.recipient.Preferences;
import se.knutpunkt.recipient.Recipient;
import se.knutpunkt.recipient.Recipients;
import se.knutpunkt.store.ByteKey;

/** How citizens choose to be told: defaults, versions, contact data, and what is refused. */
class PreferencesFlowTest {

    private static final String PATH = "/v1/me/notification-preferences";

    private final RunningHub hub = RunningHub.fresh();
    private final Reach reach = new Reach(hub);
    private final AppUser tolvan = new AppUser(hub, RunningHub.TOLVAN);

    @Test
    void whoHasChosenNothingGetsPushAndNothingElse() {
        ApiAnswer answer = tolvan.get(PATH);
        Expect.good(answer, 200);
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("ETag")).isEqualTo("\"0\"");
        JsonNode kinds = answer.json().path("kinds");
        assertThat(kinds.path("inbox.message").toString())
                .isEqualTo("{\"push\":true,\"sms\":false,\"email\":false}");
        assertThat(kinds.path("general.information").toString()).isEqualTo("{\"push\":true}");
        assertThat(answer.json().at("/quietHours/from").asText()).isEqualTo("21:00");
        assertThat(answer.json().path("pushReplacesSms").asBoolean()).isTrue();
        assertThat(answer.json().path("guardianNotices").asBoolean()).isTrue();
        assertThat(reach.count("select count(*) from recipient")).isZero();
    }

    /** Until the citizen says that it is right, or puts another. */
    @ParameterizedTest
    @CsvSource({"sms,phone,+46701740605", "email,email,tolvan@example.se"})
    void whatLeadsNowhereIsSaidAndLeftAlone(String channel, String field, String address) {
        String wanted =
                "{\"kinds\": {\"inbox.message\": {\"sms\": true, \"email\": true}}, \"phone\": \"+46701740605\", \"email\": \"tolvan@example.se\"}";
        ApiAnswer before = Reach.prefer(tolvan, wanted);
        Expect.good(before, 200);
        Contact contact = hub.bean(Contact.class);
        contact.dead(recipient().hash(), channel, "an older one");
        assertThat(tolvan.get(PATH).text()).isEqualTo(before.text());
        contact.dead(recipient().hash(), channel, address);
        contact.dead(recipient().hash(), channel, address);
        ApiAnswer after = tolvan.get(PATH);
        Expect.good(after, 200);
        assertThat(after.json().path("unreachable").toString()).isEqualTo("[\"" + field + "\"]");
        assertThat(after.json().path(field).asText()).isEqualTo(address);
        assertThat(after.header("ETag")).isNotEqualTo(before.header("ETag"));
        assertThat(recipient().hasPhone()).isEqualTo(!field.equals("phone"));
        assertThat(recipient().hasEmail()).isEqualTo(!field.equals("email"));
        ApiAnswer confirmed = put(after.text(), "If-Match", after.header("ETag"));
        Expect.good(confirmed, 200);
        assertThat(confirmed.json().has("unreachable")).isFalse();
        assertThat(recipient().hasPhone() && recipient().hasEmail()).isTrue();
    }

    @Test
    void whatIsChosenHoldsAndContactDataIsSealed() {
        ApiAnswer put =
                Reach.prefer(
                        tolvan,
                        """
                        {"kinds": {"inbox.message": {"push": false, "sms": true, "email": true}, "booking.soon": {"sms": true}},
                         "pushReplacesSms": false, "phone": "070-174 06 05", "email": "Tolvan.T+1177@example.se", "language": "en",
                         "quietHours": "none", "guardianNotices": false, "namesChildren": false}
                        """);
        Expect.good(put, 200);
        assertThat(put.json().path("phone").asText()).isEqualTo("+46701740605");
        assertThat(put.json().path("email").asText()).isEqualTo("Tolvan.T+1177@example.se");
        assertThat(put.json().path("quietHours").asText()).isEqualTo("none");
        assertThat(tolvan.get(PATH).text()).isEqualTo(put.text());
        Recipient recipient = recipient();
        Preferences chosen = recipient.preferences();
        assertThat(chosen.allows("inbox.message", "push")).isFalse();
        assertThat(chosen.allows("inbox.message", "email")).isTrue();
        assertThat(chosen.allows("booking.soon", "push")).isTrue();
        assertThat(chosen.allows("booking.soon", "sms")).isTrue();
        assertThat(chosen.allows("booking.made", "sms")).isFalse();
        assertThat(chosen.allows("booking.soon", "email")).isFalse();
        assertThat(chosen.allows("no.kind", "push")).isFalse();
        assertThat(chosen.quietHours()).isEmpty();
        assertThat(chosen.pushReplacesSms() || chosen.guardianNotices()).isFalse();
        assertThat(recipient.language()).isEqualTo(Language.ENGLISH);
        assertThat(recipient.hasPhone() && recipient.hasEmail()).isTrue();
        assertThat(recipient.person()).isEqualTo(RunningHub.TOLVAN);
        assertThat(hub.bean(Contact.class).phoneOf(recipient.hash())).hasValue("+46701740605");
        for (String column : List.of("phone", "email")) {
            assertThat(
                            new String(
                                    reach.database()
                                            .sql("select " + column + " from recipient")
                                            .query(byte[].class)
                                            .single(),
                                    StandardCharsets.ISO_8859_1))
                    .doesNotContain("0174", "example");
        }
        assertThat(
                        reach.database()
                                .sql("select preferences from recipient")
                                .query(String.class)
                                .single())
                .doesNotContain("0174", "example");
    }

    @Test
    void whatIsLeftOutIsForgotten() {
        Reach.prefer(tolvan, "{\"phone\": \"+46701740605\", \"quietHours\": \"none\"}");
        Expect.good(put("{}", "If-Match", tag()), 200);
        assertThat(recipient().hasPhone()).isFalse();
        assertThat(recipient().preferences().quietHours())
                .hasValue(new Preferences.Hours(LocalTime.of(21, 0), LocalTime.of(7, 0)));
    }

    @Test
    void whatTheAnswerSaysMayBeSentBack() {
        JsonNode read = tolvan.get(PATH).json();
        Expect.good(put(read.toString(), "If-Match", "\"0\""), 200);
        assertThat(tolvan.get(PATH).json()).isEqualTo(read);
    }

    @Test
    void nobodyElsesChangeIsLost() {
        Expect.good(put("{}", "If-None-Match", "*"), 200);
        String seen = tag();
        Expect.problem(put("{}", "If-None-Match", "*"), 412, "precondition-failed");
        Expect.problem(Reach.prefer(tolvan, "{}"), 428, "precondition-required");
        Expect.good(put("{\"language\": \"en\"}", "If-Match", seen), 200);
        Expect.problem(put("{}", "If-Match", seen), 412, "precondition-failed");
        Expect.problem(put("{}", "If-Match", "\"0\""), 412, "precondition-failed");
        Expect.good(put("{}", "If-Match", "*"), 200);
    }

    @Test
    void aDeviceAloneIsNoChoice() {
        Reach.put(tolvan, "phone-0001", Reach.ios(1));
        String seen = tag();
        Expect.problem(put("{}", "If-Match", "*"), 412, "precondition-failed");
        Expect.good(put("{}", "If-Match", seen), 200);
        Expect.problem(Reach.prefer(tolvan, "{}"), 428, "precondition-required");
    }

    @ParameterizedTest
    @CsvSource({
        "If-Match, 3",
        "If-Match, W/\"3\"",
        "If-Match, \"x\"",
        "If-None-Match, \"3\"",
    })
    void aTagOfAnotherFormIsRefused(String header, String value) {
        Expect.problem(put("{}", header, value), 400, "invalid-header");
    }

    @ParameterizedTest
    @CsvSource({
        "070-1740605, +46701740605",
        "0701740605, +46701740605",
        "+46 70 174 06 05, +46701740605",
        "0046701740605, +46701740605",
        "+47 406 12 345, +4740612345",
    })
    void aMobileNumberIsMadeE164(String written, String e164) {
        ApiAnswer answer = Reach.prefer(tolvan, "{\"phone\": \"" + written + "\"}");
        Expect.good(answer, 200);
        assertThat(answer.json().path("phone").asText()).isEqualTo(e164);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // fixed, premium, short, none, too long, an extension, two, letters
                "08-123 456 78",
                "0939-100 00 00",
                "112 118",
                "000000",
                "07017406050000000000",
                "0701740605;ext=1",
                "0701740605,0701740606",
                "070-HELSINGFORS",
                "+999701740605"
            })
    void whatIsNoMobileNumberIsRefused(String written) {
        ApiAnswer answer = Reach.prefer(tolvan, "{\"phone\": \"" + written + "\"}");
        Expect.problem(answer, 400, "invalid-body");
        assertThat(answer.json().at("/errors/0/where").asText()).isEqualTo("/phone");
        assertThat(answer.text()).doesNotContain(written);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tolvan",
                "a@b",
                "@example.se",
                "tolvan@@example.se",
                "tolvan@example.se, b@example.se",
                "Tolvan <tolvan@example.se>",
                "tolvan@[127.0.0.1]",
                "tol..van@example.se",
                ".t@example.se",
                "tolvan@example..se",
                "tolvan@-example.se",
                "tolvan@example.se.",
                "tölvan@example.se",
                "-tolvan@example.se",
                "\\\"tol van\\\"@example.se",
                "tolvan@example.s",
                "to%van@example.se"
            })
    void whatIsNoMailAddressIsRefused(String written) {
        ApiAnswer answer = Reach.prefer(tolvan, "{\"email\": \"" + written + "\"}");
        Expect.problem(answer, 400, "invalid-body");
        assertThat(answer.text()).doesNotContain("example");
        assertThat(reach.count("select count(*) from recipient")).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"kinds\": {\"Xq7Marker.kind\": {\"push\": true}}}",
                "{\"kinds\": {\"inbox.message\": {\"Xq7Marker\": true}}}",
                "{\"kinds\": {\"inbox.message\": {\"push\": \"Xq7Marker\"}}}",
                "{\"kinds\": {\"inbox.message\": null}}",
                "{\"kinds\": {\"general.information\": {\"sms\": true}}, \"phone\": \"0701740605\"}",
                "{\"kinds\": {\"inbox.message\": {\"sms\": true}}}",
                "{\"kinds\": {\"inbox.message\": {\"email\": true}}, \"phone\": \"0701740605\"}",
                "{\"quietHours\": \"Xq7Marker\"}",
                "{\"quietHours\": {\"from\": \"24:00\", \"to\": \"07:00\"}}",
                "{\"quietHours\": {\"from\": \"22:00\", \"to\": \"22:00\"}}",
                "{\"quietHours\": {\"from\": \"22:00\"}}",
                "{\"language\": \"fi\"}",
                "{\"pushReplacesSms\": \"yes\"}",
                "{\"person\": \"Xq7Marker\"}",
                "[]"
            })
    void aBadBodyIsRefused(String body) {
        Expect.refused(hub, Reach.prefer(tolvan, body), 400, "invalid-body");
        assertThat(reach.count("select count(*) from recipient")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"phone", "email"})
    void contactDataOfMoreThanOneLineIsRefused(String field) {
        String body = "{\"" + field + "\": \"tolvan@example.se\\r\\nBcc: x@example.se\"}";
        Expect.refused(hub, Reach.prefer(tolvan, body), 400, "control-character");
    }

    @Test
    void aChannelAKindLacksMayBeSaidToBeOff() {
        Expect.good(
                Reach.prefer(
                        tolvan,
                        "{\"kinds\": {\"general.information\": {\"push\": false, \"sms\": false}}}"),
                200);
        assertThat(recipient().preferences().allows("general.information", "push")).isFalse();
    }

    @Test
    void nobodySetsThemForAnybodyElse() {
        AppUser acting = new AppUser(hub, OmbudFlowTest.GUARDIAN).actingFor(OmbudFlowTest.CHILD);
        Expect.problem(acting.get(PATH), 403, "acting-for-not-available");
        Expect.problem(Reach.prefer(acting, "{}"), 403, "acting-for-not-available");
        ObjectNode own = (ObjectNode) tolvan.get(PATH).json();
        assertThat(own.has("phone") || own.has("email")).isFalse();
    }

    private ApiAnswer put(String body, String header, String value) {
        return tolvan.call("PUT", PATH).with(header, value).json(body).send();
    }

    private String tag() {
        return tolvan.get(PATH).header("ETag");
    }

    private Recipient recipient() {
        byte[] hash = reach.hash(RunningHub.TOLVAN);
        Map<ByteKey, Recipient> found =
                hub.bean(Recipients.class).load(List.of(hash, reach.hash("199102102382"), hash));
        assertThat(found).hasSize(1);
        return found.get(new ByteKey(hash));
    }
}
