package se.knutpunkt.sso;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.text.ParseException;
import org.springframework.boot.ssl.pem.PemContent;

/** The private key of private_key_jwt: a JWK (RSA or EC), or an RSA key as PEM (PKCS 8). */
final class ClientKey {

    private static final int SHORTEST_RSA = 2048;

    private ClientKey() {}

    /**
     * @param keyId names the key when it does not name itself; may be null
     * @throws IllegalArgumentException without the key's content when it is none of these
     */
    static JWK parse(String secret, String keyId) {
        try {
            JWK key = secret.startsWith("{") ? JWK.parse(secret) : rsa(secret, keyId);
            if (!key.isPrivate() || key instanceof RSAKey rsa && rsa.size() < SHORTEST_RSA) {
                throw new IllegalArgumentException("is no private key of enough length");
            }
            return key;
        } catch (ParseException | GeneralSecurityException | IllegalStateException e) {
            throw new IllegalArgumentException("is neither a JWK nor an RSA key as PEM");
        }
    }

    private static JWK rsa(String pem, String keyId) throws GeneralSecurityException {
        PrivateKey key = PemContent.of(pem).getPrivateKey();
        if (!(key instanceof RSAPrivateCrtKey crt)) {
            throw new IllegalArgumentException("is no RSA key; give an EC key as a JWK");
        }
        RSAPublicKey publicKey =
                (RSAPublicKey)
                        KeyFactory.getInstance("RSA")
                                .generatePublic(
                                        new RSAPublicKeySpec(
                                                crt.getModulus(), crt.getPublicExponent()));
        return new RSAKey.Builder(publicKey)
                .privateKey(key)
                .keyUse(KeyUse.SIGNATURE)
                .keyID(keyId)
                .build();
    }
}
