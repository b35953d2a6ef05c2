package se.knutpunkt.notification;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import se.knutpunkt.catalogue.Declared;
import se.knutpunkt.catalogue.DeclaredFiles;
import se.knutpunkt.recipient.RecipientBeans;
import se.knutpunkt.region.AgeRules;
import se.knutpunkt.store.PersonKey;

/** The ledger in a real PostgreSQL with the beans that write it, but no broker and no routes. */
final class LedgerBook implements AutoCloseable {

    static final String TOLVAN = "191212121212";

    private final EmbeddedPostgres postgres;
    final JdbcTemplate database;
    final TransactionTemplate transactions;
    final PersonKey keys = new PersonKey(List.of("only-for-tests-0123456789abcdefgh"));
    final Kinds kinds;
    final Wishes wishes;
    final Ledger ledger;
    final DueNotices due;
    final Plans plans;
    final Rules rules;
    final Addressees addressees;
    final AgeRules ages;
    private final AudienceLoader audiences;
    private final DailyCounts counts;
    private final Collapsing collapsing;
    private Instant now = Instant.parse("2026-12-01T11:00:00Z");
    final Clock clock =
            new Clock() {
                @Override
                public Instant instant() {
                    return now;
                }

                @Override
                public ZoneId getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(ZoneId zone) {
                    throw new UnsupportedOperationException();
                }
            };

    LedgerBook() {
        try {
            postgres = EmbeddedPostgres.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        DataSource source = postgres.getPostgresDatabase();
        Flyway.configure().dataSource(source).load().migrate();
        database = new JdbcTemplate(source);
        transactions = new TransactionTemplate(new DataSourceTransactionManager(source));
        DeclaredFiles files = Declared.reader();
        ages = new AgeRules(files, clock);
        kinds = new Kinds(files, ages);
        wishes = new Wishes(kinds, keys, clock);
        ledger = new Ledger(database, clock);
        due = new DueNotices(database, clock);
        plans = new Plans(database, keys);
        rules = new Rules(kinds, (region, kind, channel) -> true);
        addressees = new Addressees(RecipientBeans.recipients(database, keys));
        audiences = new AudienceLoader(kinds, ages, keys, addressees);
        counts = new DailyCounts(database, kinds);
        collapsing = new Collapsing(database, transactions);
    }

    void at(String moment) {
        now = Instant.parse(moment);
    }

    void empty() {
        at("2026-12-01T11:00:00Z");
        for (String table : List.of("notification", "recipient", "outbox", "daily_count")) {
            database.update("delete from " + table);
        }
    }

    void register(String person, boolean phone) {
        byte[] hash = keys.hash("person", person);
        database.update(
                "insert into recipient (person_hash, person, region, phone, preferences) values (?, ?, '01', ?, ?)",
                hash,
                keys.seal(person),
                phone ? keys.seal("+46701740605") : null,
                "{}");
        database.update(
                """
                insert into device (person_hash, device_id, platform, environment, token_hash, token, app_version, locale)
                values (?, 'phone', 'ios', 'sandbox', ?, ?, '1', 'sv-SE')
                """,
                hash,
                keys.hash("device-token", person),
                keys.seal("token"));
    }

    Wish wish(String key, String kind, Urgency urgency, String collapseKey) {
        return wishes.of(
                new Wishes.Sender("api", "care", key),
                new Wishes.Subject(TOLVAN, kind, "ref", urgency, collapseKey, null));
    }

    Wish wish(String key) {
        return wish(key, "inbox.message", null, null);
    }

    UUID accept(Wish wish) {
        return ledger.write(List.of(wish)).get(0).id();
    }

    /** Decides about all that is due, as the route does. */
    Plans.Written plan() {
        Plans.Written written =
                transactions.execute(
                        status -> {
                            Due taken =
                                    new Due(
                                            false,
                                            due.now(),
                                            due.takeSingles(Planner.MOST),
                                            Map.of());
                            return plans.write(counts.count(rules.decide(audiences.load(taken))));
                        });
        collapsing.withdraw(written);
        return written;
    }

    /** State and reason. */
    String state(UUID id) {
        return database.queryForObject(
                "select concat_ws(' ', state, reason) from notification where id = ?",
                String.class,
                id);
    }

    List<String> targets(UUID id) {
        return database.queryForList(
                "select concat_ws(' ', channel, state, code) from target where notification_id = ?",
                String.class,
                id);
    }

    long count(String table) {
        return database.queryForObject("select count(*) from " + table, Long.class);
    }

    @Override
    public void close() throws IOException {
        postgres.close();
    }
}
