package se.knutpunkt.notification;

import java.sql.Date;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import se.knutpunkt.store.ByteKey;

/**
 * How many notices each recipient has had on the Swedish day; those beyond the cap are not sent,
 * but for urgent ones, which count all the same.
 */
@Component("dailyCounts")
public final class DailyCounts {

    private static final ZoneId SWEDEN = ZoneId.of("Europe/Stockholm");

    /** In the order of the hashes, so that two planners do not wait crosswise. */
    private static final String COUNT =
            """
            insert into daily_count (recipient_hash, day, count)
            select hash, ?, count from unnest(?, ?) as more(hash, count)
            on conflict (recipient_hash, day) do update set count = daily_count.count + excluded.count
            returning recipient_hash, count
            """;

    private final JdbcTemplate database;
    private final Kinds kinds;

    DailyCounts(JdbcTemplate database, Kinds kinds) {
        this.database = database;
        this.kinds = kinds;
    }

    /** The step of the route. */
    public Rules.Decided count(Rules.Decided decided) {
        TreeMap<ByteKey, Integer> more = new TreeMap<>();
        for (Decision decision : decided.decisions()) {
            recipients(decision).forEach(one -> more.merge(one, 1, Integer::sum));
        }
        if (more.isEmpty()) {
            return decided;
        }
        Map<ByteKey, Integer> before = counted(more, decided.due().now());
        before.replaceAll((hash, count) -> count - more.get(hash));
        return new Rules.Decided(
                decided.due(),
                decided.decisions().stream().map(one -> capped(one, before)).toList());
    }

    private Decision capped(Decision decision, Map<ByteKey, Integer> counts) {
        List<ByteKey> over = new ArrayList<>();
        for (ByteKey recipient : recipients(decision)) {
            int number = counts.merge(recipient, 1, Integer::sum);
            if (number > kinds.dailyCap() && decision.notice().urgency() != Urgency.high) {
                over.add(recipient);
            }
        }
        return over.isEmpty() ? decision : decision.without(over, "daily-cap");
    }

    private static Set<ByteKey> recipients(Decision decision) {
        Set<ByteKey> recipients = new HashSet<>();
        decision.targets().forEach(target -> recipients.add(target.recipient()));
        decision.climbs().forEach(climb -> recipients.add(climb.recipient()));
        return recipients;
    }

    private Map<ByteKey, Integer> counted(TreeMap<ByteKey, Integer> more, Instant now) {
        Map<ByteKey, Integer> counts = new HashMap<>();
        database.query(
                COUNT,
                statement -> {
                    statement.setDate(1, Date.valueOf(LocalDate.ofInstant(now, SWEDEN)));
                    statement.setObject(
                            2, more.keySet().stream().map(ByteKey::bytes).toArray(byte[][]::new));
                    statement.setObject(
                            3, more.values().stream().mapToInt(Integer::intValue).toArray());
                },
                row -> {
                    counts.put(new ByteKey(row.getBytes(1)), row.getInt(2));
                });
        return counts;
    }
}
