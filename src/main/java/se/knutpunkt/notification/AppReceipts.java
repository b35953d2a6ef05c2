package se.knutpunkt.notification;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;
import se.knutpunkt.error.Problem;

/**
 * What the app tells of a notice: that it arrived, or was opened. Then the ladder ends for the one
 * who has it, and an SMS that would have followed is counted as avoided. Told twice, or late, is as
 * good as told once.
 */
@Component
final class AppReceipts {

    private static final int TRIES = 3;
    private static final String SMS = "sms";

    /** Whose it is: about the person, or sent to who tells. */
    private static final String OWN =
            """
            select kind from notification n
             where id = ? and (person_hash = ? or exists
                   (select 1 from target t where t.notification_id = n.id and t.recipient_hash = ?))
            """;

    /** Without a device it can be any that a message was sent to. */
    private static final String DELIVERED =
            """
            update target set state = 'delivered', parked = false, changed_at = now()
             where notification_id = ? and recipient_hash = ? and channel in ('apns', 'fcm')
               and case when ?::text is null then state in ('sending', 'sent', 'unsure')
                        else device_id = ? and state in ('sending', 'sent', 'unsure', 'failed', 'rejected') end
            """;

    private static final String ARRIVED =
            """
            select exists (select 1 from target
                            where notification_id = ? and recipient_hash = ? and channel in ('apns', 'fcm')
                              and state in ('delivered', 'opened'))
            """;

    /** What is not on its way yet is not needed any more: who has opened it need not be told. */
    private static final String OPENED =
            """
            update target
               set state = case when channel in ('apns', 'fcm') and (?::text is null or device_id = ?)
                                then 'opened' else 'rejected' end,
                   code = case when channel in ('apns', 'fcm') and (?::text is null or device_id = ?)
                               then code else 'opened-before' end,
                   parked = false, changed_at = now()
             where notification_id = ? and recipient_hash = ?
               and (state in ('queued', 'failed')
                    or channel in ('apns', 'fcm') and state in ('sending', 'sent', 'delivered', 'unsure')
                       and (?::text is null or device_id = ?))
            """;

    private static final String ENDED =
            "delete from ladder where notification_id = ? and recipient_hash = ? returning next_step";

    private final JdbcTemplate database;
    private final TransactionOperations transactions;
    private final Kinds kinds;

    /**
     * Who tells of what.
     *
     * @param about hash of the person it must be about, unless it was sent to who tells
     * @param by hash of who is logged in
     * @param device on which it happened, or null when the app does not say
     */
    record Receipt(UUID notification, byte[] about, byte[] by, String device) {}

    AppReceipts(JdbcTemplate database, TransactionOperations transactions, Kinds kinds) {
        this.database = database;
        this.transactions = transactions;
        this.kinds = kinds;
    }

    /**
     * @throws Problem {@code notification-not-found} for one that is nothing to who tells
     */
    void delivered(Receipt receipt) {
        write(
                receipt,
                () -> {
                    database.update(
                            DELIVERED,
                            receipt.notification(),
                            receipt.by(),
                            receipt.device(),
                            receipt.device());
                    return database.queryForObject(
                            ARRIVED, Boolean.class, receipt.notification(), receipt.by());
                });
    }

    /**
     * @throws Problem {@code notification-not-found} for one that is nothing to who tells
     */
    void opened(Receipt receipt) {
        String device = receipt.device();
        write(
                receipt,
                () -> {
                    database.update(
                            OPENED,
                            device,
                            device,
                            device,
                            device,
                            receipt.notification(),
                            receipt.by(),
                            device,
                            device);
                    return true;
                });
    }

    private interface Mark {

        /** Whether the recipient has the notice now. */
        boolean make();
    }

    /** Two receipts of one notice, or a receipt and a sender, may meet. */
    private void write(Receipt receipt, Mark mark) {
        for (int left = TRIES - 1; ; left--) {
            try {
                transactions.executeWithoutResult(status -> writeOnce(receipt, mark));
                return;
            } catch (ConcurrencyFailureException e) {
                if (left == 0) {
                    throw e;
                }
            }
        }
    }

    private void writeOnce(Receipt receipt, Mark mark) {
        String kind =
                database
                        .queryForList(
                                OWN,
                                String.class,
                                receipt.notification(),
                                receipt.about(),
                                receipt.by())
                        .stream()
                        .findFirst()
                        .orElseThrow(() -> Problem.of("notification-not-found"));
        if (!mark.make()) {
            return;
        }
        List<Integer> ended =
                database.query(ENDED, AppReceipts::step, receipt.notification(), receipt.by());
        if (ended.stream().anyMatch(step -> isSms(kind, step))) {
            database.update(
                    "update notification set sms_avoided = true where id = ? and not sms_avoided",
                    receipt.notification());
        }
    }

    private static Integer step(ResultSet row, int number) throws SQLException {
        return row.getInt(1);
    }

    private boolean isSms(String kind, int step) {
        Optional<Kind> known = kinds.find(kind);
        return known.isPresent()
                && step < known.get().ladder().size()
                && known.get().ladder().get(step).channel().equals(SMS);
    }
}
