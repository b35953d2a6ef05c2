package se.knutpunkt.sso;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Predicate;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.stereotype.Component;
import se.knutpunkt.error.Problem;
import se.knutpunkt.token.TrustedIssuer;

/** Verifies logout tokens by OpenID Connect Back-Channel Logout 1.0, section 2.6. */
@Component
final class LogoutTokens {

    private static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);

    /** Tokens are short-lived (section 2.4 recommends two minutes). */
    private static final Duration OLDEST = Duration.ofMinutes(5);

    private static final int REMEMBERED = 100_000;

    private final JwtDecoder decoder;
    private final Cache<String, Boolean> used =
            Caffeine.newBuilder()
                    .maximumSize(REMEMBERED)
                    .expireAfterWrite(OLDEST.plus(CLOCK_SKEW).plus(CLOCK_SKEW))
                    .build();

    LogoutTokens(
            @Qualifier(TrustedIssuer.OF_CITIZENS) TrustedIssuer citizens,
            @Value("${knutpunkt.sso.logout-audience}") String audience) {
        this.decoder =
                citizens.decoder(
                        "logout+jwt",
                        new DelegatingOAuth2TokenValidator<>(
                                demand(token -> contains(token, audience)),
                                demand(LogoutTokens::isRecent),
                                demand(LogoutTokens::isLogout),
                                demand(token -> token.getClaims().get("nonce") == null),
                                demand(token -> token.getId() != null && !token.getId().isEmpty()),
                                demand(
                                        token ->
                                                token.getSubject() != null
                                                        || token.getClaimAsString("sid") != null)));
    }

    /**
     * @throws Problem {@code logout-token-invalid}, also for one that was used before; {@code
     *     identity-provider-unavailable} when its key cannot be fetched
     */
    Jwt verify(String token) {
        Jwt jwt;
        try {
            jwt = decoder.decode(token);
        } catch (BadJwtException e) {
            throw Problem.of("logout-token-invalid");
        } catch (JwtException e) {
            throw Problem.of("identity-provider-unavailable");
        } catch (IllegalArgumentException e) {
            throw Problem.of("logout-token-invalid");
        }
        if (used.asMap().putIfAbsent(jwt.getId(), true) != null) {
            throw Problem.of("logout-token-invalid");
        }
        return jwt;
    }

    private static boolean contains(Jwt token, String audience) {
        return token.getAudience() != null && token.getAudience().contains(audience);
    }

    private static boolean isRecent(Jwt token) {
        Instant issued = token.getIssuedAt();
        Instant now = Instant.now();
        return issued != null
                && issued.isAfter(now.minus(OLDEST))
                && issued.isBefore(now.plus(CLOCK_SKEW));
    }

    private static boolean isLogout(Jwt token) {
        return token.getClaims().get("events") instanceof Map<?, ?> events
                && events.get(EVENT) instanceof Map<?, ?>;
    }

    private static OAuth2TokenValidator<Jwt> demand(Predicate<Jwt> rule) {
        return token ->
                rule.test(token)
                        ? OAuth2TokenValidatorResult.success()
                        : OAuth2TokenValidatorResult.failure(
                                new OAuth2Error("invalid_token", "no logout token", null));
    }
}
