package se.knutpunkt.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.stereotype.Component;
import se.knutpunkt.error.Problem;
import se.knutpunkt.token.AccessTokens;
import se.knutpunkt.token.TokenRefused;

/**
 * Answers what Spring Security refuses: no token, a bad one, an expired one, one that does not
 * suffice.
 */
@Component
final class SecurityProblems implements AuthenticationEntryPoint, AccessDeniedHandler {

    private static final String DPOP = "DPoP algs=\"" + AccessTokens.PROOF_ALGORITHMS + "\"";

    private final ProblemWriter problems;

    SecurityProblems(ProblemWriter problems) {
        this.problems = problems;
    }

    @Override
    public void commence(
            HttpServletRequest request,
            HttpServletResponse response,
            AuthenticationException failure)
            throws IOException {
        Problem problem = problem(request, failure);
        challenge(problem.code(), request, response);
        problems.write(problem, request, response);
    }

    @Override
    public void handle(
            HttpServletRequest request, HttpServletResponse response, AccessDeniedException refusal)
            throws IOException {
        Problem problem =
                refusal instanceof ProblemAccessDenied known
                        ? known.problem()
                        : Problem.of("scope-missing");
        problems.write(problem, request, response);
    }

    private static Problem problem(HttpServletRequest request, AuthenticationException failure) {
        if (failure instanceof TokenRefused refused) {
            return refused.problem();
        }
        return Problem.of(
                request.getHeader(HttpHeaders.AUTHORIZATION) == null
                        ? "unauthenticated"
                        : "token-invalid");
    }

    /** Says how to come back: RFC 6750 section 3, RFC 9449 section 7.1. */
    private static void challenge(
            String code, HttpServletRequest request, HttpServletResponse response) {
        if (code.equals("identity-provider-unavailable")) {
            return;
        }
        if (code.startsWith("proof-")) {
            response.addHeader(
                    HttpHeaders.WWW_AUTHENTICATE, DPOP + ", error=\"invalid_dpop_proof\"");
        } else if (code.equals("unauthenticated")) {
            response.addHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
            response.addHeader(HttpHeaders.WWW_AUTHENTICATE, DPOP);
        } else {
            String scheme = AccessTokens.isSentAsDpop(request) ? DPOP + ", " : "Bearer ";
            response.addHeader(HttpHeaders.WWW_AUTHENTICATE, scheme + "error=\"invalid_token\"");
        }
    }
}
