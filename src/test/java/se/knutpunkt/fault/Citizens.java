package se.knutpunkt.fault;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import se.knutpunkt.fake.TestPersons;
import se.knutpunkt.store.PersonKey;

/** Official test persons with a phone and a tablet each, written straight into the database. */
final class Citizens {

    static final List<String> NUMBERS = TestPersons.ADULTS;

    /** Of each citizen's devices. */
    static final List<String> PLATFORMS = List.of("ios", "android");

    private static final String PERSON =
            """
            insert into recipient (person_hash, person, region, language, preferences)
            values (?, ?, '01', 'sv', '{}') on conflict do nothing
            """;

    private static final String DEVICE =
            """
            insert into device (person_hash, device_id, platform, environment, token_hash, token, app_version, locale)
            values (?, ?, ?, 'production', ?, ?, '1.0', 'sv') on conflict do nothing
            """;

    /** Device id -> token. */
    private final Map<String, String> tokens = new HashMap<>();

    private final PersonKey key;

    Citizens(PersonKey key) {
        this.key = key;
    }

    /** Whom the n-th notification is for. */
    String of(int n) {
        return NUMBERS.get(n % NUMBERS.size());
    }

    String token(String device) {
        return tokens.get(device);
    }

    /** As the ledger keeps what nobody else may read. */
    byte[] seal(String text) {
        return key.seal(text);
    }

    /** What the ledger calls the n-th citizen. */
    byte[] hash(int n) {
        return key.hash("person", of(n));
    }

    void write(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement person = connection.prepareStatement(PERSON);
                PreparedStatement device = connection.prepareStatement(DEVICE)) {
            for (int i = 0; i < NUMBERS.size(); i++) {
                byte[] hash = key.hash("person", NUMBERS.get(i));
                person.setBytes(1, hash);
                person.setBytes(2, key.seal(NUMBERS.get(i)));
                person.addBatch();
                for (String platform : PLATFORMS) {
                    String token = token(platform, i);
                    tokens.put(platform + "-" + i, token);
                    device.setBytes(1, hash);
                    device.setString(2, platform + "-" + i);
                    device.setString(3, platform);
                    device.setBytes(4, key.hash("device-token", token));
                    device.setBytes(5, key.seal(token));
                    device.addBatch();
                }
            }
            person.executeBatch();
            device.executeBatch();
        }
    }

    /** 64 hexadecimal digits, as APNs has them; FCM takes anything. */
    private static String token(String platform, int i) {
        return "%s%062x".formatted(platform.equals("ios") ? "a1" : "f1", i + 1);
    }
}
