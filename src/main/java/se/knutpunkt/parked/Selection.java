package se.knutpunkt.parked;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Which parked targets are meant; null is any.
 *
 * @param code what the provider answered, or why it was parked
 * @param before parked before this
 * @param targets only these; empty is any
 */
record Selection(
        String channel,
        String region,
        String kind,
        String code,
        Instant before,
        List<UUID> targets) {

    /** The same, and nothing that is parked later than now. */
    Selection until(Instant now) {
        return before == null ? new Selection(channel, region, kind, code, now, targets) : this;
    }
}
