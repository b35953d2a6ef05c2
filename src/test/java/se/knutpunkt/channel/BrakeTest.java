package se.knutpunkt.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import se.knutpunkt.catalogue.Declared;
import se.knutpunkt.notification.TargetMessage;

/** When everybody's address is said to be dead, it is not believed. */
class BrakeTest {

    private static final Delivery SENT = new Delivery.Sent("200", null);
    private static final Delivery DEAD =
            new Delivery.Rejected("dead", Instant.parse("2026-12-01T11:00:00Z"));
    private static final Delivery PARKED = Delivery.Rejected.forGood("400");

    private final ChannelCatalogue channels = new ChannelCatalogue(Declared.reader());

    @ParameterizedTest
    @ValueSource(strings = {"apns", "fcm", "sms", "email"})
    void aTakingOfWhichAllAreDeadIsTheChannelsFault(String channel) {
        List<Outcome> sent = outcomes(channel, DEAD, DEAD, DEAD);
        List<Outcome> believed = Brake.on(channels, sent);
        assertThat(believed.stream().map(Outcome::claimed))
                .containsExactlyElementsOf(sent.stream().map(Outcome::claimed).toList());
        assertThat(believed.stream().map(Outcome::delivery))
                .containsOnly(new Delivery.Failed("all-dead", null, true));
        assertThat(channels.isConfiguration(channel, "all-dead")).as("an alarm").isTrue();
    }

    @Test
    void fewOrMixedOnesAreBelieved() {
        for (List<Outcome> sent :
                List.of(
                        outcomes("apns"),
                        outcomes("apns", DEAD, DEAD),
                        outcomes("apns", DEAD, DEAD, DEAD, SENT),
                        outcomes("apns", DEAD, DEAD, DEAD, PARKED),
                        outcomes("apns", PARKED, PARKED, PARKED))) {
            assertThat(Brake.on(channels, sent)).isSameAs(sent);
        }
    }

    @Test
    void manyNoticesToOneDeadTelephoneAreBelieved() {
        List<Outcome> sent = new ArrayList<>();
        for (Outcome one : outcomes("apns", DEAD, DEAD, DEAD, DEAD)) {
            sent.add(new Outcome(ClaimedNotices.of(one.claimed().message()), DEAD));
        }
        assertThat(Brake.on(channels, sent)).isSameAs(sent);
    }

    private static List<Outcome> outcomes(String channel, Delivery... deliveries) {
        List<Outcome> outcomes = new ArrayList<>();
        for (Delivery delivery : deliveries) {
            TargetMessage message =
                    new TargetMessage(UUID.randomUUID(), channel, "inbox.message", "01", 0);
            outcomes.add(
                    new Outcome(ClaimedNotices.to("token-" + outcomes.size(), message), delivery));
        }
        return outcomes;
    }
}
