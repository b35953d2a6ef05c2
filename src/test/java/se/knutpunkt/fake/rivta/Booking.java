package se.knutpunkt.fake.rivta;

import java.time.LocalDateTime;

/**
 * A booking or invitation in a clinic's book; times are Swedish local time and missing for an open
 * invitation. The flags are null where the clinic leaves them out.
 */
public record Booking(
        String facility,
        String id,
        String person,
        LocalDateTime start,
        String timeType,
        String performer,
        String purpose,
        String reason,
        Boolean mayCancel,
        Boolean mayRebook,
        Boolean mayMessage,
        boolean invitation) {

    static final int MINUTES = 30;

    /** When it ends, or null. */
    public LocalDateTime end() {
        return start == null ? null : start.plusMinutes(MINUTES);
    }

    boolean isOpenInvitation() {
        return invitation && start == null;
    }

    /** The same booking at another time, and no longer an invitation. */
    Booking movedTo(String newId, Slot slot, String newReason) {
        return new Booking(
                facility,
                newId,
                person,
                slot.start(),
                slot.type().id(),
                slot.performer().id(),
                purpose,
                newReason == null ? reason : newReason,
                true,
                true,
                mayMessage,
                false);
    }
}
