package se.knutpunkt.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import se.knutpunkt.store.ByteKey;

/** The overall status that a sender is told. */
class NotificationViewTest {

    /** Targets: a letter for the recipient, the status; + when the ladder goes on. */
    @ParameterizedTest(name = "{0}, {1}: {2}")
    @CsvSource({
        "accepted, '', accepted",
        "held, '', accepted",
        "rejected, '', rejected",
        "planned, '', accepted",
        "planned, a accepted, accepted",
        "planned, a sent, sent",
        "planned, a sent+, sent",
        "planned, a delivered, delivered",
        "planned, a rejected, rejected",
        "planned, a rejected+, accepted",
        "planned, a failed, failed",
        "planned, a failed+, accepted",
        "planned, a unsure, unsure",
        "planned, a unsure+, unsure",
        // one device in hand is enough
        "planned, a delivered|a rejected, delivered",
        "planned, a sent|a unsure, sent",
        "planned, a accepted|a rejected, accepted",
        "planned, a unsure|a failed, unsure",
        // two guardians
        "planned, a delivered|b delivered, delivered",
        "planned, a delivered|b sent, sent",
        "planned, a delivered|b rejected, partly",
        "planned, a sent|b accepted, partly",
        "planned, a rejected|b rejected, rejected",
        "planned, a rejected|b failed, partly"
    })
    void overall(String state, String targets, String expected) {
        assertThat(NotificationView.shown(state, targets(targets)).status()).isEqualTo(expected);
    }

    @Test
    void whatWillBeRepeatedIsStillAccepted() {
        assertThat(NotificationView.status("failed", false)).isEqualTo("accepted");
        assertThat(NotificationView.status("failed", true)).isEqualTo("failed");
        assertThat(NotificationView.status("sending", false)).isEqualTo("accepted");
        assertThat(NotificationView.status("opened", false)).isEqualTo("delivered");
    }

    private static List<NotificationView.Target> targets(String text) {
        List<NotificationView.Target> targets = new ArrayList<>();
        for (String one : text.isEmpty() ? new String[0] : text.split("\\|")) {
            String status = one.substring(2);
            targets.add(
                    new NotificationView.Target(
                            new ByteKey(one.substring(0, 1).getBytes()),
                            "apns",
                            status.replace("+", ""),
                            Instant.EPOCH,
                            status.endsWith("+")));
        }
        return targets;
    }
}
