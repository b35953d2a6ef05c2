package se.knutpunkt.fault;

import com.eatthepath.pushy.apns.server.MockApnsServer;
import com.eatthepath.pushy.apns.server.MockApnsServerBuilder;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import se.knutpunkt.fake.Shown;
import se.knutpunkt.fake.token.Certificates;

final class QuickPush implements AutoCloseable {
    static final Pattern ID = Pattern.compile("\"notificationId\"\\s*:\\s*\"([^\"]+)\"");
    final Shown shown = new Shown();
    final MockApnsServer server;
    final int port;
    final Certificates authority = new Certificates("apns authority");
    final String keyPem;

    QuickPush(int port) throws Exception {
        this.port = port;
        Certificates.Identity identity = authority.identity("apns", "localhost");
        KeyPairGenerator g = KeyPairGenerator.getInstance("EC");
        g.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair kp = g.generateKeyPair();
        keyPem =
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder(64, "\n".getBytes())
                                .encodeToString(kp.getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n";
        server =
                new MockApnsServerBuilder()
                        .setServerCredentials(
                                new ByteArrayInputStream(identity.certificatePem().getBytes()),
                                new ByteArrayInputStream(identity.keyPem().getBytes()),
                                null)
                        .setHandlerFactory(
                                ssl ->
                                        (headers, payload) -> {
                                            String path = headers.path().toString();
                                            String token =
                                                    path.substring(path.lastIndexOf('/') + 1);
                                            Matcher m =
                                                    ID.matcher(
                                                            payload.toString(
                                                                    StandardCharsets.UTF_8));
                                            m.find();
                                            shown.show(token, m.group(1), null);
                                        })
                        .build();
        server.start(port).get();
    }

    Map<String, Object> settings() {
        Map<String, Object> s = new HashMap<>();
        s.put("KNUTPUNKT_APNS_PRODUCTION_HOST", "localhost");
        s.put("KNUTPUNKT_APNS_PRODUCTION_PORT", Integer.toString(port));
        s.put("KNUTPUNKT_APNS_TEAM", "SANDBOXTEA");
        s.put("KNUTPUNKT_APNS_KEY_ID", "SANDBOXKEY");
        s.put("KNUTPUNKT_APNS_TLS_BUNDLE", "apns");
        s.put("knutpunkt.secrets.apns-key", keyPem);
        s.put("spring.ssl.bundle.pem.apns.truststore.certificate", authority.authorityPem());
        return s;
    }

    @Override
    public void close() {
        server.shutdown();
    }
}
