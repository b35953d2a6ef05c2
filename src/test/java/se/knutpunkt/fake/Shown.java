package se.knutpunkt.fake;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

/**
 * What the devices would have shown, of all push services together: how often each notification
 * came to each device.
 */
public final class Shown {
    private static final BiConsumer<String, String> NOBODY = (token, notificationId) -> {};

    private final Map<Notice, Count> notices = new ConcurrentHashMap<>();
    private final LongAdder total = new LongAdder();
    private final LongAdder collapsed = new LongAdder();
    private volatile BiConsumer<String, String> listener = NOBODY;
    private volatile boolean remembering = true;

    private record Notice(String token, String notificationId) {}

    /** How often, and under which collapse id at last. */
    private record Count(int times, String collapseId) {}

    /**
     * A device shows a notification.
     *
     * @param notificationId null when the payload held none
     * @param collapseId what makes it take the place of an earlier one; null = nothing
     */
    public void show(String token, String notificationId, String collapseId) {
        if (remembering) {
            Notice notice = new Notice(token, notificationId);
            notices.merge(notice, new Count(1, collapseId), this::again);
        }
        total.increment();
        listener.accept(token, notificationId);
    }

    private Count again(Count before, Count now) {
        if (now.collapseId != null && now.collapseId.equals(before.collapseId)) {
            collapsed.increment();
        }
        return new Count(before.times + 1, now.collapseId);
    }

    /** How often a device got a notification, whether it took its own place or not. */
    public int count(String token, String notificationId) {
        Count found = notices.get(new Notice(token, notificationId));
        return found == null ? 0 : found.times;
    }

    /** How many were shown in all, repeats included. */
    public long total() {
        return total.sum();
    }

    /** How many pairs of device and notification there were. */
    public long distinct() {
        return notices.size();
    }

    /** How many of all took the place of the same notification, so that the owner saw one. */
    public long collapsed() {
        return collapsed.sum();
    }

    /** Called with device token and notification id of each, on the partner's own thread. */
    public void onShown(BiConsumer<String, String> called) {
        listener = called;
    }

    /** From now on it only counts; for loads whose memory is measured. */
    public void countOnly() {
        remembering = false;
        notices.clear();
    }

    /** Forgets what was shown, and who listens. */
    public void forget() {
        remembering = true;
        notices.clear();
        total.reset();
        collapsed.reset();
        listener = NOBODY;
    }
}
