package se.knutpunkt.notification;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import se.knutpunkt.api.PersonalIdentityNumber;
import se.knutpunkt.error.Problem;
import se.knutpunkt.store.PersonKey;

/** Makes wishes: checks what is wished, seals whom it is about. */
@Component
public final class Wishes {

    /** Nothing is news for longer, whatever the caller says. */
    private static final Duration LONGEST = Duration.ofDays(30);

    private static final int COLLAPSE_KEY_BYTES = 16;

    private final Kinds kinds;
    private final PersonKey keys;
    private final Clock clock;

    Wishes(Kinds kinds, PersonKey keys, Clock clock) {
        this.kinds = kinds;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * Who wishes.
     *
     * @param source api, events or booking
     * @param client the machine, or null
     * @param key its own key of this wish: an Idempotency-Key, the id of an event
     */
    public record Sender(String source, String client, String key) {}

    /**
     * Whom, and of what.
     *
     * @param citizen twelve digits
     * @param ref null when the app opens no particular thing
     * @param urgency null for the kind's
     * @param collapseKey the sender's own, or null
     * @param expiresAt null for the kind's
     */
    public record Subject(
            String citizen,
            String kind,
            String ref,
            Urgency urgency,
            String collapseKey,
            Instant expiresAt) {
        @Override
        public String toString() {
            return "Subject[kind=" + kind + "]";
        }
    }

    /**
     * @throws Problem {@code notification-kind-unknown}, {@code notification-citizen-invalid} or
     *     {@code notification-expired}
     */
    public Wish of(Sender sender, Subject subject) {
        Kind kind =
                kinds.find(subject.kind())
                        .orElseThrow(
                                () -> refused("notification-kind-unknown", "/kind", "unknown"));
        if (!PersonalIdentityNumber.isValid(subject.citizen())) {
            throw refused("notification-citizen-invalid", "/citizen", "no such number");
        }
        Instant now = clock.instant();
        Instant expires = subject.expiresAt();
        if (expires != null && !expires.isAfter(now)) {
            throw refused("notification-expired", "/expiresAt", "has passed");
        }
        Instant latest = now.plus(LONGEST);
        Instant end =
                expires == null
                        ? now.plus(kind.expiresAfter())
                        : expires.isAfter(latest) ? latest : expires;
        return new Wish(
                keys.hash("notification-key", text(sender.source(), sender.client(), sender.key())),
                keys.hash("notification-request", text(subject)),
                sender.source(),
                sender.client(),
                keys.hash("person", subject.citizen()),
                keys.seal(subject.citizen()),
                subject.kind(),
                subject.ref(),
                subject.urgency() == null ? kind.urgency() : subject.urgency(),
                collapseKey(sender, subject.collapseKey()),
                null,
                end);
    }

    /**
     * One sender's key says nothing about another's. Short and opaque, so that providers may see
     * it.
     */
    private String collapseKey(Sender sender, String key) {
        if (key == null) {
            return null;
        }
        byte[] hash =
                keys.hash("notification-collapse", text(sender.source(), sender.client(), key));
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Arrays.copyOf(hash, COLLAPSE_KEY_BYTES));
    }

    private static String text(Subject subject) {
        return text(
                subject.citizen(),
                subject.kind(),
                subject.ref(),
                subject.urgency() == null ? null : subject.urgency().name(),
                subject.collapseKey(),
                subject.expiresAt() == null ? null : subject.expiresAt().toString());
    }

    /** No two lists of parts give the same text. */
    private static String text(String... parts) {
        StringBuilder text = new StringBuilder();
        for (String part : parts) {
            text.append(part == null ? "-" : part.length() + ":" + part);
        }
        return text.toString();
    }

    private static Problem refused(String code, String where, String what) {
        return Problem.of(code).errors(List.of(Map.of("where", where, "what", what)));
    }
}
