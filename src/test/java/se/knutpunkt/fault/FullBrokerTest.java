package se.knutpunkt.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import se.knutpunkt.fake.Mood;
import se.knutpunkt.fake.Partner;

/**
 * An Artemis of its own that takes no more, because its disk or an address is full. The hub goes on
 * accepting for a while, then says when to come again, and in the end everything accepted is shown
 * once. Run by {@code mvn -Pbroker test}.
 */
@Tag("broker")
class FullBrokerTest {

    private static final String BLOCKED = "503 notifications-blocked";
    private static final int BEFORE = 1_000;

    /** The policy that is delivered is PAGE; these two are what somebody else's broker may have. */
    @ParameterizedTest
    @ValueSource(strings = {"BLOCK", "FAIL"})
    void anAddressIsFull(String policy) throws Exception {
        try (BrokerProcess broker = new BrokerProcess(xml -> small(xml, policy));
                Flow flow = new Flow(impatient(broker))) {
            push(flow).forEach(one -> one.mood(Mood.down()));
            flow.feedUntilRefused(BLOCKED);
            int accepted = flow.accepted();
            push(flow).forEach(Partner::calm);
            account(flow, accepted);
        }
    }

    @Test
    void theDiskIsOverItsLimit() throws Exception {
        try (BrokerProcess broker = new BrokerProcess(FullBrokerTest::lookOften, 400);
                Flow flow = new Flow(impatient(broker))) {
            flow.release(BEFORE);
            flow.awaitAccepted(BEFORE);
            broker.disk().fill(95);
            flow.feedUntilRefused(BLOCKED);
            int accepted = flow.accepted();
            broker.disk().clear();
            account(flow, accepted);
        }
    }

    /** What was refused goes in when the broker takes messages again, and all is shown once. */
    private static void account(Flow flow, int accepted) throws Exception {
        Account account = flow.accountOfAll();
        System.out.printf(
                "%d accepted until refused, %s: %s%n", accepted, flow.refusals(), account);
        assertThat(account.states()).containsOnlyKeys("sent");
        assertThat(flow.refusals().keySet()).isSubsetOf(BLOCKED, "404 not-found");
    }

    private static Stream<Partner> push(Flow flow) {
        return Stream.of(flow.surroundings().apns(), flow.surroundings().fcm());
    }

    private static Map<String, Object> impatient(BrokerProcess broker) {
        Map<String, Object> settings = new HashMap<>(broker.settingsOfTheHub());
        settings.put("KNUTPUNKT_NOTIFICATIONS_BLOCKED_AFTER", "2s");
        settings.put("KNUTPUNKT_BROKER_TIME_LIMIT", "3s");
        return settings;
    }

    private static String small(String xml, String policy) {
        String ours = "<address-full-policy>%s</address-full-policy>%n        <max-size-bytes>%s<";
        return replaced(xml, ours.formatted("PAGE", "20M"), ours.formatted(policy, "1M"));
    }

    private static String lookOften(String xml) {
        return replaced(
                xml,
                "<disk-scan-period>5000</disk-scan-period>",
                "<disk-scan-period>500</disk-scan-period>");
    }

    private static String replaced(String xml, String old, String other) {
        assertThat(xml).contains(old);
        return xml.replace(old, other);
    }
}
