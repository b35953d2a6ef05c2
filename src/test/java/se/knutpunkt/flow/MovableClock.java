package se.knutpunkt.flow;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The machine's clock, until a test sets it to a moment at which it stands still, or puts it
 * forward.
 */
final class MovableClock extends Clock {

    private volatile Instant set;
    private volatile Duration ahead = Duration.ZERO;

    void set(String moment) {
        this.set = Instant.parse(moment);
    }

    /** From now on it is ahead of the machine's, by so much more than before. */
    void forward(Duration more) {
        this.ahead = ahead.plus(more);
    }

    void reset() {
        this.set = null;
        this.ahead = Duration.ZERO;
    }

    @Override
    public Instant instant() {
        Instant moment = set;
        return moment == null ? Instant.now().plus(ahead) : moment;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("the zone is the reader's");
    }
}
