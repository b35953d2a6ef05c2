package se.knutpunkt.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.stereotype.Component;

/**
 * A token that was verified a moment ago is not verified again: an app sends the same token with
 * every call of a burst, and the signature is the dearest part of a call. Kept by its hash, for a
 * bounded time and never past its expiry; a token that was refused is not kept. A key that the
 * issuer withdraws is therefore obeyed for that time longer.
 */
@Component
public final class RecentTokens {

    private static final int MOST = 10_000;

    private final boolean off;
    private final Cache<String, VerifiedToken> verified;
    private final AtomicLong drops = new AtomicLong();

    /**
     * @param kept how long a verified token is trusted; zero verifies each time
     */
    RecentTokens(@Value("${knutpunkt.api.token-kept}") Duration kept) {
        this.off = kept.isZero();
        this.verified = Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(kept).build();
    }

    VerifiedToken of(String token, Function<String, VerifiedToken> verify) {
        if (off) {
            return verify.apply(token);
        }
        String hash = Sha256.of(token);
        VerifiedToken known = verified.getIfPresent(hash);
        if (known != null && !known.isExpired()) {
            return known;
        }
        long before = drops.get();
        VerifiedToken fresh = verify.apply(token);
        verified.put(hash, fresh);
        if (drops.get() != before) {
            // a logout came meanwhile and may have been for this one
            verified.invalidate(hash);
        }
        return fresh;
    }

    /**
     * After a logout: tokens of that session, or of all the citizen's sessions when it is not
     * named, are verified anew.
     *
     * @param sid the session; null for all sessions of the citizen
     * @param sub the citizen; may be null when the session is given
     */
    public void drop(String issuer, String sid, String sub) {
        drops.incrementAndGet();
        verified.asMap().values().removeIf(token -> isOf(token.jwt(), issuer, sid, sub));
    }

    private static boolean isOf(Jwt token, String issuer, String sid, String sub) {
        String own = token.getClaimAsString("sid");
        boolean session = sid != null && sid.equals(own);
        boolean citizen = sub != null && sub.equals(token.getSubject());
        return issuer.equals(token.getClaimAsString("iss"))
                && (session || citizen && (sid == null || own == null));
    }
}
