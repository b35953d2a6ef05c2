package se.knutpunkt.sso;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * HMAC-SHA-256 of a person by the hub's key: without the key the few million numbers cannot be
 * tried out. Another key, another hash: rows before and after a change of the key cannot be
 * compared.
 */
@Component
final class SubjectHash {

    private static final String ALGORITHM = "HmacSHA256";

    /** Keeps these hashes apart from everything else that the key signs. */
    private static final byte[] PURPOSE = "proof-ledger\0".getBytes(StandardCharsets.UTF_8);

    private final SecretKeySpec key;

    SubjectHash(@Value("${knutpunkt.identifier-key}") List<String> keys) {
        this.key = new SecretKeySpec(keys.get(0).getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /** Null for nobody. */
    byte[] of(String person) {
        if (person == null || person.isEmpty()) {
            return null;
        }
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(PURPOSE);
            return mac.doFinal(person.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
