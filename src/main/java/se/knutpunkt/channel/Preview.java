package se.knutpunkt.channel;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import se.knutpunkt.mapping.MappingCatalogue;
import se.knutpunkt.mapping.MappingException;

/**
 * What a target would be sent as now: by today's words and mappings, with address and names masked.
 * Claims nothing and sends nothing.
 */
@Component
public final class Preview {

    private static final String MASK = "***";

    /** As a claim reads it, but for whether there is an address. */
    private static final String READ =
            """
            select t.id, t.notification_id, t.attempt, t.device_id, t.about is not null as named, t.channel,
                   n.kind, n.urgency, n.collapse_key is not null as collapses, n.accepted_at, n.expires_at,
                   r.language, d.environment, d.registered_at,
                   case t.channel when 'sms' then r.phone is not null and r.phone_dead_at is null
                                  when 'email' then r.email is not null and r.email_dead_at is null
                                  else d.token is not null end as reachable
              from target t
              join notification n on n.id = t.notification_id
              left join recipient r on r.person_hash = t.recipient_hash
              left join device d on d.person_hash = t.recipient_hash and d.device_id = t.device_id
             where t.id = ?
            """;

    private final JdbcClient database;
    private final Notices notices;
    private final MappingCatalogue mappings;
    private final Clock clock;

    Preview(JdbcClient database, Notices notices, MappingCatalogue mappings, Clock clock) {
        this.database = database;
        this.notices = notices;
        this.mappings = mappings;
        this.clock = clock;
    }

    /**
     * {@code {channel, wouldBeSent, because?, title, body, language, payloads}}; payloads by
     * mapping. {@code because} is what a sender would decide: expired, no-address, unknown-kind or
     * not-mapped. Empty when there is no such target.
     */
    public Optional<Map<String, Object>> of(UUID target) {
        return database.sql(READ).param(target).query((row, n) -> shown(row)).optional();
    }

    private Map<String, Object> shown(ResultSet row) throws SQLException {
        String channel = row.getString("channel");
        Claimed claimed = claimed(row);
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("channel", channel);
        String because = because(claimed);
        if (notices.knows(claimed)) {
            Map<String, Object> tree = notices.tree(claimed);
            Map<String, Object> payloads = payloads(channel, tree);
            if (because == null && payloads.containsValue(null)) {
                because = "not-mapped";
            }
            shown.put("title", tree.get("title"));
            shown.put("body", tree.get("body"));
            shown.put("language", claimed.language());
            shown.put("payloads", payloads);
        }
        shown.put("wouldBeSent", because == null);
        if (because != null) {
            shown.put("because", because);
        }
        return shown;
    }

    private String because(Claimed claimed) {
        if (!claimed.expiresAt().isAfter(clock.instant())) {
            return "expired";
        }
        if (!notices.knows(claimed)) {
            return "unknown-kind";
        }
        return claimed.address() == null ? "no-address" : null;
    }

    private Map<String, Object> payloads(String channel, Map<String, Object> tree) {
        Map<String, Object> masked = new LinkedHashMap<>(tree);
        masked.put("address", MASK);
        Map<String, Object> payloads = new TreeMap<>();
        for (String name : mappings.names()) {
            if (name.matches("channels/" + channel + "(/.*)?\\.[^/]+")) {
                payloads.put(name, mapped(name, masked));
            }
        }
        return payloads;
    }

    private Object mapped(String name, Map<String, Object> tree) {
        try {
            Object result = mappings.map(name, tree, tree);
            return result instanceof byte[] bytes
                    ? new String(bytes, StandardCharsets.UTF_8)
                    : result;
        } catch (MappingException e) {
            return null;
        }
    }

    private static Claimed claimed(ResultSet row) throws SQLException {
        String language = row.getString("language");
        return new Claimed(
                null,
                row.getObject("id", UUID.class),
                row.getObject("notification_id", UUID.class),
                row.getInt("attempt"),
                null,
                row.getString("device_id"),
                row.getBoolean("reachable") ? MASK : null,
                row.getString("environment"),
                instant(row.getTimestamp("registered_at")),
                language == null ? "sv" : language,
                row.getBoolean("named") ? MASK : null,
                row.getString("kind"),
                row.getString("urgency"),
                row.getBoolean("collapses") ? MASK : null,
                instant(row.getTimestamp("accepted_at")),
                instant(row.getTimestamp("expires_at")));
    }

    private static Instant instant(Timestamp time) {
        return time == null ? null : time.toInstant();
    }
}
