package se.knutpunkt.notification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;
import se.knutpunkt.error.Problem;
import se.knutpunkt.store.OperationsAudit;

/** createCampaign, getCampaign and updateCampaign (docs/decisions/0026-campaigns-and-parked.md). */
@Component("campaigns")
public final class Campaigns {

    private static final ZoneId SWEDEN = ZoneId.of("Europe/Stockholm");
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();
    private static final String RATE = "rate";
    private static final String STATE = "state";

    private final CampaignKinds kinds;
    private final CampaignStore store;
    private final CampaignCounts counts;
    private final CampaignFeeder feeder;
    private final OperationsAudit audit;
    private final TransactionTemplate together;
    private final Clock clock;
    private final int usualRate;

    Campaigns(
            CampaignKinds kinds,
            CampaignStore store,
            CampaignCounts counts,
            CampaignFeeder feeder,
            OperationsAudit audit,
            TransactionTemplate together,
            Clock clock,
            @Value("${knutpunkt.campaigns.rate}") int usualRate) {
        this.kinds = kinds;
        this.store = store;
        this.counts = counts;
        this.feeder = feeder;
        this.audit = audit;
        this.together = together;
        this.clock = clock;
        this.usualRate = usualRate;
    }

    /**
     * Sets the body to {@code {id, state}}. The same machine with the same key gets the same
     * campaign.
     *
     * @throws Problem {@code invalid-body}, {@code notification-kind-unknown}, {@code
     *     campaign-kind-not-allowed}, {@code idempotency-key-reused} or {@code store-unavailable}
     */
    public void create(Exchange exchange) throws JsonProcessingException {
        Map<?, ?> request = exchange.getVariable("request", Map.class);
        String client = client(exchange);
        byte[] dedup =
                hash("campaign", client, exchange.getVariable("idempotencyKey", String.class));
        byte[] requestHash = hash(JSON.writeValueAsString(request));
        Campaign wish = wish(request, client, requestHash);
        Campaign found = stored(() -> store.begun(dedup).orElseGet(() -> store.begin(wish, dedup)));
        if (!Arrays.equals(found.requestHash(), requestHash)) {
            throw Problem.of("idempotency-key-reused");
        }
        feeder.wake();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", found.id().toString());
        answer.put(STATE, found.state());
        exchange.getMessage().setBody(answer);
    }

    /**
     * Sets the body to how far it is.
     *
     * @throws Problem {@code campaign-not-found} also when it is another machine's, or {@code
     *     store-unavailable}
     */
    public void get(Exchange exchange) {
        Campaign campaign = own(exchange);
        exchange.getMessage().setBody(described(campaign, stored(() -> counts.of(campaign))));
    }

    /**
     * Changes state and rate, and sets the body to how far it is.
     *
     * @throws Problem {@code campaign-not-found}, {@code campaign-ended} or {@code
     *     store-unavailable}
     */
    public void update(Exchange exchange) {
        Campaign before = own(exchange);
        Map<?, ?> request = exchange.getVariable("request", Map.class);
        steer(
                before.id(),
                (String) request.get(STATE),
                (Integer) request.get(RATE),
                "client:" + before.client(),
                null);
        get(exchange);
    }

    /**
     * The same for operations, who may steer everybody's.
     *
     * @throws Problem {@code campaign-not-found}, {@code campaign-ended} or {@code
     *     store-unavailable}
     */
    public void steer(UUID id, String state, Integer rate, String who, String reason) {
        boolean steered =
                stored(
                        () ->
                                together.execute(
                                        status -> {
                                            if (!store.steer(id, state, rate)) {
                                                return false;
                                            }
                                            String action = state == null ? RATE : state;
                                            audit.write(
                                                    who,
                                                    "campaign." + action,
                                                    id.toString(),
                                                    reason,
                                                    rate == null ? 1 : rate);
                                            return true;
                                        }));
        if (!steered) {
            Campaign ended =
                    stored(() -> store.find(id))
                            .orElseThrow(() -> Problem.of("campaign-not-found"));
            if (!ended.state().equals(state)) {
                throw Problem.of("campaign-ended");
            }
        }
        feeder.wake();
    }

    private Campaign wish(Map<?, ?> request, String client, byte[] requestHash) {
        if (request.containsKey("region") == request.containsKey("all")) {
            throw Problem.of("invalid-body")
                    .errors(List.of(Map.of("where", "/region", "what", "either region or all")));
        }
        String name = (String) request.get("kind");
        Kind kind = kinds.demand(name);
        Instant now = clock.instant();
        Instant expires =
                request.get("expiresAt") instanceof String given
                        ? OffsetDateTime.parse(given).toInstant()
                        : now.plus(kind.expiresAfter());
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
                request.get(RATE) instanceof Integer rate ? rate : usualRate,
                0,
                0,
                expires,
                now);
    }

    private Campaign own(Exchange exchange) {
        UUID id =
                UUID.fromString(
                        (String) exchange.getVariable("params", Map.class).get("campaignId"));
        String client = client(exchange);
        return stored(() -> store.find(id))
                .filter(one -> one.client().equals(client))
                .orElseThrow(() -> Problem.of("campaign-not-found"));
    }

    private static String client(Exchange exchange) {
        String client = exchange.getVariable("client", String.class);
        if (client == null) {
            throw Problem.of("token-invalid");
        }
        return client;
    }

    private static Map<String, Object> described(Campaign campaign, CampaignCounts.Counts counts) {
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
        answer.put(STATE, campaign.state());
        answer.put(RATE, campaign.rate());
        answer.put("audience", campaign.audience());
        answer.put("taken", campaign.taken());
        answer.put(
                "progress",
                campaign.audience() == 0 || campaign.state().equals("done")
                        ? 100
                        : Math.min(100, campaign.taken() * 100 / campaign.audience()));
        answer.put("createdAt", time(campaign.createdAt()));
        answer.put("expiresAt", time(campaign.expiresAt()));
        answer.put("counts", counts.byState());
        answer.put("countedAt", time(counts.at()));
        return answer;
    }

    private static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS)
                .atZone(SWEDEN)
                .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
    }

    private static byte[] hash(String... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                digest.update(part.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T> T stored(Supplier<T> use) {
        try {
            return use.get();
        } catch (DataAccessException | TransactionException e) {
            throw Problem.of("store-unavailable", e);
        }
    }
}
