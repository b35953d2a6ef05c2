package se.knutpunkt.notification;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jms.annotation.JmsListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.util.function.SingletonSupplier;
import se.knutpunkt.store.ByteKey;

/**
 * Takes the next step for recipients to whom the steps before were not delivered in time, by the
 * route {@code notification.climb}. What is due stands in the ledger; a scheduled message says only
 * that something is.
 */
@Component
final class Ladder {

    private static final int MOST = 500;
    private static final String CLIMB = "direct:notification.climb";

    /** What a cancelled campaign has sent already has no further steps either. */
    private static final String DUE =
            """
            select n.id, n.person_hash, n.person, n.kind, n.urgency, n.collapse_key, n.accepted_at, n.expires_at,
                   n.campaign_id is not null,
                   coalesce((select 'rejected' from campaign c where c.id = n.campaign_id and c.state = 'cancelled'), n.state),
                   n.region, l.recipient_hash,
                   exists (select 1 from guardianship g where g.child_hash = n.person_hash and g.guardian_hash = l.recipient_hash),
                   l.about, l.next_step
              from ladder l join notification n on n.id = l.notification_id
             where l.due_at <= ? order by l.due_at limit ? for update of l skip locked
            """;

    private final JdbcTemplate database;
    private final TransactionOperations transactions;
    private final Outbox outbox;
    private final LadderWakes wakes;
    private final Wakes signals;
    private final Clock clock;
    private final SingletonSupplier<ProducerTemplate> routes;

    Ladder(
            JdbcTemplate database,
            TransactionOperations transactions,
            Outbox outbox,
            LadderWakes wakes,
            Wakes signals,
            Clock clock,
            CamelContext camel) {
        this.database = database;
        this.transactions = transactions;
        this.outbox = outbox;
        this.wakes = wakes;
        this.signals = signals;
        this.clock = clock;
        // not before the routes are there: it would start Camel half made
        this.routes = SingletonSupplier.of(camel::createProducerTemplate);
    }

    /** A scheduled message has come: look at what is due. */
    @JmsListener(destination = Queues.LADDER)
    void woken() {
        signals.wake(Wakes.What.LADDER);
    }

    /**
     * Takes some steps that are due.
     *
     * @return whether there may be more
     */
    boolean climb() {
        List<Plans.Written> written = transactions.execute(status -> climbSome());
        for (Plans.Written one : written) {
            outbox.send(one.outbox(), one.messages(), one.due().bulk());
            wakes.schedule(one.climbs(), one.due().now());
        }
        return written.stream().mapToInt(one -> one.due().notices().size()).sum() >= MOST;
    }

    private List<Plans.Written> climbSome() {
        Instant now = clock.instant();
        List<Rung> rungs = database.query(DUE, Ladder::rung, Timestamp.from(now), MOST);
        if (rungs.isEmpty()) {
            return List.of();
        }
        List<Plans.Written> written = new ArrayList<>();
        for (boolean bulk : new boolean[] {false, true}) {
            List<Rung> some = rungs.stream().filter(rung -> rung.bulk() == bulk).toList();
            if (!some.isEmpty()) {
                written.add(
                        routes.obtain()
                                .requestBody(
                                        CLIMB, new Rung.Taken(now, some), Plans.Written.class));
            }
        }
        return written;
    }

    private static Rung rung(ResultSet row, int number) throws SQLException {
        Notice notice =
                new Notice(
                        row.getObject(1, UUID.class),
                        new ByteKey(row.getBytes(2)),
                        row.getBytes(3),
                        row.getString(4),
                        Urgency.valueOf(row.getString(5)),
                        row.getString(6),
                        row.getTimestamp(7).toInstant(),
                        row.getTimestamp(8).toInstant());
        return new Rung(
                notice,
                row.getBoolean(9),
                row.getString(10),
                row.getString(11),
                new ByteKey(row.getBytes(12)),
                row.getBoolean(13),
                row.getBytes(14),
                row.getInt(15));
    }
}
