package se.knutpunkt.notification;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import se.knutpunkt.store.ByteKey;

/** What the ledger says of one notification to the machine that sent it. */
@Component
final class NotificationView {

    private final JdbcClient database;

    /**
     * @param status accepted, sent, delivered, rejected, failed, unsure or partly
     */
    record Shown(String status, List<Target> targets) {}

    /**
     * @param recipient hash of who is reached
     * @param status accepted, sent, delivered, rejected, failed or unsure
     * @param climbs whether a later step of the ladder may still reach the recipient
     */
    record Target(ByteKey recipient, String channel, String status, Instant at, boolean climbs) {}

    NotificationView(JdbcClient database) {
        this.database = database;
    }

    Optional<Shown> find(UUID id, String client) {
        return database.sql("select state from notification where id = ? and client = ?")
                .params(id, client)
                .query(String.class)
                .optional()
                .map(state -> shown(state, targets(id)));
    }

    private List<Target> targets(UUID id) {
        return database.sql(
                        """
                        select t.recipient_hash, t.channel, t.state, t.parked, t.changed_at, l.notification_id is not null as climbs
                          from target t left join ladder l on l.notification_id = t.notification_id and l.recipient_hash = t.recipient_hash
                         where t.notification_id = ? order by t.step, t.id
                        """)
                .param(id)
                .query(
                        (row, n) ->
                                new Target(
                                        new ByteKey(row.getBytes(1)),
                                        row.getString(2),
                                        status(row.getString(3), row.getBoolean(4)),
                                        row.getTimestamp(5).toInstant(),
                                        row.getBoolean(6)))
                .list();
    }

    /** Of one target; what will be repeated is still accepted. */
    static String status(String state, boolean parked) {
        return switch (state) {
            case "queued", "sending" -> "accepted";
            case "failed" -> parked ? "failed" : "accepted";
            case "opened" -> "delivered";
            default -> state;
        };
    }

    /** The overall status: that of all who are to be reached, or partly when they differ. */
    static Shown shown(String state, List<Target> targets) {
        if (!state.equals("planned")) {
            return new Shown(state.equals("held") ? "accepted" : state, targets);
        }
        Map<ByteKey, List<Target>> byRecipient =
                targets.stream().collect(Collectors.groupingBy(Target::recipient));
        List<String> reached =
                byRecipient.values().stream().map(NotificationView::best).distinct().toList();
        return new Shown(overall(reached), targets);
    }

    private static String overall(List<String> reached) {
        if (reached.isEmpty()) {
            return "accepted";
        }
        if (reached.size() == 1) {
            return reached.get(0);
        }
        List<String> rest = new ArrayList<>(reached);
        rest.remove("delivered");
        return rest.equals(List.of("sent")) ? "sent" : "partly";
    }

    /** The best that happened to one recipient: one device in hand is enough. */
    private static String best(List<Target> targets) {
        List<String> all = targets.stream().map(Target::status).toList();
        boolean climbs = targets.stream().anyMatch(Target::climbs);
        if (all.contains("delivered")) {
            return "delivered";
        }
        if (all.contains("sent")) {
            return "sent";
        }
        if (all.contains("accepted") || climbs && !all.contains("unsure")) {
            return "accepted";
        }
        return all.contains("unsure") ? "unsure" : all.contains("failed") ? "failed" : "rejected";
    }
}
