package se.knutpunkt.backend;

import java.time.Duration;
import java.util.Map;
import org.springframework.boot.convert.DurationStyle;
import se.knutpunkt.sso.Login;

/**
 * One file of {@code config/backends}.
 *
 * @param protocol names the answer reader: rivta or rest
 * @param timeLimit of one call, for instance {@code 8s}
 * @param attempts of a read; a write is never sent twice
 * @param bulkhead calls under way at once, for each line
 * @param answerLimit the largest answer taken, for instance {@code 5MB}
 * @param national set on a partner that serves all regions
 * @param answers the back end's own codes to codes of the error catalogue
 */
public record Backend(
        String backend,
        String product,
        String protocol,
        boolean holdsPatientData,
        Login login,
        String tlsBundle,
        String timeLimit,
        String connectTimeLimit,
        int attempts,
        int connections,
        int bulkhead,
        Breaker breaker,
        String answerLimit,
        National national,
        Map<String, String> answers) {

    /** When the breaker opens: share of failures in the last calls, and for how long. */
    public record Breaker(
            int window, int minimumCalls, int failurePercent, int openSeconds, int halfOpenCalls) {}

    /**
     * The one line to a partner that serves the whole country, or to one who asks all regions. What
     * such a partner offers to citizens by itself ({@code capability} and what belongs to it in the
     * file) is for {@code se.knutpunkt.region}.
     *
     * @param name as citizens see it, where it is a source of its own
     * @param way handoff where the app opens the partner's own service; null for a register
     * @param aggregates one question over this line asks every region that uses the back end
     * @param timeLimit of one call over this line, when it differs from the regions'
     * @param connections of this line, when they differ from the regions'
     * @param bulkhead of this line, when it differs from the regions'
     * @param answerLimit of this line, when it differs from the regions'
     */
    public record National(
            String address,
            String logicalAddress,
            String name,
            String way,
            boolean aggregates,
            String timeLimit,
            Integer connections,
            Integer bulkhead,
            String answerLimit) {

        /** Where the app opens the partner's own service instead, the hub has no line to it. */
        boolean isCalled() {
            return !"handoff".equals(way);
        }
    }

    /** Whether one question over its national line asks every region that uses it. */
    public boolean aggregates() {
        return national != null && national.aggregates();
    }

    public Duration timeLimitDuration() {
        return DurationStyle.detectAndParse(timeLimit);
    }

    public Duration connectTimeLimitDuration() {
        return DurationStyle.detectAndParse(connectTimeLimit);
    }
}
