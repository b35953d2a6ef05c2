package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import se.knutpunkt.recipient.RegionSwitches;

/** What a region's staff turn off and on. */
class RegionSettingsFlowTest {

    private static final String PATH = "/v1/regions/01/notification-settings";
    private static final String OWN = "regions:notifications:01";

    private final RunningHub hub = RunningHub.fresh();
    private final Reach reach = new Reach(hub);

    @Test
    void theMostParticularSwitchDecides() {
        ApiAnswer answer =
                put(
                        OWN,
                        """
                        {"reason": "Driftstörning", "switches": [{"kind": "*", "channel": "sms", "enabled": false},
                         {"kind": "booking.soon", "channel": "sms", "enabled": true}, {"kind": "booking.made", "channel": "*", "enabled": false}]}
                        """);
        Expect.good(answer, 200);
        assertThat(answer.json().path("switches")).hasSize(3);
        assertThat(answer.json().at("/switches/0/changedBy").asText()).isEqualTo("test");
        assertThat(allows("01", "inbox.message", "sms")).isFalse();
        assertThat(allows("01", "booking.soon", "sms")).isTrue();
        assertThat(allows("01", "booking.made", "push")).isFalse();
        assertThat(allows("01", "inbox.message", "push")).isTrue();
        assertThat(allows("14", "inbox.message", "sms")).isTrue();
        assertThat(allows(null, "inbox.message", "sms")).isTrue();
        assertThat(hub.get(PATH).withToken(hub.identityProvider().machineToken(OWN)).send().json())
                .isEqualTo(answer.json());
        Expect.good(put(OWN, "{\"switches\": []}"), 200);
        assertThat(allows("01", "inbox.message", "sms")).isTrue();
    }

    @Test
    void eachChangeIsWrittenDown() {
        String one =
                "{\"reason\": \"Prov\", \"switches\": [{\"kind\": \"*\", \"channel\": \"*\", \"enabled\": false}]}";
        put(OWN, one);
        put(OWN, one);
        put("regions:notifications:all", "{\"switches\": []}");
        assertThat(
                        reach.database()
                                .sql(
                                        "select who || ' ' || action || ' ' || subject || ' ' || coalesce(reason, '-') || ' ' || count from operations_audit order by id")
                                .query(String.class)
                                .list())
                .containsExactly(
                        "client:test switches.put region 01 Prov 1",
                        "client:test switches.put region 01 Prov 0",
                        "client:test switches.put region 01 - 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"regions:notifications:14", "regions:notifications", "notifications:write"})
    void onlyTheRegionsOwnScopeOpensIt(String scope) {
        Expect.problem(put(scope, "{\"switches\": []}"), 403, "scope-missing");
        ApiAnswer read = hub.get(PATH).withToken(hub.identityProvider().machineToken(scope)).send();
        Expect.problem(read, 403, "scope-missing");
    }

    @Test
    void noCitizenMay() {
        ApiAnswer answer = hub.get(PATH).as(RunningHub.TOLVAN).send();
        Expect.problem(answer, 403, "token-kind-wrong");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"switches\": [{\"kind\": \"no.kind\", \"channel\": \"push\", \"enabled\": false}]}",
                "{\"switches\": [{\"kind\": \"general.information\", \"channel\": \"sms\", \"enabled\": false}]}",
                "{\"switches\": [{\"kind\": \"*\", \"channel\": \"Xq7Marker\", \"enabled\": false}]}",
                "{\"switches\": [{\"kind\": \"*\", \"channel\": \"sms\"}]}",
                "{\"switches\": [{\"kind\": \"*\", \"channel\": \"sms\", \"enabled\": false}, {\"kind\": \"*\", \"channel\": \"sms\", \"enabled\": true}]}",
                "{\"switches\": [], \"region\": \"Xq7Marker\"}"
            })
    void aBadBodyIsRefused(String body) {
        Expect.refused(hub, put(OWN, body), 400, "invalid-body");
        assertThat(reach.count("select count(*) from region_switch")).isZero();
    }

    @Test
    void thereIsNoSuchRegion() {
        ApiAnswer answer =
                hub.get("/v1/regions/02/notification-settings")
                        .withToken(hub.identityProvider().machineToken("regions:notifications:all"))
                        .send();
        assertThat(answer.status()).isIn(400, 404);
    }

    private ApiAnswer put(String scope, String body) {
        return hub.call("PUT", PATH)
                .withToken(hub.identityProvider().clientToken("test", scope))
                .json(body)
                .send();
    }

    private boolean allows(String region, String kind, String channel) {
        return hub.bean(RegionSwitches.class).allows(region, kind, channel);
    }
}
