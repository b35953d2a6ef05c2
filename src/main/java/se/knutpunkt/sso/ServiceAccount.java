package se.knutpunkt.sso;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.http.MediaType;
import org.springframework.security.oauth2.core.endpoint.OAuth2AccessTokenResponse;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.client.RestClient;
import se.knutpunkt.error.Problem;

/**
 * One account's access token, kept until shortly before it expires. Whoever needs a new one waits
 * for the one request for it.
 */
public final class ServiceAccount {

    private static final String GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private static final Duration ASSERTION_LIFE = Duration.ofHours(1);
    private static final Duration RENEWED_BEFORE = Duration.ofMinutes(5);

    private final ServiceAccounts.Settings settings;
    private final RSAKey key;
    private final TokenEndpoint endpoint;
    private final RestClient client;
    private final Clock clock;
    private final Object renewal = new Object();
    private final AtomicReference<Kept> kept = new AtomicReference<>();

    private record Kept(String token, Instant until) {}

    ServiceAccount(
            ServiceAccounts.Settings settings, RSAKey key, TokenEndpoint endpoint, Clock clock) {
        this.settings = settings;
        this.key = key;
        this.endpoint = endpoint;
        this.clock = clock;
        OAuth2AccessTokenResponseHttpMessageConverter reader =
                new OAuth2AccessTokenResponseHttpMessageConverter();
        reader.setAccessTokenResponseConverter(
                new ProviderAnswer(ProviderAnswer.ACCESS_TOKEN, false, null, clock));
        this.client = endpoint.client(reader);
    }

    /**
     * @throws Problem {@code login-...} when there is none to be had now
     */
    public String token() {
        Kept now = kept.get();
        if (counts(now)) {
            return now.token;
        }
        synchronized (renewal) {
            Kept other = kept.get();
            if (!counts(other)) {
                other = renewed();
                kept.set(other);
            }
            return other.token;
        }
    }

    /** A token that was refused is not used again. */
    public void drop(String refused) {
        Kept now = kept.get();
        if (now != null && now.token.equals(refused)) {
            kept.compareAndSet(now, null);
        }
    }

    private boolean counts(Kept one) {
        return one != null && clock.instant().isBefore(one.until);
    }

    private Kept renewed() {
        Instant asked = clock.instant();
        MultiValueMap<String, String> form = new LinkedMultiValueMap<>();
        form.set("grant_type", GRANT);
        form.set("assertion", assertion(asked));
        OAuth2AccessTokenResponse answer =
                endpoint.call(
                        () ->
                                client.post()
                                        .uri(endpoint.address())
                                        .contentType(MediaType.APPLICATION_FORM_URLENCODED)
                                        .body(form)
                                        .retrieve()
                                        .body(OAuth2AccessTokenResponse.class));
        if (answer == null) {
            throw Problem.of("login-provider-broken");
        }
        Duration life =
                Duration.between(
                        answer.getAccessToken().getIssuedAt(),
                        answer.getAccessToken().getExpiresAt());
        // one that lives no longer than that is used for half of its life
        Duration early =
                life.compareTo(RENEWED_BEFORE.multipliedBy(2)) > 0
                        ? RENEWED_BEFORE
                        : life.dividedBy(2);
        return new Kept(answer.getAccessToken().getTokenValue(), asked.plus(life).minus(early));
    }

    private String assertion(Instant now) {
        SignedJWT jwt =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.RS256)
                                .type(JOSEObjectType.JWT)
                                .keyID(key.getKeyID())
                                .build(),
                        new JWTClaimsSet.Builder()
                                .issuer(settings.account())
                                .audience(settings.address())
                                .claim("scope", settings.scope())
                                .issueTime(Date.from(now))
                                .expirationTime(Date.from(now.plus(ASSERTION_LIFE)))
                                .jwtID(UUID.randomUUID().toString())
                                .build());
        try {
            jwt.sign(new RSASSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException("an assertion cannot be signed", e);
        }
        return jwt.serialize();
    }

    @Override
    public String toString() {
        return "ServiceAccount[" + settings.account() + "]";
    }
}
