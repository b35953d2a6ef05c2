package se.knutpunkt.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import se.knutpunkt.error.Problem;

class DeadlineTest {

    @Test
    void aStepGetsNoMoreThanItsLimit() {
        assertThat(Deadline.in(10_000).forStep(3_000, 0)).isEqualTo(3_000);
    }

    @Test
    void aStepGetsNoMoreThanWhatIsLeft() {
        assertThat(Deadline.in(10_000).forStep(30_000, 0)).isBetween(5_000L, 9_950L);
    }

    @Test
    void aPartIsKeptForLater() {
        assertThat(Deadline.in(20_000).forStep(30_000, 0.35)).isBetween(9_000L, 12_968L);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1_000, 0, 50, 79})
    void aStepThatCannotFinishIsNotBegun(long millis) {
        assertThatThrownBy(() -> Deadline.in(millis).forStep(3_000, 0))
                .isInstanceOf(Problem.class)
                .hasMessage("deadline-exceeded");
    }

    @Test
    void timeForTheAnswerIsKeptBack() {
        assertThat(Deadline.in(10_000).allows(9_951)).isFalse();
        assertThat(Deadline.in(10_000).allows(5_000)).isTrue();
    }

    @Test
    void whatIsLeftMayBeNegative() {
        long past = System.nanoTime() - TimeUnit.SECONDS.toNanos(1);
        assertThat(new Deadline(past).remainingMs()).isLessThan(-1_000);
    }
}
