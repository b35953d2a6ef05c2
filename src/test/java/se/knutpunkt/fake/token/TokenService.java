package se.knutpunkt.fake.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import java.net.URLDecoder;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import se.knutpunkt.fake.Answer;
import se.knutpunkt.fake.Call;
import se.knutpunkt.fake.FakePartner;
import se.knutpunkt.fake.Mood;
import se.knutpunkt.fake.Request;

/**
 * A token service at {@code /token}: client credentials, token exchange (RFC 8693, also for SAML
 * assertions), jwt-bearer (RFC 7523) and saml2-bearer (RFC 7522), for clients with a secret or a
 * private key. It verifies what it is shown. Audiences begin with {@code aud-}; another is unknown.
 *
 * <p>The mood {@code fault} takes the codes {@code invalid_grant, invalid_target, invalid_client,
 * wrong-type, wrong-issued-type, no-expiry, zero-expiry, no-token, huge} and {@code redirect}.
 */
public final class TokenService extends FakePartner {
    private static final String TYPES = "urn:ietf:params:oauth:token-type:";

    /** Of a token that was asked for without one. */
    private static final String NO_AUDIENCE = "aud-none";

    private static final String GRANTS = "urn:ietf:params:oauth:grant-type:";

    private final RSAKey key = Jwts.newKey("token-service");
    private final RSAKey clientKey = Jwts.newKey("hub-key");
    private final String citizenIssuer;
    private final Supplier<JWKSet> citizenKeys;
    private final Set<String> usedAssertions = ConcurrentHashMap.newKeySet();
    private volatile Duration lifetime = Duration.ofMinutes(5);
    private final Map<String, String> refreshable = new ConcurrentHashMap<>();

    /**
     * @param citizenIssuer whose tokens are exchanged
     * @param citizenKeys its public keys
     */
    public TokenService(int port, String citizenIssuer, Supplier<JWKSet> citizenKeys) {
        this.citizenIssuer = citizenIssuer;
        this.citizenKeys = citizenKeys;
        listen(port);
    }

    /** The secret of every client with one. */
    public String clientSecret() {
        return "s3cret/with+odd:signs";
    }

    /** Refresh tokens do not hold any more. */
    public void withdrawRefreshTokens() {
        refreshable.clear();
    }

    /** The private key of the hub, as a JWK, whose public half the service knows. */
    public String clientKey() {
        return clientKey.toJSONString();
    }

    public String tokenUrl() {
        return url() + "/token";
    }

    /** How long what is issued from now on is valid. */
    public void lifetime(Duration duration) {
        lifetime = duration;
    }

    @Override
    public void reset() {
        super.reset();
        lifetime = Duration.ofMinutes(5);
        refreshable.clear();
    }

    /** An access token about somebody, as if an assertion had been traded for it. */
    public String tokenAbout(String subject) {
        String json = new String(token(subject, NO_AUDIENCE, null, Map.of()).body(), UTF_8);
        return json.replaceFirst(".*?\"access_token\":\"([^\"]+)\".*", "$1");
    }

    /** Whom an access token of this service is about; nothing when it does not hold. */
    public Optional<String> subject(String token) {
        try {
            return Optional.of(Jwts.verified(token, key, url(), NO_AUDIENCE).getSubject());
        } catch (Refusal e) {
            return Optional.empty();
        }
    }

    RSAKey key() {
        return key;
    }

    @Override
    protected Call understand(Request request) {
        Map<String, String> form = form(request.text());
        return new TokenCall(request, form, this);
    }

