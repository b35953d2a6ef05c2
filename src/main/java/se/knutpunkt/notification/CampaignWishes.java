package se.knutpunkt.notification;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import se.knutpunkt.error.Problem;

/** Makes a campaign of a request that follows the contract. */
@Component
final class CampaignWishes {

    private final CampaignKinds kinds;
    private final Clock clock;
    private final int usualRate;

    CampaignWishes(
            CampaignKinds kinds, Clock clock, @Value("${knutpunkt.campaigns.rate}") int usualRate) {
        this.kinds = kinds;
        this.clock = clock;
        this.usualRate = usualRate;
    }

    /**
     * @throws Problem {@code invalid-body}, {@code notification-kind-unknown} or {@code
     *     campaign-kind-not-allowed}
     */
    Campaign of(Map<?, ?> request, String client, byte[] requestHash) {
        if (request.containsKey("region") == request.containsKey("all")) {
            throw Problem.of("invalid-body")
                    .errors(List.of(Map.of("where", "/region", "what", "either region or all")));
        }
        String name = (String) request.get("kind");
        Kind kind = kinds.demand(name);
        Instant now = clock.instant();
        Instant given = Expiry.read(request.get("expiresAt"));
        Instant expires = given == null ? now.plus(kind.expiresAfter()) : given;
        if (!expires.isAfter(now)) {
            throw Problem.of("invalid-body")
                    .errors(List.of(Map.of("where", "/expiresAt", "what", "is past")));
        }
        return new Campaign(
                UUID.randomUUID(),
                requestHash,
                client,
                name,
                request.get("subject") instanceof Map<?, ?> subject
                        ? (String) subject.get("ref")
                        : null,
                (String) request.get("region"),
                kind.urgency().name(),
                "running",
                request.get("rate") instanceof Integer rate ? rate : usualRate,
                0,
                0,
                expires,
                now);
    }
}
