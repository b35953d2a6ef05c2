package se.knutpunkt.recipient;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import se.knutpunkt.store.PersonKey;

/** The row of {@code recipient} that devices and preferences hang on. */
@Component
final class Enrolment {

    private static final String UPSERT =
            """
            insert into recipient (person_hash, person, region, language) values (?, ?, ?, ?)
            on conflict (person_hash) do update
               set region = excluded.region,
                   language = case when jsonb_exists(recipient.preferences::jsonb, 'language') then recipient.language
                                   else excluded.language end,
                   version = recipient.version
                             + case when jsonb_exists(recipient.preferences::jsonb, 'language')
                                      or recipient.language = excluded.language then 0 else 1 end,
                   changed_at = now()
            """;

    private final JdbcTemplate database;
    private final PersonKey key;

    /**
     * Who has called.
     *
     * @param number twelve digits
     * @param region county code; null when it must not be known
     * @param language of the app; what the citizen has chosen stays
     */
    record Visitor(String number, String region, Language language) {

        @Override
        public String toString() {
            return "Visitor";
        }
    }

    Enrolment(JdbcTemplate database, PersonKey key) {
        this.database = database;
        this.key = key;
    }

    byte[] hash(String number) {
        return key.hash("person", number);
    }

    /** Writes the row, and holds it until the transaction ends. */
    byte[] enrol(Visitor visitor) {
        byte[] hash = hash(visitor.number());
        database.update(
                UPSERT,
                hash,
                key.seal(visitor.number()),
                visitor.region(),
                visitor.language().code());
        return hash;
    }
}
