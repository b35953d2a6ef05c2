package se.knutpunkt.recipient;

import java.sql.Timestamp;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import se.knutpunkt.store.PersonKey;

/** The devices in PostgreSQL. */
@Component
public final class Devices {

    static final String TOKEN = "device-token";

    private final JdbcClient database;
    private final PersonKey key;

    Devices(JdbcClient database, PersonKey key) {
        this.database = database;
        this.key = key;
    }

    /** By what a token is found; the column {@code token_hash}. */
    public byte[] tokenHash(String token) {
        return key.hash(TOKEN, token);
    }

    /**
     * Forgets a token that the push service says is dead.
     *
     * @param invalidSince since when it is, by the push service, or else when the notice was sent;
     *     a token that was registered later is kept, since the app has got it anew
     * @return whether it was there and is gone
     */
    public boolean forget(byte[] tokenHash, Instant invalidSince) {
        return database.sql("delete from device where token_hash = ? and registered_at <= ?")
                        .params(tokenHash, Timestamp.from(invalidSince))
                        .update()
                > 0;
    }

    /** The same by device, for who no longer has the token at hand. */
    public boolean forget(byte[] personHash, String deviceId, Instant invalidSince) {
        return database.sql(
                                "delete from device where person_hash = ? and device_id = ? and registered_at <= ?")
                        .params(personHash, deviceId, Timestamp.from(invalidSince))
                        .update()
                > 0;
    }
}
