package se.knutpunkt.fake.rivta;

import java.time.LocalDateTime;
import java.util.List;

/** A time that can be booked; RIV-TA gives it no id of its own. */
record Slot(Clinic clinic, Clinic.TimeType type, Clinic.Performer performer, LocalDateTime start) {

    LocalDateTime end() {
        return start.plusMinutes(Booking.MINUTES);
    }

    /** What is wanted of a slot; null or empty means anything. */
    record Wish(
            List<String> performers,
            String room,
            String timeTypeId,
            String timeTypeName,
            String careTypeId,
            String careTypeName) {

        boolean fits(Clinic.TimeType type) {
            return is(timeTypeId, type.id())
                    && is(timeTypeName, type.name())
                    && is(careTypeId, type.care().id())
                    && is(careTypeName, type.care().name());
        }

        boolean fits(Clinic.Performer performer) {
            boolean asked =
                    performers.isEmpty()
                            || performers.stream()
                                    .anyMatch(one -> one.equalsIgnoreCase(performer.hsaId()));
            return asked && (room == null || room.equals(performer.room()));
        }

        /** The same wish for one time type unless it names one. */
        Wish orType(String id) {
            return timeTypeId != null
                    ? this
                    : new Wish(performers, room, id, timeTypeName, careTypeId, careTypeName);
        }

        private static boolean is(String wanted, String actual) {
            return wanted == null || wanted.equals(actual);
        }
    }
}
