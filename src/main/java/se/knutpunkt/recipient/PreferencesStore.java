package se.knutpunkt.recipient;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;
import se.knutpunkt.error.Problem;
import se.knutpunkt.store.PersonKey;

/** A citizen's own preferences in PostgreSQL, with contact data sealed. */
@Component
final class PreferencesStore {

    private static final String SELECT =
            "select language, preferences, phone, email, version, phone_dead_at is not null, email_dead_at is not null from recipient where person_hash = ?";

    private static final String UPDATE =
            """
            update recipient set preferences = ?, language = ?, phone = ?, email = ?,
                                 phone_dead_at = null, email_dead_at = null, version = version + 1, changed_at = now()
             where person_hash = ?
            """;

    private final JdbcTemplate database;
    private final TransactionOperations transactions;
    private final PersonKey key;
    private final PreferencesText text;
    private final Enrolment enrolment;

    /**
     * What is stored, opened.
     *
     * @param version 0 when the hub knows nothing of the citizen
     * @param put whether the citizen has ever put preferences
     * @param phone E.164, or null
     * @param unreachable phone and email, as far as they were found to lead nowhere
     */
    record Stored(
            Preferences preferences,
            Language language,
            String phone,
            String email,
            List<String> unreachable,
            long version,
            boolean put) {

        @Override
        public String toString() {
            return "Stored";
        }
    }

    PreferencesStore(
            JdbcTemplate database,
            TransactionOperations transactions,
            PersonKey key,
            PreferencesText text,
            Enrolment enrolment) {
        this.database = database;
        this.transactions = transactions;
        this.key = key;
        this.text = text;
        this.enrolment = enrolment;
    }

    /** What holds now; the defaults, in the language of the app, for who has chosen nothing. */
    Stored read(Enrolment.Visitor visitor) {
        return find(enrolment.hash(visitor.number()), "")
                .orElseGet(
                        () ->
                                new Stored(
                                        text.read(PreferencesText.NOTHING_CHOSEN),
                                        visitor.language(),
                                        null,
                                        null,
                                        List.of(),
                                        0,
                                        false));
    }

    /**
     * Replaces them, if the condition lets it.
     *
     * @param condition throws when what is stored is not what the caller believes
     * @return what is stored then
     */
    Stored replace(Enrolment.Visitor visitor, PreferencesRequest.Read wanted, Condition condition) {
        return transactions.execute(
                status -> {
                    byte[] hash = enrolment.hash(visitor.number());
                    Optional<Stored> before = find(hash, " for update");
                    condition.demand(before.orElseGet(() -> read(visitor)));
                    enrolment.enrol(visitor);
                    // who came between the two has written a row that the caller has not seen
                    if (before.isEmpty()) {
                        condition.demandSame(find(hash, "").orElseThrow());
                    }
                    write(hash, visitor, wanted);
                    return find(hash, "").orElseThrow();
                });
    }

    /** What a caller believes to replace. */
    interface Condition {

        /**
         * @throws Problem {@code precondition-failed} or {@code precondition-required}
         */
        void demand(Stored stored);

        /** Of a row that was not there a moment ago; it may hold nothing that was put. */
        default void demandSame(Stored stored) {
            if (stored.put()) {
                throw Problem.of("precondition-failed");
            }
        }
    }

    private void write(byte[] hash, Enrolment.Visitor visitor, PreferencesRequest.Read wanted) {
        Language language = wanted.language() == null ? visitor.language() : wanted.language();
        database.update(
                UPDATE,
                text.write(wanted.chosen()),
                language.code(),
                wanted.phone() == null ? null : key.seal(wanted.phone()),
                wanted.email() == null ? null : key.seal(wanted.email()),
                hash);
    }

    private Optional<Stored> find(byte[] hash, String lock) {
        return database.query(SELECT + lock, (row, n) -> stored(row), hash).stream().findFirst();
    }

    private static List<String> unreachable(ResultSet row) throws SQLException {
        List<String> unreachable = new ArrayList<>();
        if (row.getBoolean(6)) {
            unreachable.add("phone");
        }
        if (row.getBoolean(7)) {
            unreachable.add("email");
        }
        return unreachable;
    }

    private Stored stored(ResultSet row) throws SQLException {
        String column = row.getString(2);
        return new Stored(
                text.read(column),
                Language.of(row.getString(1)),
                key.open(row.getBytes(3)).orElse(null),
                key.open(row.getBytes(4)).orElse(null),
                unreachable(row),
                row.getLong(5),
                !PreferencesText.NOTHING_CHOSEN.equals(column));
    }
}
