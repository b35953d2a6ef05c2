package se.knutpunkt.fake.apns;

import java.time.Instant;

/**
 * What is answered.
 *
 * @param reason null when the push was accepted
 * @param invalidSince only with 410: when the token was known to be dead
 */
record Reply(int status, String reason, Instant invalidSince) {
    static final Reply ACCEPTED = new Reply(200, null, null);

    static Reply refused(String reason) {
        return new Reply(Reasons.status(reason), reason, null);
    }

    boolean isAccepted() {
        return status == 200;
    }

    String json() {
        String time =
                invalidSince == null
                        ? ""
                        : ",\"timestamp\":%d".formatted(invalidSince.toEpochMilli());
        return "{\"reason\":\"%s\"%s}".formatted(reason, time);
    }
}
