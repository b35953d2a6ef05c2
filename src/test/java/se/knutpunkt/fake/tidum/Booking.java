package se.knutpunkt.fake.tidum;

import java.time.LocalDateTime;

/**
 * A booking in a clinic's book, also one that no longer holds.
 *
 * @param start as the Swedish clock shows it
 * @param staff who receives; null where a room is booked
 * @param room a code, or null
 * @param status a code of section 4, or one that nobody knows
 * @param reason what the citizen wrote, or null
 */
public record Booking(
        String region,
        String nr,
        String person,
        String unit,
        LocalDateTime start,
        int minutes,
        String type,
        String staff,
        String room,
        String status,
        String reason,
        boolean mayCancel,
        boolean mayMove) {

    /** Whether the time is kept for the patient. */
    boolean holds() {
        return status.equals("B") || status.equals("K");
    }

    Booking with(String newStatus) {
        return new Booking(
                region, nr, person, unit, start, minutes, type, staff, room, newStatus, reason,
                mayCancel, mayMove);
    }
}
