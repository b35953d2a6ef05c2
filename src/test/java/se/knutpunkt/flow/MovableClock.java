package se.knutpunkt.flow;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The machine's clock, until a test sets it to a moment at which it stands still. */
final class MovableClock extends Clock {

    private volatile Instant set;

    void set(String moment) {
        this.set = Instant.parse(moment);
    }

    void reset() {
        this.set = null;
    }

    @Override
    public Instant instant() {
        Instant moment = set;
        return moment == null ? Instant.now() : moment;
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
