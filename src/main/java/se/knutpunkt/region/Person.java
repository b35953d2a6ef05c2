package se.knutpunkt.region;

import java.util.Map;

/**
 * What the hub keeps of a person-register answer (GetPersonsForProfile 5): the name, as booking
 * demands it, and the county of residence.
 *
 * @param county the county code, or null when the register gives none
 * @param populationRecordProtected nothing about where the person lives may be shown, logged or
 *     sent on
 * @param deregistered the person is dead, emigrated or otherwise struck from the register
 */
public record Person(
        String given,
        String middle,
        String surname,
        String county,
        boolean populationRecordProtected,
        boolean deregistered) {

    /** As it is shown to who acts for the person; null when the register holds no whole name. */
    String fullName() {
        if (given == null || surname == null) {
            return null;
        }
        return middle == null ? given + " " + surname : given + " " + middle + " " + surname;
    }

    /** From the result of {@code mappings/backends/personregister/getPerson.response.jsonata}. */
    static Person of(Map<?, ?> mapped) {
        boolean isProtected = Boolean.TRUE.equals(mapped.get("protected"));
        return new Person(
                (String) mapped.get("given"),
                (String) mapped.get("middle"),
                (String) mapped.get("surname"),
                isProtected ? null : (String) mapped.get("county"),
                isProtected,
                Boolean.TRUE.equals(mapped.get("deregistered")));
    }
}
