package se.knutpunkt.channel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import se.knutpunkt.sso.ServiceAccount;

/**
 * Speaks for the hub with Firebase Cloud Messaging (contracts/fcm): the steps of the route before
 * and after each call.
 */
@Component("fcm")
public final class Fcm {

    private static final Logger LOG = LoggerFactory.getLogger(Fcm.class);
    private static final String CHANNEL = "fcm";
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final String REQUEST = "fcmRequest";
    private static final String TOKEN = "fcmToken";
    private static final int TOO_MANY = 429;
    private static final int OK = 200;

    /** Google's rule for a quota that is used up, where nothing else is stated. */
    private static final Duration QUOTA_PAUSE = Duration.ofMinutes(1);

    private final FcmAccount account;
    private final ChannelCatalogue channels;
    private final Clock clock;

    Fcm(FcmAccount account, ChannelCatalogue channels, Clock clock) {
        this.account = account;
        this.channels = channels;
        this.clock = clock;
    }

    /**
     * Fetches an access token, before anything is claimed. One that cannot be had is found by
     * sending.
     */
    public void prepare() {
        try {
            account.get().token();
        } catch (RuntimeException e) {
            LOG.atDebug()
                    .addKeyValue("failure", e.getClass().getName())
                    .log("no access token yet; sending says so");
        }
    }

    public void begin(Exchange exchange) {
        Calls.begin(exchange);
    }

    /** Makes the request of the payload in the body. */
    public void request(Exchange exchange) throws JsonProcessingException {
        Calls.demandTime(exchange);
        exchange.setVariable(REQUEST, JSON.writeValueAsBytes(exchange.getMessage().getBody()));
        write(exchange);
    }

    /** The same request again with a token that is new. */
    public void renew(Exchange exchange) {
        account.get().drop(exchange.getVariable(TOKEN, String.class));
        write(exchange);
    }

    private void write(Exchange exchange) {
        ServiceAccount own = account.get();
        String token = own.token();
        exchange.setVariable(TOKEN, token);
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setHeader("Authorization", "Bearer " + token);
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "application/json; charset=UTF-8");
        exchange.getMessage().setBody(exchange.getVariable(REQUEST));
    }

    /** Makes the outcome of the provider's answer. */
    public void read(Exchange exchange) throws IOException {
        int status = Calls.status(exchange);
        FcmAnswer answer = FcmAnswer.read(status, exchange.getMessage().getBody(byte[].class));
        if (status == OK && answer.name() == null) {
            throw new KnownAnswer("not-json");
        }
        Duration pause =
                RetryAfter.read(
                        exchange.getMessage().getHeader("Retry-After", String.class),
                        clock.instant());
        if (status == TOO_MANY && pause == null) {
            pause = QUOTA_PAUSE;
        }
        done(exchange, answer.name(), pause, answer.keys());
    }

    /** Makes the outcome of a call that gave no answer. */
    public void fail(Exchange exchange) {
        done(exchange, null, null, CallFailures.key(Calls.failure(exchange)));
    }

    private void done(Exchange exchange, String reference, Duration pause, String... keys) {
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage()
                .setBody(
                        new Outcome(
                                Calls.claimed(exchange),
                                channels.delivery(CHANNEL, reference, pause, null, keys)));
    }
}
