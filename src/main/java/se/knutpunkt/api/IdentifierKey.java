package se.knutpunkt.api;

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
public final class IdentifierKey {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int SHORTEST = 32;

    /** The length of a signature, bytes. */
    public static final int LENGTH = 16;

    /**
     * Each with a MAC for every thread: it is not thread safe, and making one costs more than
     * signing.
     */
    private final List<ThreadLocal<Mac>> keys = new ArrayList<>();

    public IdentifierKey(@Value("${knutpunkt.identifier-key}") List<String> secrets) {
        for (String secret : secrets) {
            if (secret.length() < SHORTEST) {
                throw new IllegalArgumentException(
                        "KNUTPUNKT_IDENTIFIER_KEY must have at least " + SHORTEST + " characters");
            }
            keys.add(ThreadLocal.withInitial(() -> mac(secret)));
        }
    }

    /** Writes the first 16 bytes of the signature of the parts, by the signing key. */
    public void sign(byte[] into, int offset, String... parts) {
        System.arraycopy(whole(keys.get(0).get(), parts), 0, into, offset, LENGTH);
    }

    /** Whether any of the keys signed the parts so. */
    public boolean verify(byte[] signature, String... parts) {
        return keys.stream()
                .map(key -> Arrays.copyOf(whole(key.get(), parts), LENGTH))
                .anyMatch(ours -> MessageDigest.isEqual(ours, signature));
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

    /** Each part ends with a zero. */
    private static byte[] whole(Mac mac, String... parts) {
        StringBuilder text = new StringBuilder(160);
        for (String part : parts) {
            text.append(part).append('\0');
        }
        return mac.doFinal(text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
