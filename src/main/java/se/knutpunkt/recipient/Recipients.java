package se.knutpunkt.recipient;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import se.knutpunkt.store.ByteKey;
import se.knutpunkt.store.PersonKey;

/** Reads whom the hub can reach, many at once. */
@Component
public final class Recipients {

    private static final String RECIPIENTS =
            """
            select person_hash, person, region, language, preferences, phone is not null and phone_dead_at is null, email is not null and email_dead_at is null
              from recipient where person_hash = any(?)
            """;

    private static final String DEVICES =
            """
            select person_hash, device_id, platform, environment, app_version, locale, registered_at
              from device where person_hash = any(?) order by registered_at desc, device_id
            """;

    private final JdbcTemplate database;
    private final PersonKey key;
    private final PreferencesText preferences;

    Recipients(JdbcTemplate database, PersonKey key, PreferencesText preferences) {
        this.database = database;
        this.key = key;
        this.preferences = preferences;
    }

    /**
     * In two statements, whatever the number; part of the transaction of who asks.
     *
     * @param hashes {@code PersonKey.hash("person", number)} of each; may repeat
     * @return those that are known; who has told the hub nothing is not among them
     */
    public Map<ByteKey, Recipient> load(Collection<byte[]> hashes) {
        if (hashes.isEmpty()) {
            return Map.of();
        }
        byte[][] wanted = hashes.toArray(byte[][]::new);
        Map<ByteKey, List<Device>> devices = devices(wanted);
        Map<ByteKey, Recipient> found = new HashMap<>();
        database.query(
                RECIPIENTS,
                statement -> statement.setObject(1, wanted),
                row -> {
                    byte[] hash = row.getBytes(1);
                    byte[] person = row.getBytes(2);
                    ByteKey who = new ByteKey(hash);
                    found.put(
                            who,
                            new Recipient(
                                    hash,
                                    () -> opened(person),
                                    row.getString(3),
                                    Language.of(row.getString(4)),
                                    preferences.read(row.getString(5)),
                                    row.getBoolean(6),
                                    row.getBoolean(7),
                                    devices.getOrDefault(who, List.of())));
                });
        return found;
    }

    private Map<ByteKey, List<Device>> devices(byte[][] wanted) {
        Map<ByteKey, List<Device>> devices = new HashMap<>();
        database.query(
                DEVICES,
                statement -> statement.setObject(1, wanted),
                row -> {
                    devices.computeIfAbsent(new ByteKey(row.getBytes(1)), who -> new ArrayList<>())
                            .add(
                                    new Device(
                                            row.getString(2),
                                            row.getString(3),
                                            row.getString(4),
                                            row.getString(5),
                                            row.getString(6),
                                            row.getTimestamp(7).toInstant()));
                });
        return devices;
    }

    private String opened(byte[] sealed) {
        return key.open(sealed)
                .orElseThrow(
                        () -> new IllegalStateException("no key of the hub opens a recipient"));
    }
}
