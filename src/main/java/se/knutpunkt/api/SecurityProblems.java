package se.knutpunkt.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.stereotype.Component;
import se.knutpunkt.error.Problem;

/**
 * Answers what Spring Security refuses: no token, a bad one, an expired one, one that does not
 * suffice.
 */
@Component
final class SecurityProblems implements AuthenticationEntryPoint, AccessDeniedHandler {

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
        String code = code(request, failure);
        if (!code.equals("identity-provider-unavailable")) {
            response.setHeader(
                    HttpHeaders.WWW_AUTHENTICATE,
                    code.equals("unauthenticated") ? "Bearer" : "Bearer error=\"invalid_token\"");
        }
        problems.write(Problem.of(code), request, response);
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

    private static String code(HttpServletRequest request, AuthenticationException failure) {
        if (failure instanceof AuthenticationServiceException) {
            return "identity-provider-unavailable";
        }
        if (request.getHeader(HttpHeaders.AUTHORIZATION) == null) {
            return "unauthenticated";
        }
        if (failure.getCause() instanceof JwtValidationException invalid
                && invalid.getErrors().stream()
                        .anyMatch(
                                e ->
                                        String.valueOf(e.getDescription())
                                                .startsWith("Jwt expired"))) {
            return "token-expired";
        }
        return "token-invalid";
    }
}
