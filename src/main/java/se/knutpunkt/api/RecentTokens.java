package se.knutpunkt.api;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/**
 * A token that was verified a moment ago is not verified again: an app sends the same token with
 * every call of a burst, and the signature is the dearest part of a call. Kept by its hash, for a
 * bounded time and never past its expiry; a token that was refused is not kept. A key that the
 * issuer withdraws is therefore obeyed for that time longer.
 */
final class RecentTokens implements JwtDecoder {

    private static final int MOST = 10_000;

    private final JwtDecoder decoder;
    private final Cache<String, Jwt> verified;

    /**
     * @param kept how long a verified token is trusted; zero verifies each time
     */
    static JwtDecoder before(JwtDecoder decoder, Duration kept, RecentLogins logins) {
        if (kept.isZero()) {
            return decoder;
        }
        RecentTokens recent = new RecentTokens(decoder, kept);
        logins.add(recent);
        return recent;
    }

    private RecentTokens(JwtDecoder decoder, Duration kept) {
        this.decoder = decoder;
        this.verified = Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(kept).build();
    }

    @Override
    public Jwt decode(String token) {
        String hash = hash(token);
        Jwt known = verified.getIfPresent(hash);
        if (known != null && Instant.now().isBefore(known.getExpiresAt())) {
            return known;
        }
        Jwt jwt = decoder.decode(token);
        verified.put(hash, jwt);
        return jwt;
    }

    /** After a logout: tokens of that session, or of all the citizen's when it is not named. */
    void drop(String issuer, String sid, String sub) {
        verified.asMap().values().removeIf(token -> isOf(token, issuer, sid, sub));
    }

    private static boolean isOf(Jwt token, String issuer, String sid, String sub) {
        String own = token.getClaimAsString("sid");
        boolean session = sid != null && sid.equals(own);
        boolean citizen = sub != null && sub.equals(token.getSubject());
        return issuer.equals(token.getClaimAsString("iss"))
                && (session || citizen && (sid == null || own == null));
    }

    private static String hash(String token) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(token.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
