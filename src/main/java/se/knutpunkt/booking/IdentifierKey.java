package se.knutpunkt.booking;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * The hub's own key for signing identifiers: HMAC-SHA-256. The first of the configured keys signs,
 * all of them verify, so a key is changed by putting the new one first.
 */
@Component
final class IdentifierKey {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int SHORTEST = 32;
    static final int LENGTH = 16;

    private final List<Mac> keys = new ArrayList<>();

    IdentifierKey(@Value("${knutpunkt.identifier-key}") List<String> secrets) {
        for (String secret : secrets) {
            if (secret.length() < SHORTEST) {
                throw new IllegalArgumentException(
                        "KNUTPUNKT_IDENTIFIER_KEY must have at least " + SHORTEST + " characters");
            }
            keys.add(mac(secret));
        }
    }

    /** The first 16 bytes of the signature of the parts, by the signing key. */
    byte[] sign(String... parts) {
        return sign(keys.get(0), parts);
    }

    boolean verify(byte[] signature, String... parts) {
        return keys.stream().anyMatch(key -> MessageDigest.isEqual(sign(key, parts), signature));
    }

    private static Mac mac(String secret) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * On a copy of the keyed MAC: a new one for each identifier would cost more than the signing.
     */
    private static byte[] sign(Mac key, String... parts) {
        try {
            Mac mac = (Mac) key.clone();
            for (String part : parts) {
                mac.update(part.getBytes(StandardCharsets.UTF_8));
                mac.update((byte) 0);
            }
            return Arrays.copyOf(mac.doFinal(), LENGTH);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }
}
