package se.knutpunkt.api;

import io.swagger.v3.oas.models.PathItem;
import java.util.List;
import java.util.Set;

/**
 * One operation of the contract.
 *
 * @param path the path template, for instance {@code /v1/bookings/{bookingId}}
 * @param caller who may call: everybody, a citizen or a machine
 * @param scopes what a machine's token must hold
 * @param capability which of the region's capabilities serves it, or {@code none}
 * @param gated whether the citizen's home region must take part
 * @param admitsProtected whether a citizen with a protected population record, whose region is not
 *     looked at, passes that gate
 * @param queryParameters the names the contract knows
 * @param keyed whether an Idempotency-Key is taken
 * @param forOthers whether it can be called for someone else, by the header Acting-For
 */
public record Operation(
        String id,
        PathItem.HttpMethod method,
        String path,
        Caller caller,
        Set<String> scopes,
        String capability,
        boolean gated,
        boolean admitsProtected,
        List<String> queryParameters,
        boolean keyed,
        boolean forOthers) {

    /** The capability of an operation that asks no region's back end. */
    public static final String NO_CAPABILITY = "none";

    /** Whose token an operation demands. */
    public enum Caller {
        PUBLIC,
        CITIZEN,
        MACHINE
    }
}
