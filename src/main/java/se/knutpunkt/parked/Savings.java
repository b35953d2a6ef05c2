package se.knutpunkt.parked;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import se.knutpunkt.notification.Kinds;

/** What push in place of SMS has saved, for each region, in kronor by the configured price. */
@Component
final class Savings {

    /** Of recipients without a region that may be known. */
    static final String UNKNOWN = "unknown";

    private static final ZoneId SWEDEN = ZoneId.of("Europe/Stockholm");
    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** What the gateway took has its price, also when it was never delivered. */
    private static final String COUNT =
            """
            select region, sum(sent), sum(unsure), sum(avoided) from (
                select n.region, count(*) filter (where t.reference is not null or t.state in ('sent', 'delivered', 'opened')) as sent,
                       count(*) filter (where t.state = 'unsure') as unsure, 0 as avoided
                  from target t join notification n on n.id = t.notification_id
                 where t.channel = 'sms' and n.accepted_at >= ? and n.accepted_at < ?
                 group by n.region
                union all
                select region, 0, 0, count(*) from notification
                 where sms_avoided and accepted_at >= ? and accepted_at < ?
                 group by region) as counts
             group by region
            """;

    private final JdbcTemplate database;
    private final Kinds kinds;

    /**
     * One region, or all.
     *
     * @param price of one SMS, kronor; null for all, as it differs
     * @param smsUnsure accepted by the gateway or not is unknown; not in {@code spent}
     * @param spent kronor
     * @param saved kronor
     */
    record Line(
            String region,
            BigDecimal price,
            long smsSent,
            long smsUnsure,
            long smsAvoided,
            BigDecimal spent,
            BigDecimal saved) {}

    /**
     * @param from and {@code to}: days in Sweden, both included
     */
    record Report(LocalDate from, LocalDate to, List<Line> regions, Line total) {}

    private record Counts(long sent, long unsure, long avoided) {}

    Savings(JdbcTemplate database, Kinds kinds) {
        this.database = database;
        this.kinds = kinds;
    }

    /** By when the notices were accepted. */
    Report of(LocalDate from, LocalDate to) {
        List<Line> lines = new ArrayList<>();
        BigDecimal spent = BigDecimal.ZERO;
        BigDecimal saved = BigDecimal.ZERO;
        long[] sums = new long[3];
        for (Map.Entry<String, Counts> one : count(from, to).entrySet()) {
            Counts counts = one.getValue();
            BigDecimal price = kinds.smsPrice(one.getKey().equals(UNKNOWN) ? null : one.getKey());
            BigDecimal own = price.multiply(BigDecimal.valueOf(counts.sent));
            BigDecimal ownSaved = price.multiply(BigDecimal.valueOf(counts.avoided));
            lines.add(
                    new Line(
                            one.getKey(),
                            price,
                            counts.sent,
                            counts.unsure,
                            counts.avoided,
                            kronor(own),
                            kronor(ownSaved)));
            spent = spent.add(own);
            saved = saved.add(ownSaved);
            sums[0] += counts.sent;
            sums[1] += counts.unsure;
            sums[2] += counts.avoided;
        }
        return new Report(
                from,
                to,
                lines,
                new Line("all", null, sums[0], sums[1], sums[2], kronor(spent), kronor(saved)));
    }

    /** The same with one line for each region, and commas between. */
    static String csv(Report report) {
        StringBuilder csv =
                new StringBuilder("region,price,smsSent,smsUnsure,smsAvoided,spent,saved\n");
        List<Line> lines = new ArrayList<>(report.regions());
        lines.add(report.total());
        for (Line line : lines) {
            csv.append(line.region()).append(',');
            csv.append(line.price() == null ? "" : line.price().toPlainString()).append(',');
            csv.append(line.smsSent()).append(',').append(line.smsUnsure()).append(',');
            csv.append(line.smsAvoided()).append(',');
            csv.append(line.spent().toPlainString()).append(',');
            csv.append(line.saved().toPlainString()).append('\n');
        }
        return csv.toString();
    }

    private static BigDecimal kronor(BigDecimal exact) {
        return exact.setScale(2, RoundingMode.HALF_UP);
    }

    /** It may take longer than a booking may wait for the database. */
    private Map<String, Counts> count(LocalDate from, LocalDate to) {
        Timestamp begin = Timestamp.from(from.atStartOfDay(SWEDEN).toInstant());
        Timestamp end = Timestamp.from(to.plusDays(1).atStartOfDay(SWEDEN).toInstant());
        return database.execute(
                (Connection connection) -> {
                    int usual = connection.getNetworkTimeout();
                    connection.setNetworkTimeout(Runnable::run, (int) LONGEST.toMillis());
                    try (PreparedStatement statement = connection.prepareStatement(COUNT)) {
                        statement.setTimestamp(1, begin);
                        statement.setTimestamp(2, end);
                        statement.setTimestamp(3, begin);
                        statement.setTimestamp(4, end);
                        return counts(statement.executeQuery());
                    } finally {
                        connection.setNetworkTimeout(Runnable::run, usual);
                    }
                });
    }

    private static Map<String, Counts> counts(ResultSet rows) throws SQLException {
        Map<String, Counts> counts = new TreeMap<>();
        while (rows.next()) {
            String region = rows.getString(1);
            counts.put(
                    region == null ? UNKNOWN : region,
                    new Counts(rows.getLong(2), rows.getLong(3), rows.getLong(4)));
        }
        return counts;
    }
}
