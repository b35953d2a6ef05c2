package se.knutpunkt.region;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One service of {@code config/services.yaml}.
 *
 * @param name what citizens call it, by language
 * @param capability what makes it native where the region has it, or null
 * @param presentation how the link is opened where it is not native: webview, browser or app
 * @param link what is opened; empty when this environment does not have the service
 * @param links other links for some regions, or null
 * @param regions the regions that have it, or null for all
 * @param targets paths that may take the place of the link's, or null; {@code {}} stands for one
 *     part of a path
 * @param federation there when the service redeems hand-off codes, or null
 */
public record Service(
        String id,
        Map<String, String> name,
        String capability,
        String presentation,
        String link,
        Map<String, String> links,
        List<String> regions,
        List<String> targets,
        Federation federation) {

    /**
     * @param client the client id, at the machines' issuer, that alone may redeem the service's
     *     codes
     */
    public record Federation(String client) {}

    boolean isHere() {
        return !link.isEmpty();
    }

    boolean isIn(Region region) {
        return regions == null || (region != null && regions.contains(region.region()));
    }

    /** Whether the region's citizens have it in the app itself. */
    boolean isNativeIn(Region region, NationalCapabilities nationals) {
        return capability != null
                && region != null
                && region.takesPart()
                && (region.capabilities().containsKey(capability) || nationals.isInApp(capability));
    }

    /** What citizens of the region open; a null region has the link of all. */
    public String link(Region region) {
        String own = links == null || region == null ? null : links.get(region.region());
        return own != null ? own : link;
    }

    /** Whether a path is one of those the service lets the app open. */
    public boolean allows(String target) {
        return targets != null && targets.stream().anyMatch(one -> matches(one, target));
    }

    private static boolean matches(String allowed, String target) {
        String[] parts = allowed.split("\\{}", -1);
        StringBuilder pattern = new StringBuilder(Pattern.quote(parts[0]));
        for (int i = 1; i < parts.length; i++) {
            pattern.append("[A-Za-z0-9_-]+").append(Pattern.quote(parts[i]));
        }
        return target.matches(pattern.toString());
    }
}