    private record TokenCall(Request request, Map<String, String> form, TokenService service)
            implements Call {
        @Override
        public String operation() {
            String grant = form.getOrDefault("grant_type", "none");
            return grant.substring(grant.lastIndexOf(':') + 1);
        }

        @Override
        public boolean changesState() {
            return false;
        }

        @Override
        public Answer answer() {
            return service.answer(request, form);
        }

        @Override
        public Answer fault(Mood mood) {
            String code = mood.code() == null ? "invalid_request" : mood.code();
            return switch (code) {
                case "wrong-type" -> changed("\"Bearer\"", "\"mac\"");
                case "wrong-issued-type" -> changed("token-type:", "token-type:x-");
                case "no-expiry" -> changed("\"expires_in\"", "\"other\"");
                case "zero-expiry" -> changed("\"expires_in\":", "\"expires_in\":0,\"x\":");
                case "no-token" -> changed("\"access_token\"", "\"other\"");
                case "huge" ->
                        Answer.of(200, "application/json", "[" + " ".repeat(2_000_000) + "]");
                case "redirect" -> Answer.of(307).with("Location", service.tokenUrl() + "?again=1");
                case "invalid_client" -> error(401, code);
                default -> error(400, code);
            };
        }

        private Answer changed(String old, String changed) {
            Answer good = answer();
            return Answer.of(
                    200, "application/json", new String(good.body(), UTF_8).replace(old, changed));
        }
    }

    private Answer answer(Request request, Map<String, String> form) {
        if (!request.path().equals("/token") || !request.method().equals("POST")) {
            return Answer.of(404);
        }
        String client;
        try {
            client = client(request, form);
        } catch (Refusal e) {
            return error(401, "invalid_client");
        }
        try {
            return switch (form.getOrDefault("grant_type", "")) {
                case "client_credentials" -> token(client, audience(form), null, form);
                case GRANTS + "token-exchange" -> exchange(form);
                case GRANTS + "jwt-bearer" -> {
                    JWTClaimsSet assertion =
                            Jwts.verified(form.get("assertion"), key, url(), "aud-trade");
                    yield token(assertion.getSubject(), audience(form), null, form);
                }
                case GRANTS + "saml2-bearer" -> {
                    String xml = new String(decoded(form.get("assertion")), UTF_8);
                    Saml.Verified saml = Saml.verify(xml, publicKey());
                    Refusal.unless(saml.audience().equals("aud-trade"), "audience");
                    Refusal.unless(saml.issuer().equals(url()), "issuer");
                    yield withRefresh(saml.subject(), audience(form), form);
                }
                case "refresh_token" -> {
                    String subject = refreshable.remove(form.get("refresh_token"));
                    Refusal.unless(subject != null, "refresh");
                    yield withRefresh(subject, audience(form), form);
                }
                default -> error(400, "unsupported_grant_type");
            };
        } catch (Refusal e) {
            return error(400, e.getMessage().equals("target") ? "invalid_target" : "invalid_grant");
        }
    }

    /** With a refresh token that is good once. */
    private Answer withRefresh(String subject, String audience, Map<String, String> form) {
        String refresh = UUID.randomUUID().toString();
        refreshable.put(refresh, subject);
        Answer token = token(subject, audience, null, form);
        String json = new String(token.body(), UTF_8);
        return Answer.of(
                200,
                "application/json",
                json.replaceFirst("}$", ",\"refresh_token\":\"%s\"}".formatted(refresh)));
    }

    private Answer exchange(Map<String, String> form) {
        if (!(TYPES + "access_token").equals(form.get("subject_token_type"))) {
            return error(400, "invalid_request"); // as Keycloak does
        }
        JWTClaimsSet subject = citizen(form.get("subject_token"));
        String type = form.getOrDefault("requested_token_type", TYPES + "access_token");
        if (!type.equals(TYPES + "saml2")) {
            return token(subject.getSubject(), audience(form), type, form);
        }
        String xml =
                Saml.signed(
                        url(),
                        subject.getSubject(),
                        audience(form),
                        Instant.now().plus(lifetime),
                        privateKey());
        return json(
                Base64.getUrlEncoder().withoutPadding().encodeToString(xml.getBytes(UTF_8)),
                "N_A",
                type,
                "");
    }

