package se.knutpunkt.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SlowStartTest {

    private static final Duration FAST = Duration.ofMillis(40);
    private static final Duration SLOW = Duration.ofSeconds(2);

    @Test
    void doublesWhileFullTakingsAreFastUpToTheSetting() {
        SlowStart batch = new SlowStart(30);
        assertThat(batch.now()).isEqualTo(4);
        batch.took(4, FAST);
        assertThat(batch.now()).isEqualTo(8);
        batch.took(3, FAST);
        assertThat(batch.now()).isEqualTo(8);
        batch.took(8, FAST);
        batch.took(16, FAST);
        batch.took(30, FAST);
        assertThat(batch.now()).isEqualTo(30);
    }

    @Test
    void shrinksWhenSlowAndBeginsAgainAfterAnOutage() {
        SlowStart batch = new SlowStart(30);
        for (int i = 0; i < 5; i++) {
            batch.took(30, FAST);
        }
        batch.took(30, SLOW);
        assertThat(batch.now()).isEqualTo(15);
        batch.again();
        assertThat(batch.now()).isEqualTo(4);
        batch.took(1, SLOW);
        assertThat(batch.now()).isEqualTo(4);
    }

    @Test
    void neverMoreThanTheSetting() {
        assertThat(new SlowStart(1).now()).isEqualTo(1);
        SlowStart batch = new SlowStart(2);
        batch.took(2, SLOW);
        batch.took(2, FAST);
        assertThat(batch.now()).isEqualTo(2);
    }
}
