package se.knutpunkt.channel;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;
import se.knutpunkt.notification.Kinds;

/** Says a notice in the recipient's words, as a tree for the mappings of the channels. */
@Component
final class Notices {

    private final Kinds kinds;
    private final Clock clock;

    Notices(Kinds kinds, Clock clock) {
        this.kinds = kinds;
        this.clock = clock;
    }

    /** Whether there are words for it; a kind may have been taken out of the file meanwhile. */
    boolean knows(Claimed claimed) {
        return kinds.find(claimed.kind()).isPresent();
    }

    /**
     * {@code {targetId, notificationId, title, body, language, urgency, expiresAt (seconds),
     * secondsLeft, collapseId?, address}}; neither the kind nor what it refers to, which the app
     * asks for after login.
     */
    Map<String, Object> tree(Claimed claimed) {
        Kinds.Words words = kinds.words(claimed.kind(), claimed.language());
        String body =
                claimed.about() == null
                        ? words.body()
                        : words.body()
                                + " "
                                + kinds.concerns(claimed.language())
                                + " "
                                + claimed.about();
        Map<String, Object> tree = new HashMap<>();
        tree.put("targetId", claimed.id().toString());
        tree.put("notificationId", claimed.notification().toString());
        tree.put("title", words.title());
        tree.put("body", body);
        tree.put("language", claimed.language());
        tree.put("urgency", claimed.urgency());
        tree.put("expiresAt", claimed.expiresAt().getEpochSecond());
        tree.put(
                "secondsLeft",
                Math.max(0, Duration.between(clock.instant(), claimed.expiresAt()).toSeconds()));
        tree.put("address", claimed.address());
        if (claimed.collapseId() != null) {
            tree.put("collapseId", claimed.collapseId());
        }
        return tree;
    }
}
