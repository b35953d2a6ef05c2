package se.knutpunkt.api;

import org.springframework.security.access.AccessDeniedException;
import se.knutpunkt.error.Problem;

/** Carries a problem's code through Spring Security. */
final class ProblemAccessDenied extends AccessDeniedException {

    private static final long serialVersionUID = 1L;

    private final Problem problem;

    ProblemAccessDenied(Problem problem) {
        super(problem.code());
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }
}
