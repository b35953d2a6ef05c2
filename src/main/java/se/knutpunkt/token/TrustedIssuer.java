package se.knutpunkt.token;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import se.knutpunkt.catalogue.DeclaredFileException;
import se.knutpunkt.error.Problem;

/**
 * An issuer whose tokens are taken: signature, algorithm and type by Nimbus, issuer, audience and
 * times by Spring Security. Why a token does not do becomes a code.
 */
public final class TrustedIssuer implements AutoCloseable {

    /** The bean of the issuer that citizens log in at. */
    public static final String OF_CITIZENS = "citizens-issuer";

    private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);
    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256, JWSAlgorithm.ES256);
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final String issuer;
    private final IssuerKeys keys;
    private final JwtDecoder decoder;

    /**
     * @param keysAddress https, or http to this machine
     * @throws DeclaredFileException when the address does not do
     */
    TrustedIssuer(String issuer, String keysAddress, String audience, KeyTimes times) {
        this.issuer = issuer;
        this.keys = new IssuerKeys(issuer, address(keysAddress), times);
        // RFC 9068 gives access tokens a type of their own; a proof or a logout token has another
        this.decoder = decoder("at+jwt", audience(audience));
    }

    /**
     * A decoder of this issuer's tokens of another kind, with the same keys: signature, algorithm,
     * issuer and times are checked, and that the token expires.
     *
     * @param type of the header {@code typ}, beside {@code JWT} and none
     * @param demands what else holds for this kind
     */
    public JwtDecoder decoder(String type, OAuth2TokenValidator<Jwt> demands) {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys));
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(
                        JOSEObjectType.JWT, new JOSEObjectType(type), null));
        // Spring's validators do that, with reasons
        processor.setJWTClaimsSetVerifier((claims, context) -> {});
        NimbusJwtDecoder checking = new NimbusJwtDecoder(processor);
        checking.setJwtValidator(
                new DelegatingOAuth2TokenValidator<>(
                        List.of(
                                new JwtIssuerValidator(issuer),
                                demands,
                                mustExpire(),
                                new JwtTimestampValidator(CLOCK_SKEW))));
        return checking;
    }

    /** The {@code iss} of its tokens. */
    String name() {
        return issuer;
    }

    /**
     * @throws TokenRefused token-invalid, token-audience-wrong, token-expired or
     *     identity-provider-unavailable
     */
    Jwt verify(String token) {
        try {
            return decoder.decode(token);
        } catch (JwtValidationException e) {
            throw new TokenRefused(Problem.of(code(e)));
        } catch (BadJwtException e) {
            throw new TokenRefused(Problem.of("token-invalid"));
        } catch (JwtException e) {
            throw new TokenRefused(Problem.of("identity-provider-unavailable"));
        }
    }

    @Override
    public void close() throws Exception {
        keys.close();
    }

    /** Who gets a token for somebody else shall look there first, even if it is old as well. */
    private static String code(JwtValidationException invalid) {
        String code = "token-invalid";
        for (OAuth2Error error : invalid.getErrors()) {
            if (error.getErrorCode().equals("token-audience-wrong")) {
                return "token-audience-wrong";
            }
            if (String.valueOf(error.getDescription()).startsWith("Jwt expired")) {
                code = "token-expired";
            }
        }
        return code;
    }

    private static OAuth2TokenValidator<Jwt> audience(String audience) {
        return token ->
                token.getAudience() != null && token.getAudience().contains(audience)
                        ? OAuth2TokenValidatorResult.success()
                        : failure("token-audience-wrong");
    }

    private static OAuth2TokenValidator<Jwt> mustExpire() {
        return token ->
                token.getExpiresAt() != null
                        ? OAuth2TokenValidatorResult.success()
                        : failure("token-invalid");
    }

    private static OAuth2TokenValidatorResult failure(String code) {
        return OAuth2TokenValidatorResult.failure(new OAuth2Error(code));
    }

    private static URL address(String text) {
        try {
            URI uri = URI.create(text);
            boolean here = LOOPBACK.contains(String.valueOf(uri.getHost()));
            if ("https".equals(uri.getScheme()) || here && "http".equals(uri.getScheme())) {
                return uri.toURL();
            }
        } catch (IllegalArgumentException | MalformedURLException e) {
            // said below
        }
        throw new DeclaredFileException(
                List.of(
                        "KNUTPUNKT_CITIZEN_JWKS, KNUTPUNKT_MACHINE_JWKS: an issuer's keys are"
                                + " fetched over https, or over http from this machine"));
    }
}
