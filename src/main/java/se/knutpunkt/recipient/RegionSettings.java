package se.knutpunkt.recipient;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;
import se.knutpunkt.error.Problem;

/**
 * getNotificationSettings and putNotificationSettings: what a region's staff turn off, from the
 * region's own administration (Personalverktyget).
 */
@Component("regionSettings")
public final class RegionSettings {

    private static final String SCOPE = "regions:notifications:";
    private static final String EVERY_REGION = "all";
    private static final Set<String> CHANNELS = Set.of("push", "sms", "email");

    private final RegionSwitchStore store;
    private final RegionSwitches switches;
    private final NoticeKinds kinds;

    RegionSettings(RegionSwitchStore store, RegionSwitches switches, NoticeKinds kinds) {
        this.store = store;
        this.switches = switches;
        this.kinds = kinds;
    }

    /**
     * Sets the body to {@code {region, switches}}.
     *
     * @throws Problem {@code scope-missing} or {@code store-unavailable}
     */
    public void get(Exchange exchange) {
        String region = region(exchange);
        answer(exchange, region, Visitors.stored(() -> store.of(region)));
    }

    /**
     * Replaces the region's switches; what the request does not name is on again. This replica
     * heeds them at once, others within five seconds.
     *
     * @throws Problem {@code scope-missing}, {@code token-invalid} when the token names no client,
     *     {@code invalid-body} or {@code store-unavailable}
     */
    public void put(Exchange exchange) {
        String region = region(exchange);
        String client = exchange.getVariable("client", String.class);
        if (client == null) {
            throw Problem.of("token-invalid");
        }
        Map<?, ?> request = exchange.getVariable("request", Map.class);
        List<RegionSwitchStore.Wanted> wanted = wanted((List<?>) request.get("switches"));
        String reason = (String) request.get("reason");
        List<RegionSwitchStore.Row> rows =
                Visitors.stored(() -> store.replace(region, wanted, client, reason));
        switches.forget();
        answer(exchange, region, rows);
    }

    private List<RegionSwitchStore.Wanted> wanted(List<?> asked) {
        List<Map<String, String>> mistakes = new ArrayList<>();
        Set<List<String>> seen = new HashSet<>();
        List<RegionSwitchStore.Wanted> wanted = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            Map<?, ?> one = (Map<?, ?>) asked.get(i);
            String kind = (String) one.get("kind");
            String channel = (String) one.get("channel");
            String what = mistake(kind, channel, seen.add(List.of(kind, channel)));
            if (what != null) {
                mistakes.add(Map.of("where", "/switches/" + i, "what", what));
            }
            wanted.add(new RegionSwitchStore.Wanted(kind, channel, (Boolean) one.get("enabled")));
        }
        if (!mistakes.isEmpty()) {
            throw Problem.of("invalid-body").errors(mistakes);
        }
        return wanted;
    }

    private String mistake(String kind, String channel, boolean first) {
        if (!kind.equals(RegionSwitches.ALL) && !kinds.names().contains(kind)) {
            return "unknown kind";
        }
        Set<String> possible = kind.equals(RegionSwitches.ALL) ? CHANNELS : kinds.channels(kind);
        if (!channel.equals(RegionSwitches.ALL) && !possible.contains(channel)) {
            return "a channel this kind does not come by";
        }
        return first ? null : "given twice";
    }

    /** The region of the path, which the token must be for. */
    private static String region(Exchange exchange) {
        String region = (String) exchange.getVariable("params", Map.class).get("region");
        Set<?> scopes = exchange.getVariable("scopes", Set.class);
        if (!scopes.contains(SCOPE + region) && !scopes.contains(SCOPE + EVERY_REGION)) {
            throw Problem.of("scope-missing");
        }
        return region;
    }

    private static void answer(Exchange exchange, String region, List<RegionSwitchStore.Row> rows) {
        List<Map<String, Object>> shown = new ArrayList<>();
        for (RegionSwitchStore.Row row : rows) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("kind", row.kind());
            one.put("channel", row.channel());
            one.put("enabled", row.enabled());
            one.put("changedBy", row.changedBy());
            one.put("changedAt", Visitors.time(row.changedAt()));
            shown.add(one);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("region", region);
        answer.put("switches", shown);
        exchange.getMessage().setBody(answer);
    }
}
