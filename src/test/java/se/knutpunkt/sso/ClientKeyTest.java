package se.knutpunkt.sso;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class ClientKeyTest {

    @Test
    void aJwkNamesItself() throws JOSEException {
        ECKey key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
        assertThat(ClientKey.parse(key.toJSONString(), "other")).isEqualTo(key);
    }

    @Test
    void aPemIsNamedByTheFile() throws JOSEException {
        RSAKey key = new RSAKeyGenerator(2048).generate();
        JWK read = ClientKey.parse(pem(key), "k2");
        assertThat(read.getKeyID()).isEqualTo("k2");
        assertThat(read.toRSAKey().toRSAPublicKey()).isEqualTo(key.toRSAPublicKey());
        assertThat(read.isPrivate()).isTrue();
    }

    @Test
    void whatIsNoPrivateKeyIsRefusedWithoutBeingShown() throws JOSEException {
        ECKey key = new ECKeyGenerator(Curve.P_256).generate();
        refused(key.toPublicJWK().toJSONString());
        refused("{\"kty\":\"secret\"}");
        refused("just-a-secret");
        refused(pem(new RSAKeyGenerator(1024, true).generate()));
    }

    private static void refused(String secret) {
        assertThatThrownBy(() -> ClientKey.parse(secret, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret\"")
                .hasNoCause();
    }

    private static String pem(RSAKey key) throws JOSEException {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(key.toPrivateKey().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }
}
