package se.knutpunkt.recipient;

import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import se.knutpunkt.store.PersonKey;

/** Telephone and mail box, opened only when something is sent there. */
@Component
public final class Contact {

    private final JdbcClient database;
    private final PersonKey key;

    Contact(JdbcClient database, PersonKey key) {
        this.database = database;
        this.key = key;
    }

    /** E.164; empty when there is none now. */
    public Optional<String> phoneOf(byte[] recipientHash) {
        return opened("select phone from recipient where person_hash = ?", recipientHash);
    }

    /** Empty when there is none now. */
    public Optional<String> emailOf(byte[] recipientHash) {
        return opened("select email from recipient where person_hash = ?", recipientHash);
    }

    private Optional<String> opened(String query, byte[] recipientHash) {
        return database.sql(query)
                .param(recipientHash)
                .query((row, n) -> Optional.ofNullable(row.getBytes(1)))
                .optional()
                .flatMap(found -> found)
                .flatMap(key::open);
    }
}
