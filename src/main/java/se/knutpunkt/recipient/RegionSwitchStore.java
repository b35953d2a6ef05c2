package se.knutpunkt.recipient;

import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;
import se.knutpunkt.store.OperationsAudit;

/** A region's switches in PostgreSQL; each change with its row in the operations audit. */
@Component
final class RegionSwitchStore {

    private static final String SELECT =
            """
            select kind, channel, enabled, changed_by, changed_at
              from region_switch where region = ? order by kind, channel
            """;

    private static final String DELETE =
            """
            delete from region_switch
             where region = ? and (kind, channel) not in (select kind, channel from unnest(?::text[], ?::text[]) as w(kind, channel))
            """;

    private static final String UPSERT =
            """
            insert into region_switch (region, kind, channel, enabled, changed_by)
            select ?, kind, channel, enabled, ? from unnest(?::text[], ?::text[], ?::boolean[]) as w(kind, channel, enabled)
            on conflict (region, kind, channel) do update
               set enabled = excluded.enabled, changed_by = excluded.changed_by, changed_at = now()
             where region_switch.enabled <> excluded.enabled
            """;

    private final JdbcTemplate database;
    private final TransactionOperations transactions;
    private final OperationsAudit audit;

    /** As the region's staff want it. */
    record Wanted(String kind, String channel, boolean enabled) {}

    record Row(String kind, String channel, boolean enabled, String changedBy, Instant changedAt) {}

    RegionSwitchStore(
            JdbcTemplate database, TransactionOperations transactions, OperationsAudit audit) {
        this.database = database;
        this.transactions = transactions;
        this.audit = audit;
    }

    List<Row> of(String region) {
        return database.query(
                SELECT,
                (row, n) ->
                        new Row(
                                row.getString(1),
                                row.getString(2),
                                row.getBoolean(3),
                                row.getString(4),
                                row.getTimestamp(5).toInstant()),
                region);
    }

    /**
     * Makes these the region's only switches, one caller after the other.
     *
     * @param client who does it
     * @param reason in the words of the staff, or null
     */
    List<Row> replace(String region, List<Wanted> wanted, String client, String reason) {
        String[] kinds = wanted.stream().map(Wanted::kind).toArray(String[]::new);
        String[] channels = wanted.stream().map(Wanted::channel).toArray(String[]::new);
        Boolean[] enabled = wanted.stream().map(Wanted::enabled).toArray(Boolean[]::new);
        return transactions.execute(
                status -> {
                    database.query(
                            "select pg_advisory_xact_lock(hashtext('region_switch' || ?))",
                            row -> {},
                            region);
                    int removed = database.update(DELETE, region, kinds, channels);
                    int changed = database.update(UPSERT, region, client, kinds, channels, enabled);
                    audit.write(
                            "client:" + client,
                            "switches.put",
                            "region " + region,
                            reason,
                            (long) removed + changed);
                    return of(region);
                });
    }
}
