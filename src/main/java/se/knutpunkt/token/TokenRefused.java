package se.knutpunkt.token;

import org.springframework.security.core.AuthenticationException;
import se.knutpunkt.error.Problem;

/** A token, or the proof that came with it, does not do; carries the problem's code and no more. */
public final class TokenRefused extends AuthenticationException {

    private static final long serialVersionUID = 1L;

    private final Problem problem;

    TokenRefused(Problem problem) {
        super(problem.code());
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
