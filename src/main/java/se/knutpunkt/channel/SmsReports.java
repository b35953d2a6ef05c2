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

    private static final String FIND =
            "select id from target where channel = 'sms' and reference = ?";

    /** What was delivered stays so, whatever is reported later. */
    private static final String NOT_DELIVERED =
            """
            update target set state = 'rejected', code = 'not-delivered', changed_at = now()
             where id = any(?::uuid[]) and state in ('sending', 'sent', 'unsure')
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

    /** Where the gateway is to send its reports; empty when the hub wants none. */
    Optional<String> address() {
        return base.isEmpty() ? Optional.empty() : secret.map(own -> base + "/" + own);
    }

    /**
     * Reads the form of the variable {@code request}; the parameter {@code secret} is the gateway's
     * proof.
     *
     * @throws Problem {@code not-found} with a wrong secret or for an SMS that the ledger does not
     *     know (yet); the gateway reports it again. {@code store-unavailable}
     */
    public void receive(Exchange exchange) {
        demandSecret(String.valueOf(exchange.getVariable("params", Map.class).get("secret")));
        Map<?, ?> form = exchange.getVariable("request", Map.class);
        try {
            apply(String.valueOf(form.get("id")), String.valueOf(form.get("status")));
        } catch (DataAccessException | TransactionException e) {
            throw Problem.of("store-unavailable", e);
        }
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 204);
        exchange.getMessage().setHeader("Cache-Control", "no-store");
        exchange.getMessage().setBody(null);
    }

    private void apply(String reference, String status) {
        List<UUID> targets = database.queryForList(FIND, UUID.class, reference);
        if (targets.isEmpty()) {
            LOG.atInfo().log("a report about an SMS that is not known yet");
            throw Problem.of("not-found");
        }
        if (status.equals("delivered")) {
            receipts.delivered(targets);
        } else if (status.equals("failed")) {
            database.update(
                    NOT_DELIVERED,
                    (Object) targets.stream().map(UUID::toString).toArray(String[]::new));
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
