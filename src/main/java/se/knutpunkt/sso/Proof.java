package se.knutpunkt.sso;

import java.time.Duration;
import java.time.Instant;

/**
 * What a back end is shown: an access token, or a SAML assertion as XML. Secret; its text form
 * hides it.
 *
 * @param expires when the issuer no longer stands by it
 * @param refresh from when on a new one is fetched while this one still serves
 * @param last the last moment it is sent, a little before it expires
 * @param renewal the refresh token that came with it, or null
 */
public record Proof(String value, Instant expires, Instant refresh, Instant last, String renewal) {

    private static final Duration LONGEST_LEAD = Duration.ofSeconds(60);
    private static final Duration LONGEST_MARGIN = Duration.ofSeconds(10);

    /** One that is renewed in the last third of its life, at most a minute before its end. */
    static Proof of(String value, Instant now, Instant expires) {
        Duration life = Duration.between(now, expires);
        return new Proof(
                value,
                expires,
                expires.minus(shorter(life.dividedBy(3), LONGEST_LEAD)),
                expires.minus(shorter(life.dividedBy(10), LONGEST_MARGIN)),
                null);
    }

    /** The same with the refresh token that came with it, or null. */
    Proof renewedBy(String refreshToken) {
        return new Proof(value, expires, refresh, last, refreshToken);
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    boolean serves(Instant now) {
        return now.isBefore(last);
    }

    boolean isOld(Instant now) {
        return !now.isBefore(refresh);
    }

    @Override
    public String toString() {
        return "Proof[expires=" + expires + "]";
    }
}
