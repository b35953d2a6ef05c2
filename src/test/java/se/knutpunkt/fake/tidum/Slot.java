package se.knutpunkt.fake.tidum;

import java.time.LocalDateTime;

/** A time of a clinic; staff is null where a room is booked. */
record Slot(Unit unit, Unit.Visit visit, Unit.Staff staff, LocalDateTime start) {

    String staffNr() {
        return staff == null ? null : staff.nr();
    }

    /** What can be booked once at a time: the person, or the room of a visit without one. */
    String key() {
        return key(unit.region(), unit.code(), staffNr(), visit.room(), start);
    }

    static String key(String region, String unit, String staff, String room, LocalDateTime start) {
        return String.join("|", region, unit, staff == null ? "rum " + room : staff, start + "");
    }
}
