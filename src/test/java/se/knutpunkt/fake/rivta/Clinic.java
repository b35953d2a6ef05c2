package se.knutpunkt.fake.rivta;

import java.util.List;
import java.util.Optional;

/** A clinic with what may be booked there; its codes are its own. */
record Clinic(
        String hsaId,
        String name,
        String region,
        boolean renumbersAtRebooking,
        List<TimeType> types) {

    Optional<TimeType> type(String id) {
        return types.stream().filter(one -> one.id().equals(id)).findFirst();
    }

    /** A kind of care, such as sampling. */
    record CareType(String id, String name) {}

    /** Who or what a time is with: a person, or a room when there is no person. */
    record Performer(String hsaId, String firstName, String lastName, String title, String room) {

        static Performer person(String hsaId, String firstName, String lastName, String title) {
            return new Performer(hsaId, firstName, lastName, title, null);
        }

        static Performer room(String id, String name) {
            return new Performer(null, null, name, null, id);
        }

        boolean isPerson() {
            return hsaId != null;
        }

        String id() {
            return isPerson() ? hsaId : room;
        }

        String name() {
            return isPerson() ? firstName + " " + lastName : lastName;
        }
    }

    /** A kind of visit; {@code advice} must be shown to the patient when it is booked. */
    record TimeType(
            String id, String name, CareType care, List<Performer> performers, String advice) {}
}
