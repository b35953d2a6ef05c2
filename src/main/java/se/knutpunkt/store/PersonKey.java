package se.knutpunkt.store;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * How a person stands in tables that are kept for years: by a keyed hash to find them, and sealed
 * to reach them. The last of {@code KNUTPUNKT_PERSON_KEY} makes the hashes, for good; the first
 * seals, and all of them open.
 */
@Component
public final class PersonKey {

    private static final String ALGORITHM = "HmacSHA256";
    private static final String PURPOSE = "706572736f6e6e6f";
    private static final int SHORTEST = 32;

    private final ThreadLocal<Mac> mac;
    private final Seal seal;

    public PersonKey(@Value("${knutpunkt.person-key}") List<String> secrets) {
        if (secrets.stream().anyMatch(secret -> secret.length() < SHORTEST)) {
            throw new IllegalArgumentException(
                    "KNUTPUNKT_PERSON_KEY must have at least " + SHORTEST + " characters");
        }
        SecretKeySpec key =
                new SecretKeySpec(
                        secrets.get(secrets.size() - 1).getBytes(StandardCharsets.UTF_8),
                        ALGORITHM);
        this.mac = ThreadLocal.withInitial(() -> mac(key));
        this.seal = new Seal(secrets, PURPOSE);
    }

    /**
     * 32 bytes, HMAC-SHA-256.
     *
     * @param purpose person, device-token: hashes of one purpose say nothing about another
     */
    public byte[] hash(String purpose, String value) {
        Mac own = mac.get();
        own.update(purpose.getBytes(StandardCharsets.UTF_8));
        own.update((byte) 0);
        return own.doFinal(value.getBytes(StandardCharsets.UTF_8));
    }

    public byte[] seal(String plain) {
        return seal.seal(plain.getBytes(StandardCharsets.UTF_8));
    }

    /** Empty when there is nothing, or no key of the hub opens it any more. */
    public Optional<String> open(byte[] sealed) {
        return seal.open(sealed).map(plain -> new String(plain, StandardCharsets.UTF_8));
    }

    private static Mac mac(SecretKeySpec key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
