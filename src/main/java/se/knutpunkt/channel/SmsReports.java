package se.knutpunkt.channel;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import se.knutpunkt.error.Problem;
import se.knutpunkt.notification.Receipts;
import se.knutpunkt.sso.Secrets;

/**
 * What the SMS gateway reports about SMS that it took (contracts/sms-email section 3). Reports come
 * late, twice and in any order; each may come again without harm.
 */
@Component("smsReports")
public final class SmsReports {

    private static final Logger LOG = LoggerFactory.getLogger(SmsReports.class);
    private static final String CHANNEL = "sms";

    /** As the contract has it. */
    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_-]{16,200}");

    /**
     * By the gateway's id, or by the target in the address, which is all there is when the answer
     * with the gateway's id was lost.
     */
    private static final String FIND =
            "select id from target where channel = 'sms' and (reference = ? or id = ?::uuid)";

    /**
     * Of the SMS that the target was sent as last: of an earlier one it says nothing about the
     * later. What was delivered stays so, whatever is reported later.
     */
    private static final String NOT_DELIVERED =
            """
            update target set state = 'rejected', code = 'not-delivered', reference = ?, changed_at = now()
             where id = any(?::uuid[]) and state in ('sending', 'sent', 'unsure') and coalesce(reference, ?) = ?
            """;

    /** The gateway took it, though its answer was lost. */
    private static final String TAKEN =
            """
            update target set state = 'sent', reference = ?, changed_at = now()
             where id = any(?::uuid[]) and state = 'unsure' and coalesce(reference, ?) = ?
            """;

    private final JdbcTemplate database;
    private final Receipts receipts;
    private final Optional<String> secret;
    private final String base;

    SmsReports(
            JdbcTemplate database, Receipts receipts, ChannelCatalogue channels, Secrets secrets) {
        this.database = database;
        this.receipts = receipts;
        Channel channel = channels.get(CHANNEL);
        this.base = channel.provider("callback");
        this.secret = secrets.find(channel.provider("callbackSecret"));
        if (secret.isPresent() && !SECRET.matcher(secret.get()).matches()) {
            throw new IllegalArgumentException(
                    "the secret "
                            + channel.provider("callbackSecret")
                            + " must be 16 to 200 letters, digits, - or _");
        }
    }

    /**
     * Where the gateway is to send its reports on the SMS of a target; empty when the hub wants
     * none. The target's id is drawn by lot and says nothing about anybody.
     */
    Optional<String> address(UUID target) {
        return base.isEmpty()
                ? Optional.empty()
                : secret.map(own -> base + "/" + own + "?target=" + target);
    }

    /**
     * Reads the form of the variable {@code request}; the parameter {@code secret} is the gateway's
     * proof, and {@code target} is whose SMS it is about, where the address names it.
     *
     * @throws Problem {@code not-found} with a wrong secret or for an SMS that the ledger does not
     *     know (yet); the gateway reports it again. {@code store-unavailable}
     */
    public void receive(Exchange exchange) {
        Map<?, ?> params = exchange.getVariable("params", Map.class);
        demandSecret(String.valueOf(params.get("secret")));
        Map<?, ?> form = exchange.getVariable("request", Map.class);
        try {
            apply(
                    String.valueOf(form.get("id")),
                    (String) params.get("target"),
                    String.valueOf(form.get("status")));
        } catch (DataAccessException | TransactionException e) {
            throw Problem.of("store-unavailable", e);
        }
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 204);
        exchange.getMessage().setHeader("Cache-Control", "no-store");
        exchange.getMessage().setBody(null);
    }

    private void apply(String reference, String target, String status) {
        List<UUID> targets = database.queryForList(FIND, UUID.class, reference, target);
        if (targets.isEmpty()) {
            LOG.atInfo().log("a report about an SMS that is not known yet");
            throw Problem.of("not-found");
        }
        if (status.equals("delivered")) {
            receipts.delivered(targets);
        } else {
            database.update(
                    status.equals("failed") ? NOT_DELIVERED : TAKEN,
                    reference,
                    targets.stream().map(UUID::toString).toArray(String[]::new),
                    reference,
                    reference);
        }
    }

    private void demandSecret(String stated) {
        byte[] own = secret.orElse("").getBytes(StandardCharsets.UTF_8);
        boolean same = MessageDigest.isEqual(own, stated.getBytes(StandardCharsets.UTF_8));
        if (own.length == 0 || !same) {
            throw Problem.of("not-found");
        }
    }
}
