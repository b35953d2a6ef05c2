package se.knutpunkt.fake.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.OAuth2Config;
import no.nav.security.mock.oauth2.http.MockWebServerWrapper;
import no.nav.security.mock.oauth2.token.KeyProvider;
import no.nav.security.mock.oauth2.token.OAuth2TokenProvider;

/**
 * The identity provider: gives citizens' tokens for {@code grant_type=password} at {@code
 * /citizen/token} and machines' for {@code client_credentials} at {@code /machine/token}, and makes
 * tokens that must be refused for tests.
 */
public final class IdentityProvider implements AutoCloseable {
    /** Whom the tokens are for. */
    public static final String AUDIENCE = "knutpunkt";

    static final String CITIZEN = "citizen";
    static final String MACHINE = "machine";

    private static final String TOLVAN = "191212121212";

    private final KeyProvider keys = new KeyProvider();
    private final MockOAuth2Server server;
    private final int port;
    private final KeyServer citizenKeys;
    private final Map<String, String> citizens = new ConcurrentHashMap<>();

    /** On a port (0 = a free one), loopback only. */
    public IdentityProvider(int port) {
        OAuth2TokenProvider tokens = new OAuth2TokenProvider(keys);
        server =
                new MockOAuth2Server(
                        new OAuth2Config(
                                false,
                                null,
                                null,
                                false,
                                tokens,
                                Set.of(IssuerCallback.citizen(), IssuerCallback.machine()),
                                new MockWebServerWrapper()));
        server.start(InetAddress.getLoopbackAddress(), port);
        this.port = server.baseUrl().port();
        this.citizenKeys = new KeyServer(key(CITIZEN).toPublicJWK());
    }

    public int port() {
        return port;
    }

    /** The base address without a slash at the end. */
    public String url() {
        return "http://localhost:" + port;
    }

    /** The issuer of citizens' tokens, which is also where its metadata hang. */
    public String citizenIssuer() {
        return url() + "/" + CITIZEN;
    }

    /** The issuer of machines' tokens. */
    public String machineIssuer() {
        return url() + "/" + MACHINE;
    }

    /** Publishes the citizens' keys as {@code /citizen/jwks} does, but may change them and fail. */
    public KeyServer citizenKeys() {
        return citizenKeys;
    }

    /** A proper token; the same one for the same number, as signing costs. */
    public String citizenToken(String personalNumber) {
        return citizens.computeIfAbsent(
                personalNumber, number -> sign(CITIZEN, citizen(number), key(CITIZEN)));
    }

    /** Tolvan's token with changes. */
    public String token(Consumer<Claims> changes) {
        return sign(CITIZEN, changed(changes), key(CITIZEN));
    }

    /** Tolvan's token signed with another key of the citizens' issuer. */
    public String tokenBy(RSAKey key) {
        return sign(key.getKeyID(), citizen(TOLVAN), key);
    }

    /** A key with an id of its own, published nowhere. */
    public static RSAKey newKey() {
        try {
            return new RSAKeyGenerator(2048).keyID(UUID.randomUUID().toString()).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A machine's token with these scopes. */
    public String machineToken(String... scopes) {
        return machineToken(claims -> {}, scopes);
    }

    /** The same with changes. */
    public String machineToken(Consumer<Claims> changes, String... scopes) {
        return clientToken("sandbox-machine", changes, scopes);
    }

    /** The token of a certain machine with these scopes. */
    public String clientToken(String client, String... scopes) {
        return clientToken(client, claims -> {}, scopes);
    }

    private String clientToken(String client, Consumer<Claims> changes, String... scopes) {
        Claims claims = new Claims(machineIssuer(), Instant.now());
        claims.with("sub", client).with("client_id", client);
        claims.with("scope", String.join(" ", scopes));
        changes.accept(claims);
        return sign(MACHINE, claims, key(MACHINE));
    }

    /** Tolvan's token signed by a stranger who names our key. */
    public String foreignToken() {
        return sign(CITIZEN, citizen(TOLVAN), strangersKey());
    }

    /** Tolvan's token signed by a stranger with a key id nobody knows. */
    public String unknownKeyToken() {
        return sign(UUID.randomUUID().toString(), citizen(TOLVAN), strangersKey());
    }

    /** Tolvan's token with {@code alg: none}. */
    public String unsigned() {
        return unsigned(claims -> {});
    }

    /** Tolvan's token with changes and {@code alg: none}. */
    public String unsigned(Consumer<Claims> changes) {
        return new PlainJWT(changed(changes).set()).serialize();
    }

    /** Tolvan's token signed with HS256 and our public key as the secret. */
    public String hmacToken() {
        try {
            JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(CITIZEN).build();
            byte[] secret = key(CITIZEN).toRSAPublicKey().getEncoded();
            return serialize(header, citizen(TOLVAN), new MACSigner(secret));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        citizenKeys.close();
        server.shutdown();
    }

    static Map<String, Object> citizenClaims(String personalNumber) {
        byte[] number = personalNumber.getBytes(StandardCharsets.UTF_8);
        return Map.of(
                "sub",
                UUID.nameUUIDFromBytes(number).toString(),
                "acr",
                Claims.LOA3,
                "auth_time",
                Instant.now().getEpochSecond(),
                "scope",
                Claims.CITIZEN_SCOPES,
                Claims.PERSONAL_NUMBER,
                personalNumber);
    }

    private Claims citizen(String personalNumber) {
        Claims claims = new Claims(citizenIssuer(), Instant.now());
        citizenClaims(personalNumber).forEach(claims::with);
        return claims;
    }

    private Claims changed(Consumer<Claims> changes) {
        Claims claims = citizen(TOLVAN);
        changes.accept(claims);
        return claims;
    }

    private RSAKey key(String issuerId) {
        return keys.signingKey(issuerId).toRSAKey();
    }

    private static RSAKey strangersKey() {
        try {
            return new RSAKeyGenerator(2048).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String sign(String keyId, Claims claims, RSAKey key) {
        try {
            JWSHeader header =
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID(keyId)
                            .type(JOSEObjectType.JWT)
                            .build();
            return serialize(header, claims, new RSASSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String serialize(JWSHeader header, Claims claims, JWSSigner signer)
            throws JOSEException {
        SignedJWT token = new SignedJWT(header, claims.set());
        token.sign(signer);
        return token.serialize();
    }
}
