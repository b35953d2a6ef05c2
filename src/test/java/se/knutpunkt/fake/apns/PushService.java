package se.knutpunkt.fake.apns;

import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import se.knutpunkt.fake.Mood;
import se.knutpunkt.fake.Partner;
import se.knutpunkt.fake.Shown;
import se.knutpunkt.fake.token.Certificates;

/**
 * One environment of the Apple Push Notification service, for one topic of one team. A device's
 * token is unknown until it is told ({@link #knows}), control is on the port after its own.
 *
 * <p>Moods are about the operation {@code push}, their address is a device token: {@code status}
 * and {@code fault} (whose code is a reason such as {@code ExpiredToken}, or {@code goaway}),
 * {@code slow}, {@code reset} (shown by the device, then the connection breaks without an answer;
 * with {@code "effect":false} not shown), {@code half} (broken inside the answer), {@code empty}
 * (never answered), {@code garbage} (a proxy's web page) and {@code down}.
 */
public final class PushService extends Partner {
    static final String PUSH = "push";
    private static final Pattern TOKEN = Pattern.compile("[0-9a-fA-F]{64,200}");

    private final Shown shown;
    private final ApnsKey key;
    private final PushRules rules = new PushRules(ApnsKey.TOPIC);
    private final ProviderTokens providers;
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final Map<String, Instant> dead = new ConcurrentHashMap<>();
    private final boolean openAtFirst;
    private final PushSocket socket;
    private volatile boolean knowsAll;

    /**
     * @param port 0 = a free one, without control over HTTP
     * @param identity the certificate it shows
     * @param key of its one team
     * @param knowsAll whether each well-formed token is known at the start, and after a reset
     */
    public PushService(
            int port, Certificates.Identity identity, ApnsKey key, Shown shown, boolean knowsAll) {
        this.shown = shown;
        this.key = key;
        this.openAtFirst = knowsAll;
        this.knowsAll = knowsAll;
        this.providers =
                new ProviderTokens((ECPublicKey) key.pair().getPublic(), key.keyId(), key.teamId());
        this.socket = new PushSocket(port, identity, this);
        if (port != 0) {
            steerOn(port + 1);
        }
    }

    /** These devices have the app. */
    public void knows(Collection<String> tokens) {
        known.addAll(tokens);
    }

    /** Every device has the app, until a reset. */
    public void knowsAll() {
        knowsAll = true;
    }

    /** The app was removed from a device: 410 from now on. */
    public void removedFrom(String token, Instant since) {
        dead.put(token, since);
    }

    /** The device has the app again. */
    public void installedOn(String token) {
        dead.remove(token);
        known.add(token);
    }

    /** Each JWT that a sender showed until now is refused as too old. */
    public void expireTokens() {
        providers.expire();
    }

    public String keyPem() {
        return key.pem();
    }

    public String keyId() {
        return key.keyId();
    }

    public String teamId() {
        return key.teamId();
    }

    public String topic() {
        return ApnsKey.TOPIC;
    }

    @Override
    public int port() {
        return socket.port();
    }

    /** The base address without a slash at the end. */
    public String url() {
        return "https://localhost:" + port();
    }

    @Override
    public void reset() {
        super.reset();
        known.clear();
        dead.clear();
        knowsAll = openAtFirst;
    }

    @Override
    protected void open() {
        socket.open();
    }

    @Override
    protected void shut() {
        socket.shut();
    }

    @Override
    public void close() {
        super.close();
        socket.close();
    }

    Mood mood(Push push) {
        remember(push.seen());
        return moodFor(PUSH, push.token());
    }

    /** What becomes of it; an accepted one is shown. */
    Reply take(Push push) {
        String wrong = rules.refusal(push);
        wrong = wrong == null ? providers.refusal(push.header("authorization")) : wrong;
        if (wrong != null) {
            return Reply.refused(wrong);
        }
        String token = push.token();
        Instant since = dead.get(token);
        if (since != null) {
            return new Reply(410, "Unregistered", since);
        }
        if (!TOKEN.matcher(token).matches() || !knowsAll && !known.contains(token)) {
            return Reply.refused("BadDeviceToken");
        }
        shown.show(token, push.notificationId(), push.header("apns-collapse-id"));
        return Reply.ACCEPTED;
    }
}
