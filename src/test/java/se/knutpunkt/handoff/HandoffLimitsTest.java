package se.knutpunkt.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import se.knutpunkt.error.Problem;

class HandoffLimitsTest {

    private final HandoffLimits limits = new HandoffLimits(3, 5);

    @Test
    void aCitizenGetsSoManyCodesAMinute() {
        for (int i = 0; i < 3; i++) {
            limits.countCreate("a");
        }
        Problem refused = catchThrowableOfType(Problem.class, () -> limits.countCreate("a"));
        assertThat(refused.code()).isEqualTo("too-many-requests");
        // three a minute come back one every 20 seconds
        assertThat(refused.extras().retryAfterSeconds()).isBetween(5, 21);
        limits.countCreate("b");
    }

    @Test
    void aClientHasSoManyTriesAMinute() {
        for (int i = 0; i < 5; i++) {
            limits.countRedeem("video");
        }
        Problem refused = catchThrowableOfType(Problem.class, () -> limits.countRedeem("video"));
        assertThat(refused.code()).isEqualTo("too-many-requests");
        assertThat(refused.extras().retryAfterSeconds()).isBetween(3, 13);
        limits.countRedeem("chat");
    }

    @Test
    void aCitizenNamedAsAClientIsCountedApart() {
        for (int i = 0; i < 3; i++) {
            limits.countCreate("a");
        }
        limits.countRedeem("a");
    }

    @Test
    void aLimitOfNothingIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new HandoffLimits(0, 5));
        assertThatIllegalArgumentException().isThrownBy(() -> new HandoffLimits(3, -1));
    }
}
