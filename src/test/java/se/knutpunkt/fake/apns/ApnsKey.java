package se.knutpunkt.fake.apns;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;

/** The signing key of a team, made anew in each run; its app is {@link #TOPIC}. */
public record ApnsKey(KeyPair pair, String keyId, String teamId) {
    public static final String TOPIC = "se.inera.app1177";

    public ApnsKey() {
        this(newPair(), "SANDBOXKEY", "SANDBOXTEA");
    }

    /** As Apple's .p8 file: PKCS#8. */
    public String pem() {
        Base64.Encoder encoder = Base64.getMimeEncoder(64, new byte[] {'\n'});
        return "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
                .formatted(encoder.encodeToString(pair.getPrivate().getEncoded()));
    }

    private static KeyPair newPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
