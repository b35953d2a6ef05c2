package se.knutpunkt.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";

    @ParameterizedTest
    @ValueSource(strings = {"00", "01"})
    void aValidTraceIsContinuedWithASpanOfOurOwn(String flags) {
        String next = TraceContext.next("00-" + TRACE + "-" + SPAN + "-" + flags);
        assertThat(next).matches("00-" + TRACE + "-[0-9a-f]{16}-" + flags).doesNotContain(SPAN);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "garbage",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-extra",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\nX: y"
            })
    void anInvalidTraceIsBegunAnew(String received) {
        assertThat(TraceContext.next(received))
                .matches("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-00")
                .doesNotContain(TRACE);
    }

    @Test
    void spansDiffer() {
        assertThat(TraceContext.next(null)).isNotEqualTo(TraceContext.next(null));
    }

    @Test
    void theTraceIdIsTheMiddle() {
        assertThat(TraceContext.traceId("00-" + TRACE + "-" + SPAN + "-01")).isEqualTo(TRACE);
    }
}
