package se.knutpunkt.parked;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;
import se.knutpunkt.notification.Campaigns;
import se.knutpunkt.store.OperationsAudit;

/** Everybody's campaigns, and a hand on each. */
@Component
final class CampaignDesk implements Desk {

    private static final String STATE = "state";
    private static final String RATE = "rate";
    private static final int HIGHEST_RATE = 10_000;

    private final Campaigns campaigns;
    private final OperationsAudit audit;

    CampaignDesk(Campaigns campaigns, OperationsAudit audit) {
        this.campaigns = campaigns;
        this.audit = audit;
    }

    @Override
    public List<Page> pages() {
        return List.of(
                new Page("GET", "campaigns", Set.of("limit"), this::list),
                new Page("POST", "campaigns/*", Set.of(STATE, RATE, "reason"), this::steer));
    }

    private Object list(OpsRequest request) {
        List<Map<String, Object>> all = campaigns.list(request.limit());
        audit.write(request.who(), "campaign.list", "all", null, all.size());
        return Map.of("campaigns", all);
    }

    private Object steer(OpsRequest request) {
        String state = request.text(STATE);
        if (state != null && !Set.of("running", "paused", "cancelled").contains(state)) {
            throw OpsRequest.wrong("invalid-parameter", STATE, "running, paused or cancelled");
        }
        Integer rate = request.text(RATE) == null ? null : request.number(RATE, 1, HIGHEST_RATE);
        if (state == null && rate == null) {
            throw OpsRequest.wrong("missing-parameter", STATE, "state, rate or both");
        }
        campaigns.steer(request.id(), state, rate, request.who(), request.reason());
        return campaigns.shown(request.id());
    }
}
