package se.knutpunkt.api;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.AuthenticationManagerResolver;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.authentication.AuthenticationFilter;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import se.knutpunkt.error.Problem;
import se.knutpunkt.token.AccessTokens;
import se.knutpunkt.token.TokenLogin;

/**
 * Access tokens on the API port: whether they hold is for {@code se.knutpunkt.token}; who may call
 * what is said by the contract. Every refusal is a problem with a code of its own.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
class ApiSecurity {

    private final Contract contract;
    private final Set<String> loginLevels;

    ApiSecurity(
            Contract contract, @Value("${knutpunkt.api.login-levels}") Set<String> loginLevels) {
        this.contract = contract;
        this.loginLevels = loginLevels;
    }

    @Bean
    @Order(2)
    SecurityFilterChain api(HttpSecurity http, SecurityProblems problems, AccessTokens tokens)
            throws Exception {
        return http.authorizeHttpRequests(requests -> requests.anyRequest().access(this::decide))
                .addFilterBefore(login(tokens, problems), AnonymousAuthenticationFilter.class)
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

    /** What is kept with a token: who calls, worked out once. */
    @Bean
    static TokenLogin callers() {
        return new TokenLogin() {
            @Override
            public Authentication ofCitizen(Jwt token) {
                return Caller.citizen(token);
            }

            @Override
            public Authentication ofMachine(Jwt token) {
                return Caller.machine(token);
            }
        };
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

    /**
     * One filter for bearer tokens and bound ones. Spring's own are two, which verify each for
     * itself, and refuse without saying why (docs/decisions/0018-inbound-tokens.md).
     */
    private static AuthenticationFilter login(AccessTokens tokens, SecurityProblems problems) {
        AuthenticationManagerResolver<HttpServletRequest> verify =
                request -> presented -> tokens.verify(presented, request);
        AuthenticationFilter filter = new AuthenticationFilter(verify, tokens::presented);
        filter.setSuccessHandler((request, response, login) -> {});
        filter.setFailureHandler(problems::commence);
        return filter;
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
        if (!(login.get() instanceof Caller caller)) {
            return new AuthorizationDecision(false);
        }
        demand(caller.kind() == operation.caller(), "token-kind-wrong");
        if (operation.caller() == Operation.Caller.CITIZEN) {
            demandCitizen(caller);
        }
        demand(caller.scopes().containsAll(operation.scopes()), "scope-missing");
        return new AuthorizationDecision(true);
    }

    private void demandCitizen(Caller caller) {
        demand(
                loginLevels.contains(String.valueOf(caller.getToken().getClaims().get("acr"))),
                "login-level-too-low");
        demand(caller.citizen() != null, "identity-missing");
    }

    private static void demand(boolean held, String code) {
        if (!held) {
            throw new ProblemAccessDenied(Problem.of(code));
        }
    }
}
