package se.knutpunkt.sso;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.oauth2.core.OAuth2AccessToken.TokenType;
import org.springframework.security.oauth2.core.endpoint.OAuth2AccessTokenResponse;
import se.knutpunkt.error.Problem;

/**
 * Checks an answer of a token endpoint before anything of it is believed. Spring's own reading
 * makes one second of an expiry that is missing and takes any issued_token_type.
 *
 * @param wanted what must have been issued; {@link #ACCESS_TOKEN}, {@link #JWT} or {@link #SAML2}
 * @param exchange whether issued_token_type must be stated (RFC 8693 demands it)
 * @param unstated how long a token counts whose expiry is not stated; null refuses it
 */
record ProviderAnswer(String wanted, boolean exchange, Duration unstated, Clock clock)
        implements Converter<Map<String, Object>, OAuth2AccessTokenResponse> {

    static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
    static final String JWT = "urn:ietf:params:oauth:token-type:jwt";
    static final String SAML2 = "urn:ietf:params:oauth:token-type:saml2";

    /** Longer than any token should live; a larger number is a mistake. */
    private static final Duration LONGEST = Duration.ofDays(1);

    private static final int MOST_CHARACTERS = 64 * 1024;

    @Override
    public OAuth2AccessTokenResponse convert(Map<String, Object> answer) {
        Object token = answer.get("access_token");
        if (!isToken(token)) {
            throw Problem.of("login-provider-broken");
        }
        String value = (String) token;
        String type = demandType(answer);
        Duration life = life(answer, value);
        return OAuth2AccessTokenResponse.withToken(value)
                .tokenType(new TokenType(type))
                .expiresIn(life.toSeconds())
                .refreshToken(
                        isToken(answer.get("refresh_token"))
                                ? (String) answer.get("refresh_token")
                                : null)
                .build();
    }

    private static boolean isToken(Object stated) {
        return stated instanceof String value
                && !value.isEmpty()
                && value.length() <= MOST_CHARACTERS
                && value.chars().allMatch(c -> c > 0x20 && c < 0x7f);
    }

    private String demandType(Map<String, Object> answer) {
        String type = String.valueOf(answer.get("token_type"));
        boolean bearer = type.equalsIgnoreCase("Bearer");
        boolean right = wanted.equals(ACCESS_TOKEN) ? bearer : bearer || type.equals("N_A");
        Object issued = answer.get("issued_token_type");
        boolean stated = issued == null ? !exchange : issued.equals(wanted) || isJwt(issued);
        if (!right || !stated) {
            throw Problem.of("login-proof-wrong-type");
        }
        return type;
    }

    /** An access token may be called by its form. */
    private boolean isJwt(Object issued) {
        return wanted.equals(ACCESS_TOKEN) && issued.equals(JWT);
    }

    /** What the answer states; for an assertion that states nothing, its own conditions. */
    private Duration life(Map<String, Object> answer, String value) {
        Duration stated = stated(answer.get("expires_in"));
        if (wanted.equals(SAML2)) {
            Instant end = SamlAssertion.read(value).notOnOrAfter();
            if (end != null) {
                Duration own = Duration.between(clock.instant(), end);
                stated = stated == null || own.compareTo(stated) < 0 ? own : stated;
            }
        }
        Duration life = stated == null ? unstated : stated;
        if (life == null) {
            throw Problem.of("login-proof-without-expiry");
        }
        if (life.toSeconds() < 1) {
            throw Problem.of("login-proof-expired");
        }
        return life.compareTo(LONGEST) > 0 ? LONGEST : life;
    }

    private static Duration stated(Object expiresIn) {
        if (expiresIn == null) {
            return null;
        }
        try {
            return Duration.ofSeconds(Long.parseLong(expiresIn.toString()));
        } catch (NumberFormatException e) {
            throw Problem.of("login-proof-without-expiry");
        }
    }
}
