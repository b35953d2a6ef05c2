package se.knutpunkt.store;

import java.util.List;
import java.util.Optional;
import org.springframework.security.crypto.encrypt.AesBytesEncryptor;
import org.springframework.security.crypto.encrypt.BytesEncryptor;
import org.springframework.security.crypto.keygen.KeyGenerators;

/**
 * Encrypts what is stored: AES-256-GCM by keys derived from {@code KNUTPUNKT_IDENTIFIER_KEY}. The
 * first of the configured keys seals, all of them open, so a key is changed by putting the new one
 * first.
 */
public final class Seal {

    private final List<BytesEncryptor> encryptors;

    /**
     * @param secrets the configured keys
     * @param purpose hexadecimal digits, another for each kind of data: what was sealed for one
     *     purpose cannot be opened as another
     */
    public Seal(List<String> secrets, String purpose) {
        this.encryptors = secrets.stream().map(secret -> encryptor(secret, purpose)).toList();
    }

    private static BytesEncryptor encryptor(String secret, String purpose) {
        return new AesBytesEncryptor(
                secret,
                purpose,
                KeyGenerators.secureRandom(16),
                AesBytesEncryptor.CipherAlgorithm.GCM);
    }

    public byte[] seal(byte[] plain) {
        return encryptors.get(0).encrypt(plain);
    }

    /** Empty when there is nothing to open, or no key of the hub opens it any more. */
    public Optional<byte[]> open(byte[] sealed) {
        if (sealed == null) {
            return Optional.empty();
        }
        for (BytesEncryptor encryptor : encryptors) {
            try {
                return Optional.of(encryptor.decrypt(sealed));
            } catch (IllegalStateException | IndexOutOfBoundsException e) {
                // another key, or nothing that was sealed
            }
        }
        return Optional.empty();
    }
}
