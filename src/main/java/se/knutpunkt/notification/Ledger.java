package se.knutpunkt.notification;

import java.sql.Timestamp;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import se.knutpunkt.store.ByteKey;

/** Writes accepted wishes to the ledger, many at once. */
@Component
final class Ledger {

    private static final String INSERT =
            """
            insert into notification (id, dedup, request_hash, source, client, person_hash, person, kind, ref, urgency, collapse_key,
                                      campaign_id, state, due_at, expires_at, accepted_at)
            select id, dedup, request_hash, source, client, person_hash, person, kind, ref, urgency, collapse_key,
                   campaign_id, 'accepted', now, expires_at, now
              from unnest(?::uuid[], ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::uuid[], ?::timestamptz[])
                   as wish(id, dedup, request_hash, source, client, person_hash, person, kind, ref, urgency, collapse_key,
                           campaign_id, expires_at),
                   (select ?::timestamptz as now) as clock
            on conflict (dedup) do nothing
            returning id
            """;

    private static final String KNOWN =
            "select dedup, id, request_hash from notification where dedup = any(?)";

    private final JdbcTemplate database;
    private final Clock clock;

    private record Known(UUID id, byte[] requestHash) {}

    Ledger(JdbcTemplate database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Writes all in one transaction and returns what became of each, in the order of the wishes.
     *
     * @throws org.springframework.dao.DataAccessException when none is written, or the database was
     *     lost while it committed; the same wishes may be written again then
     */
    List<Accepted> write(List<Wish> wishes) {
        UUID[] ids = new UUID[wishes.size()];
        Arrays.setAll(ids, i -> NotificationIds.next());
        Set<UUID> written = new HashSet<>(insert(wishes, ids));
        if (written.size() == wishes.size()) {
            return Arrays.stream(ids).map(id -> new Accepted(id, Accepted.Result.NEW)).toList();
        }
        Map<ByteKey, Known> known = known(wishes);
        List<Accepted> all = new ArrayList<>(wishes.size());
        for (int i = 0; i < ids.length; i++) {
            all.add(
                    written.contains(ids[i])
                            ? new Accepted(ids[i], Accepted.Result.NEW)
                            : repeated(
                                    known.get(new ByteKey(wishes.get(i).dedup())), wishes.get(i)));
        }
        return all;
    }

    private static Accepted repeated(Known known, Wish wish) {
        if (known == null) {
            throw new IllegalStateException("a notification was removed while it was repeated");
        }
        return new Accepted(
                known.id(),
                Arrays.equals(known.requestHash(), wish.requestHash())
                        ? Accepted.Result.REPEATED
                        : Accepted.Result.KEY_REUSED);
    }

    /** In the order of the keys, so that two writers with the same keys do not wait crosswise. */
    private List<UUID> insert(List<Wish> wishes, UUID[] ids) {
        List<Integer> order = new ArrayList<>(wishes.size());
        for (int i = 0; i < ids.length; i++) {
            order.add(i);
        }
        order.sort(Comparator.comparing(i -> wishes.get(i).dedup(), Arrays::compareUnsigned));
        List<Wish> sorted = order.stream().map(wishes::get).toList();
        return database.query(
                INSERT,
                statement -> {
                    int at = 1;
                    statement.setObject(
                            at++,
                            order.stream().map(i -> ids[i].toString()).toArray(String[]::new));
                    statement.setObject(at++, bytes(sorted, Wish::dedup));
                    statement.setObject(at++, bytes(sorted, Wish::requestHash));
                    statement.setObject(at++, texts(sorted, Wish::source));
                    statement.setObject(at++, texts(sorted, Wish::client));
                    statement.setObject(at++, bytes(sorted, Wish::personHash));
                    statement.setObject(at++, bytes(sorted, Wish::person));
                    statement.setObject(at++, texts(sorted, Wish::kind));
                    statement.setObject(at++, texts(sorted, Wish::ref));
                    statement.setObject(at++, texts(sorted, Wish::urgency));
                    statement.setObject(at++, texts(sorted, Wish::collapseKey));
                    statement.setObject(at++, texts(sorted, Wish::campaign));
                    statement.setObject(at++, texts(sorted, Wish::expiresAt));
                    statement.setTimestamp(at, Timestamp.from(clock.instant()));
                },
                (row, n) -> row.getObject(1, UUID.class));
    }

    private Map<ByteKey, Known> known(List<Wish> wishes) {
        Map<ByteKey, Known> known = new HashMap<>();
        database.query(
                KNOWN,
                statement -> statement.setObject(1, bytes(wishes, Wish::dedup)),
                row -> {
                    known.put(
                            new ByteKey(row.getBytes(1)),
                            new Known(row.getObject(2, UUID.class), row.getBytes(3)));
                });
        return known;
    }

    private static byte[][] bytes(List<Wish> wishes, Function<Wish, byte[]> part) {
        return wishes.stream().map(part).toArray(byte[][]::new);
    }

    private static String[] texts(List<Wish> wishes, Function<Wish, Object> part) {
        return wishes.stream()
                .map(part)
                .map(one -> one == null ? null : one.toString())
                .toArray(String[]::new);
    }
}
