package se.knutpunkt.handoff;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.web.util.UriComponentsBuilder;
import se.knutpunkt.error.Problem;
import se.knutpunkt.region.AgeRules;
import se.knutpunkt.region.Region;
import se.knutpunkt.region.RegionCatalogue;
import se.knutpunkt.region.Service;
import se.knutpunkt.region.ServiceCatalogue;
import se.knutpunkt.sso.ProofLedger;

/** createHandoff and redeemHandoff (design section 7, docs/decisions/0017-hand-off.md). */
@Component("handoffs")
public final class Handoffs {

    private static final Logger LOG = LoggerFactory.getLogger(Handoffs.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, Object>> TREE = new TypeReference<>() {};
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final String SCOPE = "handoffs:redeem:";

    private final RegionCatalogue regions;
    private final ServiceCatalogue services;
    private final AgeRules ages;
    private final HandoffStore store;
    private final HandoffLimits limits;
    private final HandoffIdentity identities;
    private final ProofLedger ledger;
    private final HandoffCode codes = new HandoffCode();
    private final Duration lifetime;

    Handoffs(
            RegionCatalogue regions,
            ServiceCatalogue services,
            AgeRules ages,
            HandoffStore store,
            HandoffLimits limits,
            HandoffIdentity identities,
            ProofLedger ledger,
            @Value("${knutpunkt.handoff.lifetime}") Duration lifetime) {
        if (lifetime.compareTo(Duration.ofSeconds(1)) < 0 || lifetime.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "KNUTPUNKT_HANDOFF_LIFETIME must be between 1s and 60s");
        }
        this.regions = regions;
        this.services = services;
        this.ages = ages;
        this.store = store;
        this.limits = limits;
        this.identities = identities;
        this.ledger = ledger;
        this.lifetime = lifetime;
    }

    /**
     * Sets the body to {@code {url, presentation, expiresAt}}: the address the app opens, with a
     * code and the time it ends when the service is in the federation.
     *
     * @throws Problem {@code too-many-requests}, {@code service-not-found}, {@code
     *     service-not-in-region}, {@code age-not-allowed}, {@code service-native}, {@code
     *     target-not-allowed} or {@code store-unavailable}
     */
    public void create(Exchange exchange) throws JsonProcessingException {
        limits.countCreate(exchange.getVariable("actor", String.class));
        Map<?, ?> request = exchange.getVariable("request", Map.class);
        Region region = region(exchange);
        Service service =
                services.open(
                        (String) request.get("serviceId"), region, id -> ages.isOpen(exchange, id));
        UriComponentsBuilder url = UriComponentsBuilder.fromUriString(service.link(region));
        if (request.get("target") instanceof String target) {
            if (!service.allows(target)) {
                throw Problem.of("target-not-allowed");
            }
            url.replacePath(target).replaceQuery(null).fragment(null);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("presentation", service.presentation());
        if (service.federation() != null) {
            String code = codes.next();
            byte[] identity = JSON.writeValueAsBytes(identities.of(exchange, service.id()));
            Instant end =
                    stored(
                            () ->
                                    store.keep(
                                            HandoffCode.hash(code),
                                            service.id(),
                                            identity,
                                            lifetime));
            url.queryParam("code", code);
            answer.put("expiresAt", HandoffIdentity.time(end));
        }
        answer.put("url", url.build(true).toUriString());
        exchange.getMessage().setBody(answer);
    }

    /**
     * Sets the body to whom the code hands over. A code that reaches the wrong service has leaked,
     * so it is used up by that as well.
     *
     * @throws Problem {@code too-many-requests}, {@code scope-missing}, {@code
     *     handoff-client-unknown}, {@code handoff-unknown}, {@code handoff-wrong-service}, {@code
     *     handoff-used}, {@code handoff-expired} or {@code store-unavailable}
     */
    public void redeem(Exchange exchange) throws IOException {
        String client = exchange.getVariable("client", String.class);
        if (client == null) {
            throw Problem.of("handoff-client-unknown");
        }
        limits.countRedeem(client);
        Set<String> mayRedeem = mayRedeem(client, exchange.getVariable("scopes", Set.class));
        String code = (String) exchange.getVariable("request", Map.class).get("code");
        HandoffStore.Found found =
                stored(() -> store.use(HandoffCode.hash(code)))
                        .orElseThrow(() -> Problem.of("handoff-unknown"));
        if (!mayRedeem.contains(found.service())) {
            throw misused("handoff-wrong-service", found, client);
        }
        if (found.used()) {
            throw misused("handoff-used", found, client);
        }
        if (found.late()) {
            throw Problem.of("handoff-expired");
        }
        Map<String, Object> identity = identity(found);
        ledger.write(proof(identity, client), "issued", null);
        exchange.getMessage().setBody(identity);
    }

    /** Who the citizen is was proved to the service. */
    private static ProofLedger.Entry proof(Map<String, Object> identity, String client) {
        return new ProofLedger.Entry(
                String.valueOf(identity.get("serviceId")),
                "handoff",
                "handoff",
                number(identity.get("citizen")),
                number(identity.get("actingFor")),
                client);
    }

    private static String number(Object person) {
        return person instanceof Map<?, ?> known
                ? (String) known.get("personalIdentityNumber")
                : null;
    }

    /**
     * The services whose codes the token redeems: it holds the service's scope, and comes from the
     * service's own client.
     */
    private Set<String> mayRedeem(String client, Set<?> scopes) {
        Set<String> own = services.redeemedBy(client);
        if (own.isEmpty()) {
            throw Problem.of("handoff-client-unknown");
        }
        Set<String> may =
                own.stream().filter(id -> scopes.contains(SCOPE + id)).collect(Collectors.toSet());
        if (may.isEmpty()) {
            throw Problem.of("scope-missing");
        }
        return may;
    }

    /** What cannot be opened is as good as unknown. */
    private static Map<String, Object> identity(HandoffStore.Found found) throws IOException {
        if (found.identity() == null) {
            LOG.atError()
                    .addKeyValue("serviceId", found.service())
                    .log("a hand-off cannot be opened: other keys, or a changed row");
            throw Problem.of("handoff-unknown");
        }
        return JSON.readValue(found.identity(), TREE);
    }

    /** A code that turns up twice or elsewhere may have been stolen: operations see it. */
    private static Problem misused(String code, HandoffStore.Found found, String client) {
        LOG.atWarn()
                .addKeyValue("code", code)
                .addKeyValue("serviceId", found.service())
                .addKeyValue("clientId", client)
                .log("a hand-off was misused");
        return Problem.of(code);
    }

    private Region region(Exchange exchange) {
        Object code = exchange.getVariable("region", Map.class).get("code");
        return regions.find(code.toString()).orElseThrow();
    }

    private static <T> T stored(Supplier<T> use) {
        try {
            return use.get();
        } catch (DataAccessException | TransactionException e) {
            throw Problem.of("store-unavailable", e);
        }
    }
}
