package se.knutpunkt.region;

import java.util.List;
import java.util.Map;

/**
 * One file of {@code config/regions}.
 *
 * @param region the county code, two characters, 01 to 25
 * @param organisation the HSA-id of the region itself, or null when it is not verified
 * @param clinics how the HSA-ids of clinics begin that are the region's too, or null
 * @param webLogin where a citizen logs in as long as the region does not take part
 * @param capabilities what the region offers through the hub, by name
 */
public record Region(
        String region,
        String name,
        String letter,
        String organisation,
        List<String> clinics,
        boolean takesPart,
        String webLogin,
        Map<String, Capability> capabilities) {

    /**
     * Which back end serves a capability here.
     *
     * @param address the base URL of the back end
     * @param logicalAddress how the back end is addressed beyond its URL (RIV-TA: HSA-id), or null
     */
    public record Capability(
            String backend, String address, String logicalAddress, String secret) {}

    /** The line of a capability, {@code <region>.<backend>}. */
    public String line(String capability) {
        return region + "." + capabilities.get(capability).backend();
    }
}
