package se.knutpunkt.channel;

import com.eatthepath.pushy.apns.ApnsClient;
import com.eatthepath.pushy.apns.DeliveryPriority;
import com.eatthepath.pushy.apns.PushNotificationResponse;
import com.eatthepath.pushy.apns.PushType;
import com.eatthepath.pushy.apns.util.SimpleApnsPushNotification;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/**
 * Sends notices to Apple (contracts/apns): all of a batch at once, over connections that are kept.
 */
@Component("apns")
public final class Apns {

    private static final String CHANNEL = "apns";
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

    /** Replaces the payloads in the body by what became of them, in the same order. */
    public void send(Exchange exchange) {
        List<Claimed> claimed = Deliveries.claimed(exchange);
        List<?> payloads = exchange.getMessage().getBody(List.class);
        List<CompletableFuture<PushNotificationResponse<SimpleApnsPushNotification>>> answers =
                new ArrayList<>(claimed.size());
        for (int i = 0; i < claimed.size(); i++) {
            answers.add(start(claimed.get(i), payloads.get(i)));
        }
        long end = System.nanoTime() + timeLimit.toNanos();
        List<Outcome> outcomes = new ArrayList<>(claimed.size());
        for (int i = 0; i < claimed.size(); i++) {
            outcomes.add(new Outcome(claimed.get(i), await(answers.get(i), end)));
        }
        exchange.getMessage().setBody(outcomes);
    }

    private CompletableFuture<PushNotificationResponse<SimpleApnsPushNotification>> start(
            Claimed one, Object payload) {
        try {
            if (payload == null) {
                return CompletableFuture.failedFuture(new ApnsFailures.NotMapped());
            }
            Optional<ApnsClient> client = clients.of(one.environment());
            if (client.isEmpty()) {
                return CompletableFuture.failedFuture(new ApnsFailures.NoKey());
            }
            return client.get().sendNotification(notification(one, payload));
        } catch (RuntimeException e) {
            // a token that is none, or a key that cannot be read
            return CompletableFuture.failedFuture(new ApnsFailures.NotMapped());
        }
    }

    private SimpleApnsPushNotification notification(Claimed one, Object payload) {
        return new SimpleApnsPushNotification(
                one.address(),
                topic,
                text(payload),
                one.expiresAt(),
                one.urgency().equals("low")
                        ? DeliveryPriority.CONSERVE_POWER
                        : DeliveryPriority.IMMEDIATE,
                PushType.ALERT,
                one.collapseId(),
                one.id());
    }

    private Delivery await(
            CompletableFuture<PushNotificationResponse<SimpleApnsPushNotification>> answer,
            long end) {
        try {
            return read(answer.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return delivery(null, "no-answer");
        } catch (ExecutionException e) {
            return delivery(null, ApnsFailures.key(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return delivery(null, "no-answer");
        }
    }

    private Delivery read(PushNotificationResponse<SimpleApnsPushNotification> answer) {
        String status = Integer.toString(answer.getStatusCode());
        String reason = answer.getRejectionReason().orElse("");
        Instant since = answer.getTokenInvalidationTimestamp().orElse(null);
        return channels.delivery(
                CHANNEL,
                answer.isAccepted() ? answer.getApnsId().toString() : null,
                null,
                since,
                status + "-" + reason,
                status);
    }

    private Delivery delivery(String reference, String key) {
        return channels.delivery(CHANNEL, reference, null, null, key);
    }

    private static String text(Object payload) {
        try {
            return JSON.writeValueAsString(payload);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
