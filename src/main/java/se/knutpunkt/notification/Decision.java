package se.knutpunkt.notification;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import se.knutpunkt.store.ByteKey;

/**
 * What is to become of one notice.
 *
 * @param state accepted, held, planned or rejected
 * @param reason why it is held or rejected, or null
 * @param dueAt when to look again, for accepted and held
 * @param region of who is told, or null
 */
record Decision(
        Notice notice,
        String state,
        String reason,
        Instant dueAt,
        String region,
        List<Target> targets,
        List<Climb> climbs) {

    /**
     * One device, telephone or mail box.
     *
     * @param child first name, said with the notice, or null
     * @param channel apns, fcm, sms or email
     * @param device of a push, else null
     */
    record Target(
            UUID id, ByteKey recipient, String child, String channel, String device, int step) {
        @Override
        public String toString() {
            return "Target[" + id + "]";
        }
    }

    /** A later step of the ladder for one recipient. */
    record Climb(ByteKey recipient, String child, int nextStep, Instant dueAt) {
        @Override
        public String toString() {
            return "Climb[nextStep=" + nextStep + "]";
        }
    }

    static Decision rejected(Notice notice, String reason) {
        return new Decision(notice, "rejected", reason, null, null, List.of(), List.of());
    }

    static Decision held(Notice notice, String reason, Instant until, String region) {
        return new Decision(notice, "held", reason, until, region, List.of(), List.of());
    }

    static Decision postponed(Notice notice, Instant until) {
        return new Decision(notice, "accepted", null, until, null, List.of(), List.of());
    }

    static Decision planned(
            Notice notice, String region, List<Target> targets, List<Climb> climbs) {
        return new Decision(notice, "planned", null, null, region, targets, climbs);
    }

    boolean isPlanned() {
        return state.equals("planned");
    }

    /** Now or later. */
    boolean isToBeSent() {
        return isPlanned() || state.equals("held");
    }

    /** The same without some of the recipients; rejected when nobody is left. */
    Decision without(List<ByteKey> recipients, String reason) {
        List<Target> left = new ArrayList<>(targets);
        left.removeIf(target -> recipients.contains(target.recipient()));
        List<Climb> later = new ArrayList<>(climbs);
        later.removeIf(climb -> recipients.contains(climb.recipient()));
        return left.isEmpty() && later.isEmpty()
                ? rejected(notice, reason)
                : planned(notice, region, left, later);
    }
}
