package se.knutpunkt.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import se.knutpunkt.catalogue.Declared;
import se.knutpunkt.notification.TargetMessage;

/** When a channel stops taking notices from its queue. */
class ChannelGateTest {

    private static final Delivery SENT = new Delivery.Sent("200", null);
    private static final Delivery UNSURE = new Delivery.Unsure("no-answer");
    private static final Delivery BUSY = Delivery.Failed.ofTheChannel("503");
    private static final Delivery MISTAKE = Delivery.Rejected.forGood("400");
    private static final Delivery DEAD = new Delivery.Rejected("410", Instant.EPOCH);

    private final ChannelGate gate =
            new ChannelGate(new ChannelCatalogue(Declared.reader()).get("apns"));

    static Stream<Arguments> outages() {
        return Stream.of(
                Arguments.of(List.of(BUSY)),
                Arguments.of(List.of(UNSURE, UNSURE)),
                Arguments.of(List.of(UNSURE, BUSY)),
                Arguments.of(List.of(MISTAKE, MISTAKE, MISTAKE)),
                Arguments.of(List.of(MISTAKE, MISTAKE, MISTAKE, BUSY)));
    }

    @ParameterizedTest
    @MethodSource("outages")
    void closesWhenNothingIsTaken(List<Delivery> taking) {
        repeat(taking);
        assertThat(gate.isOpen()).isFalse();
        assertThat(gate.most()).isEqualTo(4);
    }

    static Stream<Arguments> fine() {
        return Stream.of(
                Arguments.of(List.of(SENT)),
                Arguments.of(List.of(SENT, UNSURE, BUSY)),
                Arguments.of(List.of(MISTAKE, MISTAKE, MISTAKE, SENT)),
                Arguments.of(List.of(MISTAKE, MISTAKE)),
                Arguments.of(List.of(DEAD, DEAD, DEAD)));
    }

    @ParameterizedTest
    @MethodSource("fine")
    void staysOpenForWhatIsTheNoticesOwn(List<Delivery> taking) {
        repeat(taking);
        assertThat(gate.isOpen()).isTrue();
    }

    @Test
    void anEmptyTakingSaysNothing() {
        repeat(List.of());
        assertThat(gate.isOpen()).isTrue();
    }

    private void repeat(List<Delivery> taking) {
        for (List<Delivery> one : Collections.nCopies(10, taking)) {
            gate.done(one.stream().map(ChannelGateTest::outcome).toList());
        }
    }

    private static Outcome outcome(Delivery delivery) {
        TargetMessage message =
                new TargetMessage(UUID.randomUUID(), "apns", "inbox.message", "01", 0);
        return new Outcome(ClaimedNotices.of(message), delivery);
    }
}
