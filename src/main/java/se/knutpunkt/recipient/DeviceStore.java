package se.knutpunkt.recipient;

import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;
import se.knutpunkt.error.Problem;
import se.knutpunkt.store.PersonKey;

/** What the app does with its devices, in PostgreSQL; the database's clock says when. */
@Component
final class DeviceStore {

    static final int MOST = 10;

    /** Two phones that swap tokens at the same moment meet; one of them goes first then. */
    private static final int TRIES = 3;

    /** One after the other for one token, or two would both find that nobody has it. */
    private static final String LOCK = "select pg_advisory_xact_lock(?)";

    private static final String OTHER_OWNER =
            "delete from device where token_hash = ? and not (person_hash = ? and device_id = ?)";

    private static final String OTHERS =
            "select count(*) from device where person_hash = ? and device_id <> ?";

    private static final String UPSERT =
            """
            insert into device (person_hash, device_id, platform, environment, token_hash, token, app_version, locale)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (person_hash, device_id) do update
               set platform = excluded.platform, environment = excluded.environment, token_hash = excluded.token_hash,
                   token = excluded.token, app_version = excluded.app_version, locale = excluded.locale, registered_at = now()
            returning device_id, platform, environment, app_version, locale, registered_at, xmax = 0
            """;

    private static final String LIST =
            """
            select device_id, platform, environment, app_version, locale, registered_at
              from device where person_hash = ? order by registered_at desc, device_id
            """;

    private final JdbcTemplate database;
    private final TransactionOperations transactions;
    private final PersonKey key;
    private final Enrolment enrolment;

    /**
     * What the app says of a device.
     *
     * @param token as the push service gave it
     */
    record Registration(
            String deviceId,
            String platform,
            String environment,
            String token,
            String appVersion,
            String locale) {

        @Override
        public String toString() {
            return "Registration";
        }
    }

    /**
     * @param isNew whether the citizen had no device of this id
     */
    record Registered(Device device, boolean isNew) {}

    DeviceStore(
            JdbcTemplate database,
            TransactionOperations transactions,
            PersonKey key,
            Enrolment enrolment) {
        this.database = database;
        this.transactions = transactions;
        this.key = key;
        this.enrolment = enrolment;
    }

    /**
     * Keeps a device. Whoever had the token before has it no longer.
     *
     * @throws Problem {@code too-many-devices}; nothing is changed then
     */
    Registered register(Enrolment.Visitor visitor, Registration registration) {
        for (int left = TRIES - 1; ; left--) {
            try {
                return transactions.execute(status -> write(visitor, registration));
            } catch (ConcurrencyFailureException e) {
                if (left == 0) {
                    throw e;
                }
            }
        }
    }

    private Registered write(Enrolment.Visitor visitor, Registration registration) {
        byte[] tokenHash = key.hash(Devices.TOKEN, registration.token());
        database.query(LOCK, row -> {}, ByteBuffer.wrap(tokenHash).getLong());
        byte[] hash = enrolment.enrol(visitor);
        database.update(OTHER_OWNER, tokenHash, hash, registration.deviceId());
        Integer others =
                database.queryForObject(OTHERS, Integer.class, hash, registration.deviceId());
        if (others >= MOST) {
            throw Problem.of("too-many-devices");
        }
        return database.queryForObject(
                UPSERT,
                (row, n) -> new Registered(device(row), row.getBoolean(7)),
                hash,
                registration.deviceId(),
                registration.platform(),
                registration.environment(),
                tokenHash,
                key.seal(registration.token()),
                registration.appVersion(),
                registration.locale());
    }

    /** Latest registered first. */
    List<Device> list(String number) {
        return database.query(LIST, (row, n) -> device(row), enrolment.hash(number));
    }

    /** Whether it was there does not matter: afterwards it is not. */
    void remove(String number, String deviceId) {
        database.update(
                "delete from device where person_hash = ? and device_id = ?",
                enrolment.hash(number),
                deviceId);
    }

    private static Device device(ResultSet row) throws SQLException {
        return new Device(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getTimestamp(6).toInstant());
    }
}
