package se.knutpunkt.api;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.JwtIssuerAuthenticationManagerResolver;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import se.knutpunkt.error.Problem;

/**
 * OAuth 2 bearer tokens on the API port: issuer, audience, expiry, signature and algorithm by
 * Spring Security; who may call what by the contract. Every refusal is a problem with a code of its
 * own.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
class ApiSecurity {

    private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);

    private final Contract contract;
    private final Set<String> loginLevels;

    ApiSecurity(
            Contract contract, @Value("${knutpunkt.api.login-levels}") Set<String> loginLevels) {
        this.contract = contract;
        this.loginLevels = loginLevels;
    }

    @Bean
    @Order(2)
    SecurityFilterChain api(
            HttpSecurity http,
            SecurityProblems problems,
            RecentLogins logins,
            @Value("${knutpunkt.api.citizen-issuer}") String citizenIssuer,
            @Value("${knutpunkt.api.citizen-jwks}") String citizenKeys,
            @Value("${knutpunkt.api.machine-issuer}") String machineIssuer,
            @Value("${knutpunkt.api.machine-jwks}") String machineKeys,
            @Value("${knutpunkt.api.audience}") String audience,
            @Value("${knutpunkt.api.token-kept}") Duration kept)
            throws Exception {
        Map<String, AuthenticationManager> managers =
                Map.of(
                        citizenIssuer,
                                manager(
                                        citizenIssuer,
                                        citizenKeys,
                                        audience,
                                        "CITIZEN",
                                        kept,
                                        logins),
                        machineIssuer,
                                manager(
                                        machineIssuer,
                                        machineKeys,
                                        audience,
                                        "MACHINE",
                                        kept,
                                        logins));
        return http.authorizeHttpRequests(requests -> requests.anyRequest().access(this::decide))
                .oauth2ResourceServer(
                        server ->
                                server.authenticationManagerResolver(
                                                new JwtIssuerAuthenticationManagerResolver(
                                                        managers::get))
                                        .authenticationEntryPoint(problems)
                                        .accessDeniedHandler(problems)
                                        .withObjectPostProcessor(answerAll(problems)))
                .exceptionHandling(
                        handling ->
                                handling.authenticationEntryPoint(problems)
                                        .accessDeniedHandler(problems))
                .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .build();
    }

    /**
     * Parameters and headers are held against the contract. Spring's firewall would refuse some of
     * them as well, but only when a route reads them: as a fault of the hub, with their text in the
     * log.
     */
    @Bean
    HttpFirewall pathFirewall() {
        StrictHttpFirewall firewall = new StrictHttpFirewall();
        firewall.setAllowedParameterNames(name -> true);
        firewall.setAllowedHeaderNames(name -> true);
        firewall.setAllowedHeaderValues(value -> true);
        return firewall;
    }

    /** Each filter would else be wrapped in an observation that nobody reads. */
    @Bean
    SecurityObservationSettings unobserved() {
        return SecurityObservationSettings.noObservations();
    }

    /** Without this an identity provider that cannot be reached ends as a bare 500. */
    private static ObjectPostProcessor<BearerTokenAuthenticationFilter> answerAll(
            SecurityProblems problems) {
        return new ObjectPostProcessor<>() {
            @Override
            public <F extends BearerTokenAuthenticationFilter> F postProcess(F filter) {
                filter.setAuthenticationFailureHandler(problems::commence);
                return filter;
            }
        };
    }

    private static AuthenticationManager manager(
            String issuer,
            String keys,
            String audience,
            String kind,
            Duration kept,
            RecentLogins logins) {
        NimbusJwtDecoder decoder =
                NimbusJwtDecoder.withJwkSetUri(keys)
                        .jwsAlgorithms(
                                allowed ->
                                        allowed.addAll(
                                                Set.of(
                                                        SignatureAlgorithm.RS256,
                                                        SignatureAlgorithm.PS256,
                                                        SignatureAlgorithm.ES256)))
                        .build();
        decoder.setJwtValidator(
                new DelegatingOAuth2TokenValidator<>(
                        new JwtIssuerValidator(issuer),
                        audience(audience),
                        mustExpire(),
                        new JwtTimestampValidator(CLOCK_SKEW)));
        JwtAuthenticationProvider provider =
                new JwtAuthenticationProvider(RecentTokens.before(decoder, kept, logins));
        JwtAuthenticationConverter converter = new JwtAuthenticationConverter();
        converter.setJwtGrantedAuthoritiesConverter(token -> TokenAuthorities.of(token, kind));
        provider.setJwtAuthenticationConverter(converter);
        return new ProviderManager(provider);
    }

    private static OAuth2TokenValidator<Jwt> audience(String audience) {
        return token ->
                token.getAudience() != null && token.getAudience().contains(audience)
                        ? OAuth2TokenValidatorResult.success()
                        : failure("audience");
    }

    private static OAuth2TokenValidator<Jwt> mustExpire() {
        return token ->
                token.getExpiresAt() != null
                        ? OAuth2TokenValidatorResult.success()
                        : failure("expiry");
    }

    private static OAuth2TokenValidatorResult failure(String what) {
        return OAuth2TokenValidatorResult.failure(
                new OAuth2Error("invalid_token", "the " + what + " is wrong", null));
    }

    /** A path that the contract does not know is let through: Spring answers it with 404 or 405. */
    private AuthorizationDecision decide(
            Supplier<Authentication> login, RequestAuthorizationContext context) {
        HttpServletRequest request = context.getRequest();
        Call call = Call.of(request);
        Operation operation = call == null ? null : call.operation();
        if (operation == null || operation.caller() == Operation.Caller.PUBLIC) {
            return new AuthorizationDecision(true);
        }
        if (!(login.get() instanceof JwtAuthenticationToken token)) {
            return new AuthorizationDecision(false);
        }
        if (operation.caller() == Operation.Caller.CITIZEN) {
            demandCitizen(token);
        } else {
            demandMachine(token, operation);
        }
        return new AuthorizationDecision(true);
    }

    private void demandCitizen(JwtAuthenticationToken token) {
        demand(TokenAuthorities.has(token, "CITIZEN"), "token-kind-wrong");
        demand(
                loginLevels.contains(String.valueOf(token.getToken().getClaims().get("acr"))),
                "login-level-too-low");
        demand(Citizen.of(token.getToken()).isPresent(), "identity-missing");
    }

    private static void demandMachine(JwtAuthenticationToken token, Operation operation) {
        demand(TokenAuthorities.has(token, "MACHINE"), "token-kind-wrong");
        demand(
                operation.scopes().stream()
                        .allMatch(s -> TokenAuthorities.has(token, "SCOPE_" + s)),
                "scope-missing");
    }

    private static void demand(boolean held, String code) {
        if (!held) {
            throw new ProblemAccessDenied(Problem.of(code));
        }
    }
}
