package se.knutpunkt.channel;

import com.eatthepath.pushy.apns.ApnsClient;
import com.eatthepath.pushy.apns.PushNotificationResponse;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Sends notices to Apple (contracts/apns): all of a batch at once, over connections that are kept.
 */
@Component("apns")
public final class Apns {

    private static final Logger LOG = LoggerFactory.getLogger(Apns.class);
    private static final String CHANNEL = "apns";
    private static final String NO_ANSWER = "no-answer";

    /** Apple always names one. Who does not is somebody on the way, and may have passed it on. */
    private static final String NO_REASON = "-no-reason";

    /** It becomes part of a path. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9]{1,400}");

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final ApnsClients clients;
    private final ChannelCatalogue channels;
    private final Duration timeLimit;
    private final String topic;

    Apns(ApnsClients clients, ChannelCatalogue channels) {
        this.clients = clients;
        this.channels = channels;
        this.timeLimit = channels.timeLimit(CHANNEL);
        this.topic = channels.get(CHANNEL).provider("topic");
    }

    /**
     * A notice that was given to Pushy.
     *
     * @param push null when there was none to give
     */
    private record Started(
            ApnsPush push, CompletableFuture<PushNotificationResponse<ApnsPush>> answer) {

        static Started not(Exception why) {
            return new Started(null, CompletableFuture.failedFuture(why));
        }
    }

    /**
     * Opens the connections, before anything is claimed. One that cannot be opened is found by
     * sending.
     */
    public void prepare() {
        clients.connect();
    }

    /** Replaces the payloads in the body by what became of them, in the same order. */
    public void send(Exchange exchange) {
        List<Claimed> claimed = Deliveries.claimed(exchange);
        List<?> payloads = exchange.getMessage().getBody(List.class);
        List<Started> started = new ArrayList<>(claimed.size());
        for (int i = 0; i < claimed.size(); i++) {
            started.add(start(claimed.get(i), payloads.get(i)));
        }
        long end = System.nanoTime() + timeLimit.toNanos();
        List<Outcome> outcomes = new ArrayList<>(claimed.size());
        for (int i = 0; i < claimed.size(); i++) {
            outcomes.add(new Outcome(claimed.get(i), await(started.get(i), end)));
        }
        exchange.getMessage().setBody(outcomes);
    }

    private Started start(Claimed one, Object payload) {
        if (payload == null || !TOKEN.matcher(one.address()).matches()) {
            return Started.not(new ApnsFailures.NotMapped());
        }
        Optional<ApnsClient> client = client(one);
        if (client.isEmpty()) {
            return Started.not(new ApnsFailures.NoKey());
        }
        ApnsPush push = new ApnsPush(one, topic, text(payload));
        return new Started(push, client.get().sendNotification(push));
    }

    /** A key that cannot be read is none: the fault of the hub's settings, not of the notice. */
    private Optional<ApnsClient> client(Claimed one) {
        try {
            return clients.of(one.environment());
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("failure", e.getClass().getName())
                    .log("the client of APNs cannot be made");
            return Optional.empty();
        }
    }

    private Delivery await(Started started, long end) {
        try {
            long left = Math.max(0, end - System.nanoTime());
            return read(started.answer.get(left, TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return unanswered(started, NO_ANSWER);
        } catch (ExecutionException e) {
            return unanswered(started, ApnsFailures.key(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unanswered(started, NO_ANSWER);
        }
    }

    /** What never left is repeated; what may have left is unsure. */
    private Delivery unanswered(Started started, String key) {
        boolean neverLeft =
                NO_ANSWER.equals(key) && started.push != null && started.push.withdraw();
        return channels.delivery(CHANNEL, null, null, null, neverLeft ? "no-connection" : key);
    }

    private Delivery read(PushNotificationResponse<ApnsPush> answer) {
        String status = Integer.toString(answer.getStatusCode());
        if (answer.isAccepted()) {
            return delivery(answer, status);
        }
        String reason = answer.getRejectionReason().orElse("");
        return reason.isEmpty()
                ? delivery(answer, status + NO_REASON, "no-reason")
                : delivery(answer, status + "-" + reason, status);
    }

    private Delivery delivery(PushNotificationResponse<ApnsPush> answer, String... keys) {
        return channels.delivery(
                CHANNEL,
                answer.isAccepted() && answer.getApnsId() != null
                        ? answer.getApnsId().toString()
                        : null,
                null,
                answer.getTokenInvalidationTimestamp().orElse(null),
                keys);
    }

    private static String text(Object payload) {
        try {
            return JSON.writeValueAsString(payload);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
