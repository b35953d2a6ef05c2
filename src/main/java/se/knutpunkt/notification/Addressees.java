package se.knutpunkt.notification;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import se.knutpunkt.store.ByteKey;

/** How people can be reached and want to be, for many of them at once. */
@Component
final class Addressees {

    private static final String RECIPIENTS =
            """
            select person_hash, region, phone is not null, email is not null from recipient where person_hash = any(?)
            """;
    private static final String DEVICES =
            "select person_hash, device_id, platform from device where person_hash = any(?) order by device_id";

    private final JdbcTemplate database;
    private final Kinds kinds;

    Addressees(JdbcTemplate database, Kinds kinds) {
        this.database = database;
        this.kinds = kinds;
    }

    /** Those who have told the hub how to reach them. */
    Map<ByteKey, Addressee> load(Collection<ByteKey> hashes, Instant now) {
        byte[][] all = hashes.stream().map(ByteKey::bytes).toArray(byte[][]::new);
        Map<ByteKey, List<Addressee.Device>> devices = devices(all);
        Map<ByteKey, Addressee> found = new HashMap<>();
        database.query(
                RECIPIENTS,
                statement -> statement.setObject(1, all),
                row -> {
                    ByteKey hash = new ByteKey(row.getBytes(1));
                    Set<String> contacts = new HashSet<>();
                    if (row.getBoolean(3)) {
                        contacts.add("sms");
                    }
                    if (row.getBoolean(4)) {
                        contacts.add("email");
                    }
                    found.put(
                            hash,
                            new Addressee(
                                    hash,
                                    row.getString(2),
                                    devices.getOrDefault(hash, List.of()),
                                    contacts,
                                    (kind, channel) -> true,
                                    moment -> kinds.quietHours().endIfWithin(moment),
                                    false,
                                    true,
                                    true));
                });
        return found;
    }

    private Map<ByteKey, List<Addressee.Device>> devices(byte[][] hashes) {
        Map<ByteKey, List<Addressee.Device>> devices = new HashMap<>();
        database.query(
                DEVICES,
                statement -> statement.setObject(1, hashes),
                row -> {
                    devices.computeIfAbsent(new ByteKey(row.getBytes(1)), k -> new ArrayList<>())
                            .add(
                                    new Addressee.Device(
                                            row.getString(2),
                                            row.getString(3).equals("ios") ? "apns" : "fcm"));
                });
        return devices;
    }
}
