package se.knutpunkt.api;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.servlet.error.ErrorController;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Controller;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RequestMapping;
import se.knutpunkt.error.Problem;

/**
 * What Spring rejects before Camel sees it (no such path, wrong method, wrong media type) is
 * answered as a problem as well, and so is every failure that reaches the container.
 */
@Controller
@ControllerAdvice
final class SpringProblems implements ErrorController {

    private static final Logger LOG = LoggerFactory.getLogger(SpringProblems.class);

    private static final Map<Integer, String> CODES =
            Map.of(
                    400, "invalid-parameter",
                    401, "unauthenticated",
                    403, "scope-missing",
                    404, "not-found",
                    405, "method-not-allowed",
                    406, "not-acceptable",
                    413, "body-too-large",
                    414, "uri-too-long",
                    415, "unsupported-media-type",
                    431, "headers-too-large");

    private final ProblemWriter problems;

    SpringProblems(ProblemWriter problems) {
        this.problems = problems;
    }

    static String code(int status) {
        return CODES.getOrDefault(status, "internal-error");
    }

    @ExceptionHandler(Exception.class)
    void rejected(Exception failure, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        int status =
                failure instanceof org.springframework.web.ErrorResponse rejected
                        ? rejected.getStatusCode().value()
                        : 500;
        if (status >= 500) {
            LOG.atError()
                    .addKeyValue("failure", Failures.describe(failure))
                    .log("a request failed outside the routes");
        }
        if (failure instanceof HttpRequestMethodNotSupportedException method) {
            Set<HttpMethod> allowed = method.getSupportedHttpMethods();
            if (allowed != null) {
                response.setHeader(
                        "Allow",
                        String.join(", ", allowed.stream().map(HttpMethod::name).toList()));
            }
        }
        problems.write(Problem.of(code(status)), request, response);
    }

    @RequestMapping("/error")
    void failed(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        problems.write(Problem.of(code(status instanceof Integer s ? s : 404)), request, response);
    }
}
