package se.knutpunkt.notification;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import se.knutpunkt.store.ByteKey;

/**
 * Due notices with all that the rules need to decide.
 *
 * @param who by notice, who is to be told
 * @param addressees those of them that have told the hub how to reach them
 */
record Audience(Due due, Map<UUID, Who> who, Map<ByteKey, Addressee> addressees) {

    /**
     * Whom one notice is for.
     *
     * @param to hashes, each with the child's first name or null
     * @param instead when nobody may be told: the reason, or null
     * @param unconfirmed the guardians must be asked for first
     */
    record Who(List<Guardian> to, String instead, boolean unconfirmed) {

        static Who of(List<Guardian> to) {
            return new Who(to, null, false);
        }

        static Who nobody(String reason) {
            return new Who(List.of(), reason, false);
        }

        static Who unknown() {
            return new Who(List.of(), null, true);
        }
    }
}