    private Answer token(
            String subject, String audience, String issuedType, Map<String, String> form) {
        Instant now = Instant.now();
        JWTClaimsSet claims =
                new JWTClaimsSet.Builder()
                        .issuer(url())
                        .subject(subject)
                        .audience(audience)
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(lifetime)))
                        .claim("scope", form.get("scope"))
                        .jwtID(UUID.randomUUID().toString())
                        .build();
        return json(
                Jwts.signed(claims, key),
                "Bearer",
                issuedType,
                ",\"expires_in\":" + lifetime.toSeconds());
    }

    private static Answer json(String token, String type, String issuedType, String more) {
        String issued =
                issuedType == null ? "" : ",\"issued_token_type\":\"%s\"".formatted(issuedType);
        return Answer.of(
                200,
                "application/json",
                "{\"access_token\":\"%s\",\"token_type\":\"%s\"%s%s}"
                        .formatted(token, type, issued, more));
    }

    /** RFC 7522 wants base64url; E-hälsomyndigheten takes base64. */
    private static byte[] decoded(String assertion) {
        boolean plain = assertion.contains("+") || assertion.contains("/");
        return (plain ? Base64.getDecoder() : Base64.getUrlDecoder()).decode(assertion);
    }

    private static String audience(Map<String, String> form) {
        String audience = form.getOrDefault("audience", form.getOrDefault("resource", NO_AUDIENCE));
        Refusal.unless(audience.startsWith("aud-") || audience.startsWith("http"), "target");
        return audience;
    }

    private JWTClaimsSet citizen(String token) {
        RSAKey issuers = citizenKeys.get().getKeys().get(0).toRSAKey();
        return Jwts.verified(token, issuers, citizenIssuer, "knutpunkt");
    }

    /** client_secret_basic, or private_key_jwt with an assertion that was never used before. */
    private String client(Request request, Map<String, String> form) {
        if (form.containsKey("client_assertion")) {
            Refusal.unless(
                    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
                            .equals(form.get("client_assertion_type")),
                    "type");
            JWTClaimsSet claims =
                    Jwts.verified(
                            form.get("client_assertion"), clientKey, "hub-with-key", tokenUrl());
            Refusal.unless("hub-with-key".equals(claims.getSubject()), "subject");
            Refusal.unless(usedAssertions.add(claims.getJWTID()), "replay");
            return claims.getSubject();
        }
        String header = request.header("Authorization").orElse("");
        Refusal.unless(header.startsWith("Basic "), "no client");
        String[] pair =
                new String(Base64.getDecoder().decode(header.substring(6)), UTF_8).split(":");
        Refusal.unless(
                pair.length == 2
                        && URLDecoder.decode(pair[0], UTF_8).startsWith("hub")
                        && URLDecoder.decode(pair[1], UTF_8).equals(clientSecret()),
                "secret");
        return pair[0];
    }

    private static Answer error(int status, String code) {
        return Answer.of(
                status,
                "application/json",
                "{\"error\":\"%s\",\"error_description\":\"intern förklaring\"}".formatted(code));
    }

    private static Map<String, String> form(String body) {
        Map<String, String> form = new HashMap<>();
        Arrays.stream(body.split("&"))
                .map(pair -> pair.split("=", 2))
                .filter(pair -> pair.length == 2)
                .forEach(
                        pair ->
                                form.put(
                                        URLDecoder.decode(pair[0], UTF_8),
                                        URLDecoder.decode(pair[1], UTF_8)));
        return form;
    }

    java.security.PublicKey publicKey() {
        try {
            return key.toPublicKey();
        } catch (com.nimbusds.jose.JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private java.security.PrivateKey privateKey() {
        try {
            return key.toPrivateKey();
        } catch (com.nimbusds.jose.JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The grants that were asked for, as the log of what was seen names them. */
    public List<String> grants() {
        return seen().stream().map(se.knutpunkt.fake.Seen::operation).toList();
    }
}
