package se.knutpunkt.recipient;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import se.knutpunkt.store.ByteKey;
import se.knutpunkt.store.PersonKey;

/** Who may be told about whom, in PostgreSQL: what the ombud register said last. */
@Component
final class GuardianStore {

    private static final String OF_CHILDREN =
            """
            select g.child_hash, g.guardian_hash, r.person, g.child
              from guardianship g join recipient r on r.person_hash = g.guardian_hash
             where g.child_hash = any(?) order by g.guardian_hash
            """;

    private static final String OF_GUARDIAN =
            """
            select r.children_at is null, g.child_hash, g.child, g.seen_at < now() - interval '1 day'
              from recipient r left join guardianship g on g.guardian_hash = r.person_hash
             where r.person_hash = ?
            """;

    /** Only for a guardian whom the hub can reach. */
    private static final String KEEP =
            """
            insert into guardianship (child_hash, guardian_hash, child)
            select ?, person_hash, ? from recipient where person_hash = ?
            on conflict (child_hash, guardian_hash) do update set child = excluded.child, seen_at = now()
            """;

    private static final char BREAK = '\n';

    private final JdbcTemplate database;
    private final PersonKey key;

    /**
     * @param firstName null when it is not known or must not be said
     */
    record Child(String number, String firstName) {

        @Override
        public String toString() {
            return "Child";
        }
    }

    /**
     * @param old whether it should be written anew, to show that it still holds
     */
    record Known(Child child, boolean old) {}

    /**
     * @param unasked whether the register has never told of this guardian's children
     * @param children by the child's hash
     */
    record Family(boolean unasked, Map<ByteKey, Known> children) {}

    GuardianStore(JdbcTemplate database, PersonKey key) {
        this.database = database;
        this.key = key;
    }

    byte[] hash(String person) {
        return key.hash("person", person);
    }

    /** By the child; what no key of the hub opens is left out. */
    Map<ByteKey, List<Guardian>> ofChildren(Collection<byte[]> childHashes) {
        Map<ByteKey, List<Guardian>> found = new HashMap<>();
        database.query(
                OF_CHILDREN,
                statement -> statement.setObject(1, childHashes.toArray(byte[][]::new)),
                row -> {
                    byte[] childHash = row.getBytes(1);
                    byte[] guardianHash = row.getBytes(2);
                    byte[] guardian = row.getBytes(3);
                    opened(row.getBytes(4))
                            .ifPresent(
                                    child ->
                                            key.open(guardian)
                                                    .ifPresent(
                                                            number ->
                                                                    found.computeIfAbsent(
                                                                                    new ByteKey(
                                                                                            childHash),
                                                                                    who ->
                                                                                            new ArrayList<>())
                                                                            .add(
                                                                                    new Guardian(
                                                                                            guardianHash,
                                                                                            number,
                                                                                            child
                                                                                                    .number(),
                                                                                            child
                                                                                                    .firstName()))));
                });
        return found;
    }

    /** Empty for who is no recipient. */
    Optional<Family> ofGuardian(byte[] guardianHash) {
        Map<ByteKey, Known> children = new HashMap<>();
        List<Boolean> unasked = new ArrayList<>();
        database.query(
                OF_GUARDIAN,
                statement -> statement.setBytes(1, guardianHash),
                row -> {
                    unasked.add(row.getBoolean(1));
                    byte[] hash = row.getBytes(2);
                    boolean old = row.getBoolean(4);
                    opened(row.getBytes(3))
                            .ifPresent(
                                    child ->
                                            children.put(new ByteKey(hash), new Known(child, old)));
                });
        return unasked.stream().findFirst().map(never -> new Family(never, children));
    }

    /** Whether the register has never told of this recipient's children. */
    boolean isUnasked(byte[] guardianHash) {
        return !database.queryForList(
                        "select 1 from recipient where person_hash = ? and children_at is null",
                        Integer.class,
                        guardianHash)
                .isEmpty();
    }

    void asked(byte[] guardianHash) {
        database.update(
                "update recipient set children_at = now() where person_hash = ?", guardianHash);
    }

    /** Writes a child anew; nothing when the hub does not know the guardian as a recipient. */
    void keep(byte[] guardianHash, Child child) {
        String name = child.firstName() == null ? "" : child.firstName();
        database.update(
                KEEP, hash(child.number()), key.seal(child.number() + BREAK + name), guardianHash);
    }

    /** Removes every child but these. */
    void keepOnly(byte[] guardianHash, Collection<byte[]> childHashes) {
        database.update(
                "delete from guardianship where guardian_hash = ? and child_hash <> all(?)",
                statement -> {
                    statement.setBytes(1, guardianHash);
                    statement.setObject(2, childHashes.toArray(byte[][]::new));
                });
    }

    void remove(byte[] childHash, byte[] guardianHash) {
        database.update(
                "delete from guardianship where child_hash = ? and guardian_hash = ?",
                childHash,
                guardianHash);
    }

    private Optional<Child> opened(byte[] sealed) {
        return key.open(sealed)
                .map(
                        text -> {
                            int end = text.indexOf(BREAK);
                            String name = text.substring(end + 1);
                            return new Child(text.substring(0, end), name.isEmpty() ? null : name);
                        });
    }
}
