package se.knutpunkt.channel;

import com.eatthepath.pushy.apns.ApnsPushNotification;
import com.eatthepath.pushy.apns.DeliveryPriority;
import com.eatthepath.pushy.apns.PushType;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One notice on its way to Apple, that knows whether it has left. Pushy lets notices wait for a
 * connection, after failures up to a minute, and asks for the token in the moment of writing. So
 * one that nobody asked was surely not sent, and once withdrawn never will be.
 */
final class ApnsPush implements ApnsPushNotification {

    private enum Stage {
        WAITING,
        WRITTEN,
        WITHDRAWN
    }

    private final Claimed claimed;
    private final String topic;
    private final String payload;
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.WAITING);

    ApnsPush(Claimed claimed, String topic, String payload) {
        this.claimed = claimed;
        this.topic = topic;
        this.payload = payload;
    }

    /**
     * A push of nothing, withdrawn from the beginning. Given to Pushy it has a connection opened
     * and is not written.
     */
    static ApnsPush ofNothing() {
        ApnsPush none = new ApnsPush(null, "", "");
        none.withdraw();
        return none;
    }

    /** Whether it was not written and never will be; else Apple may have it. */
    boolean withdraw() {
        return stage.compareAndSet(Stage.WAITING, Stage.WITHDRAWN)
                || stage.get() == Stage.WITHDRAWN;
    }

    /**
     * @throws IllegalStateException when it was withdrawn; then Pushy writes nothing
     */
    @Override
    public String getToken() {
        if (!stage.compareAndSet(Stage.WAITING, Stage.WRITTEN) && stage.get() == Stage.WITHDRAWN) {
            throw new IllegalStateException("withdrawn");
        }
        return claimed.address();
    }

    @Override
    public String getPayload() {
        return payload;
    }

    @Override
    public Instant getExpiration() {
        return claimed.expiresAt();
    }

    @Override
    public DeliveryPriority getPriority() {
        return "low".equals(claimed.urgency())
                ? DeliveryPriority.CONSERVE_POWER
                : DeliveryPriority.IMMEDIATE;
    }

    @Override
    public PushType getPushType() {
        return PushType.ALERT;
    }

    @Override
    public String getTopic() {
        return topic;
    }

    @Override
    public String getCollapseId() {
        return claimed.collapseId();
    }

    @Override
    public UUID getApnsId() {
        return claimed.id();
    }

    @Override
    public String toString() {
        return "ApnsPush " + (claimed == null ? "of nothing" : claimed.id());
    }
}
