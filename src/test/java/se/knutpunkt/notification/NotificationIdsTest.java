package se.knutpunkt.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class NotificationIdsTest {

    @Test
    void theyAreInTheOrderOfTimeAndNeverTheSame() {
        Set<UUID> all = new HashSet<>();
        long last = 0;
        for (int i = 0; i < 100_000; i++) {
            UUID id = NotificationIds.next();
            assertThat(id.version()).isEqualTo(7);
            assertThat(id.variant()).isEqualTo(2);
            long time = id.getMostSignificantBits() >>> 16;
            assertThat(time).isGreaterThanOrEqualTo(last);
            last = time;
            all.add(id);
        }
        assertThat(all).hasSize(100_000);
        assertThat(Math.abs(last - System.currentTimeMillis())).isLessThan(60_000);
    }
}
