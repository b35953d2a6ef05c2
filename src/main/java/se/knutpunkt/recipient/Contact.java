package se.knutpunkt.recipient;

import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;
import se.knutpunkt.store.PersonKey;

/**
 * Telephone and mail box, opened only when something is sent there. One that leads nowhere is left
 * alone until the citizen puts preferences, the same or another.
 */
@Component
public final class Contact {

    private final JdbcClient database;
    private final TransactionOperations transactions;
    private final PersonKey key;

    Contact(JdbcClient database, TransactionOperations transactions, PersonKey key) {
        this.database = database;
        this.transactions = transactions;
        this.key = key;
    }

    /**
     * Nobody is reached there.
     *
     * @param channel sms or email
     * @param address to which was sent; another that the citizen has put meanwhile is not dead
     */
    public void dead(byte[] recipientHash, String channel, String address) {
        String column = channel.equals("sms") ? "phone" : "email";
        transactions.executeWithoutResult(
                status -> {
                    String select =
                            "select %s from recipient where person_hash = ? and %s_dead_at is null for update"
                                    .formatted(column, column);
                    if (opened(select, recipientHash).filter(address::equals).isPresent()) {
                        database.sql(
                                        "update recipient set %s_dead_at = now(), version = version + 1 where person_hash = ?"
                                                .formatted(column))
                                .param(recipientHash)
                                .update();
                    }
                });
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
