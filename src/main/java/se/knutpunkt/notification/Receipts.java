package se.knutpunkt.notification;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionOperations;
import se.knutpunkt.error.Problem;
import se.knutpunkt.store.ByteKey;
import se.knutpunkt.store.PersonKey;

/**
 * What the app or a provider tells after a notice was sent: it is in somebody's hand. The
 * recipient's ladder ends there, and an SMS that would have followed is counted as avoided.
 */
@Component("receipts")
public final class Receipts {

    private static final String BY_RECIPIENT =
            """
            update target set state = ?, changed_at = now()
             where notification_id = ? and recipient_hash = ? and channel in ('apns', 'fcm')
               and (cast(? as text) is null or device_id = ?) and state in ('sending', 'sent', 'unsure', 'delivered')
            """;
    private static final String BY_TARGET =
            """
            update target set state = 'delivered', changed_at = now() where id = any(?::uuid[]) and state in ('sending', 'sent', 'unsure')
            returning notification_id, recipient_hash
            """;
    private static final String KNOWN =
            "select exists (select from target where notification_id = ? and recipient_hash = ?)";
    private static final String LADDER =
            "delete from ladder where notification_id = ? and recipient_hash = ? returning next_step";

    /** What lies in a queue still need not go out; one that is being sent is sent. */
    private static final String WITHDRAWN =
            """
            update target set state = 'rejected', code = 'not-needed', parked = false, changed_at = now()
             where id in (select id from target
                           where notification_id = ? and recipient_hash = ? and channel in ('sms', 'email') and state in ('queued', 'failed')
                             for update skip locked)
            returning channel
            """;

    private static final String AVOIDED =
            "update notification set sms_avoided = true where id = ? and not sms_avoided";

    private final JdbcTemplate database;
    private final TransactionOperations transactions;
    private final PersonKey keys;
    private final Kinds kinds;
    private final Rules rules;
    private final Addressees addressees;

    Receipts(
            JdbcTemplate database,
            TransactionOperations transactions,
            PersonKey keys,
            Kinds kinds,
            Rules rules,
            Addressees addressees) {
        this.database = database;
        this.transactions = transactions;
        this.keys = keys;
        this.kinds = kinds;
        this.rules = rules;
        this.addressees = addressees;
    }

    /**
     * The step of a citizen's operation: reads the variable actor, the parameter notificationId and
     * the request's deviceId, when it has one.
     *
     * @throws Problem {@code notification-not-found} or {@code store-unavailable}
     */
    public void delivered(Exchange exchange) {
        received(exchange, "delivered");
    }

    /** The same when the citizen has opened it. */
    public void opened(Exchange exchange) {
        received(exchange, "opened");
    }

    private void received(Exchange exchange, String state) {
        byte[] recipient = keys.hash("person", exchange.getVariable("actor", String.class));
        Map<?, ?> request = exchange.getVariable("request", Map.class);
        Object device = request == null ? null : request.get("deviceId");
        UUID id = id(exchange.getVariable("params", Map.class).get("notificationId"));
        try {
            if (!received(id, recipient, (String) device, state)) {
                throw Problem.of("notification-not-found");
            }
        } catch (DataAccessException | TransactionException e) {
            throw Problem.of("store-unavailable", e);
        }
    }

    private static UUID id(Object text) {
        try {
            return UUID.fromString(String.valueOf(text));
        } catch (IllegalArgumentException e) {
            throw Problem.of("invalid-identifier");
        }
    }

    /**
     * A receipt of the app for a push.
     *
     * @param device null for all of the recipient's
     * @param state delivered or opened
     * @return whether the notification has ever been meant for the recipient
     */
    boolean received(UUID notification, byte[] recipient, String device, String state) {
        return Boolean.TRUE.equals(
                transactions.execute(
                        status -> {
                            int changed =
                                    database.update(
                                            BY_RECIPIENT,
                                            state,
                                            notification,
                                            recipient,
                                            device,
                                            device);
                            if (changed > 0) {
                                end(notification, recipient, true);
                            }
                            return changed > 0
                                    || Boolean.TRUE.equals(
                                            database.queryForObject(
                                                    KNOWN, Boolean.class, notification, recipient));
                        }));
    }

    /** A provider's report that targets were delivered, for instance of an SMS. */
    public void delivered(Collection<UUID> targets) {
        String[] ids = targets.stream().map(UUID::toString).toArray(String[]::new);
        transactions.executeWithoutResult(
                status ->
                        database
                                .query(
                                        BY_TARGET,
                                        statement -> statement.setObject(1, ids),
                                        (row, n) ->
                                                Map.entry(
                                                        row.getObject(1, UUID.class),
                                                        new ByteKey(row.getBytes(2))))
                                .stream()
                                .distinct()
                                .forEach(one -> end(one.getKey(), one.getValue().bytes(), false)));
    }

    private void end(UUID notification, byte[] recipient, boolean byPush) {
        List<Integer> next = database.queryForList(LADDER, Integer.class, notification, recipient);
        List<String> withdrawn = new ArrayList<>();
        if (byPush) {
            withdrawn.addAll(
                    database.queryForList(WITHDRAWN, String.class, notification, recipient));
        }
        boolean smsWithdrawn = withdrawn.contains("sms");
        if (byPush
                && (smsWithdrawn
                        || !next.isEmpty() && leadsToSms(notification, recipient, next.get(0)))) {
            database.update(AVOIDED, notification);
        }
    }

    /** Whether the recipient would have got an SMS from this step on. */
    private boolean leadsToSms(UUID notification, byte[] recipient, int next) {
        Optional<Kind> kind =
                database
                        .queryForList(
                                "select kind from notification where id = ?",
                                String.class,
                                notification)
                        .stream()
                        .findFirst()
                        .flatMap(kinds::find);
        ByteKey hash = new ByteKey(recipient);
        Addressee addressee = addressees.load(List.of(hash)).get(hash);
        if (kind.isEmpty() || addressee == null) {
            return false;
        }
        for (int step = rules.step(kind.get(), addressee, next);
                step >= 0;
                step = rules.step(kind.get(), addressee, step + 1)) {
            if (kind.get().ladder().get(step).channel().equals("sms")) {
                return true;
            }
        }
        return false;
    }
}
