package se.knutpunkt.notification;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import se.knutpunkt.store.PersonKey;

/** Events that could not be read or were refused, in PostgreSQL; the event itself sealed. */
@Component
public final class ParkedEvents {

    private final JdbcTemplate database;
    private final JdbcClient client;
    private final PersonKey keys;

    /** One event and why it is here. */
    record Parked(EventRecord event, String reason) {}

    /**
     * As operations see it.
     *
     * @param bytes how long the sealed event is
     */
    public record Row(
            long id,
            Instant at,
            String topic,
            int partition,
            long position,
            String reason,
            long bytes) {}

    ParkedEvents(JdbcTemplate database, JdbcClient client, PersonKey keys) {
        this.database = database;
        this.client = client;
        this.keys = keys;
    }

    /** Keeps all in one transaction; one that is here already stays as it is. */
    void park(List<Parked> events) {
        if (events.isEmpty()) {
            return;
        }
        database.update(
                """
                insert into parked_event (topic, partition, position, reason, event)
                select * from unnest(?, ?::int[], ?::bigint[], ?, ?) on conflict do nothing
                """,
                statement -> {
                    statement.setObject(1, texts(events, one -> one.event.topic()));
                    statement.setObject(2, texts(events, one -> one.event.partition()));
                    statement.setObject(3, texts(events, one -> one.event.position()));
                    statement.setObject(4, texts(events, Parked::reason));
                    statement.setObject(
                            5,
                            events.stream()
                                    .map(one -> seal(one.event.value()))
                                    .toArray(byte[][]::new));
                });
    }

    /** The oldest first. */
    public List<Row> list(String reason, int limit) {
        return client.sql(
                        """
                        select id, at, topic, partition, position, reason, length(event) as bytes
                          from parked_event where cast(:reason as text) is null or reason = :reason
                         order by id limit :limit
                        """)
                .param("reason", reason)
                .param("limit", limit)
                .query(
                        (row, n) ->
                                new Row(
                                        row.getLong(1),
                                        row.getTimestamp(2).toInstant(),
                                        row.getString(3),
                                        row.getInt(4),
                                        row.getLong(5),
                                        row.getString(6),
                                        row.getLong(7)))
                .list();
    }

    /** How many there are, by reason. */
    public Map<String, Long> counts() {
        return client
                .sql("select reason, count(*) from parked_event group by reason order by reason")
                .query((row, n) -> Map.entry(row.getString(1), row.getLong(2)))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** The event itself; empty when no key of the hub opens it any more. */
    Optional<byte[]> open(long id) {
        return client.sql("select event from parked_event where id = ?")
                .param(id)
                .query((row, n) -> row.getBytes(1))
                .optional()
                .flatMap(keys::open)
                .map(text -> Base64.getDecoder().decode(text.getBytes(StandardCharsets.US_ASCII)));
    }

    void reason(long id, String reason) {
        client.sql("update parked_event set reason = ? where id = ?").params(reason, id).update();
    }

    public int remove(List<Long> ids) {
        return client.sql("delete from parked_event where id in (:ids)").param("ids", ids).update();
    }

    /** Any bytes, also such as are no text. */
    private byte[] seal(byte[] value) {
        return keys.seal(Base64.getEncoder().encodeToString(value == null ? new byte[0] : value));
    }

    private static String[] texts(List<Parked> events, Function<Parked, Object> part) {
        return events.stream().map(part).map(Object::toString).toArray(String[]::new);
    }
}
