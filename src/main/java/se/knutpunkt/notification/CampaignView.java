package se.knutpunkt.notification;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/** How far a campaign is, as the contract shows it. */
final class CampaignView {

    private static final ZoneId SWEDEN = ZoneId.of("Europe/Stockholm");

    private CampaignView() {}

    /** The contract's Campaign. */
    static Map<String, Object> of(Campaign campaign, CampaignCounts.Counts counts) {
        Map<String, Object> answer = of(campaign);
        answer.put("counts", counts.byState());
        answer.put("countedAt", time(counts.at()));
        return answer;
    }

    /** The same without counts. */
    static Map<String, Object> of(Campaign campaign) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", campaign.id().toString());
        answer.put("kind", campaign.kind());
        if (campaign.ref() != null) {
            answer.put("subject", Map.of("ref", campaign.ref()));
        }
        if (campaign.region() == null) {
            answer.put("all", true);
        } else {
            answer.put("region", campaign.region());
        }
        answer.put("state", campaign.state());
        answer.put("rate", campaign.rate());
        answer.put("audience", campaign.audience());
        answer.put("taken", campaign.taken());
        answer.put(
                "progress",
                campaign.audience() == 0 || campaign.state().equals("done")
                        ? 100
                        : Math.min(100, campaign.taken() * 100 / campaign.audience()));
        answer.put("createdAt", time(campaign.createdAt()));
        answer.put("expiresAt", time(campaign.expiresAt()));
        return answer;
    }

    private static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS)
                .atZone(SWEDEN)
                .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
    }
}
