package se.knutpunkt.notification;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import se.knutpunkt.error.Problem;

/** What a campaign may be about: kinds that are sent by push alone, unless it is configured. */
@Component
final class CampaignKinds {

    private static final String PUSH = "push";

    private final Kinds kinds;
    private final boolean anyLadder;

    CampaignKinds(Kinds kinds, @Value("${knutpunkt.campaigns.any-ladder}") boolean anyLadder) {
        this.kinds = kinds;
        this.anyLadder = anyLadder;
    }

    /**
     * @throws Problem {@code notification-kind-unknown} or {@code campaign-kind-not-allowed}
     */
    Kind demand(String name) {
        Kind kind = kinds.find(name).orElseThrow(() -> Problem.of("notification-kind-unknown"));
        if (!anyLadder && !kind.ladder().stream().allMatch(step -> step.channel().equals(PUSH))) {
            throw Problem.of("campaign-kind-not-allowed");
        }
        return kind;
    }
}
