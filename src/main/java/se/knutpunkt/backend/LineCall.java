package se.knutpunkt.backend;

import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.Exchange;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.ServiceStatus;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.springframework.stereotype.Component;
import se.knutpunkt.api.Call;
import se.knutpunkt.error.ErrorCatalogue;
import se.knutpunkt.error.ErrorEntry;
import se.knutpunkt.error.Problem;
import se.knutpunkt.http.OutgoingHttp;

/**
 * What every call over a line has in common: its share of the deadline, whether a read is tried
 * again, and what a transport failure means.
 */
@Component("lineCall")
public final class LineCall {

    /** Sent on to the back end, and read by the line's HTTP client. */
    static final String DEADLINE = "Deadline-Ms";

    private static final String RETRY_AFTER = "Retry-After";

    /** The longest rest that is passed on to the caller, seconds. */
    private static final int LONGEST_REST = 3600;

    private static final String EFFECT = "effect";

    /** A step of a change before the one with the effect, which may be repeated like a read. */
    private static final String PREPARE = "prepare";

    /** What a write keeps of its time to settle an unknown outcome by asking. */
    private static final double SHARE_FOR_SETTLING = 0.35;

    private final BackendCatalogue catalogue;
    private final ErrorCatalogue errors;

    LineCall(BackendCatalogue catalogue, ErrorCatalogue errors) {
        this.catalogue = catalogue;
        this.errors = errors;
    }

    /**
     * Chooses a partner that serves the whole country: sets the variables line and logicalAddress
     * from its file in {@code config/backends}.
     */
    public void national(Exchange exchange, String backend) {
        Line line = catalogue.national(backend);
        exchange.setVariable("line", line.id());
        exchange.setVariable("logicalAddress", line.backend().national().logicalAddress());
    }

    /**
     * Sets the header {@code Deadline-Ms} for the call over the line in the variable {@code line}.
     *
     * @throws Problem {@code deadline-exceeded} when the call could not finish, {@code maintenance}
     *     when operations has stopped the line
     */
    public void begin(Exchange exchange) {
        Line line = line(exchange);
        ServiceStatus status =
                exchange.getContext().getRouteController().getRouteStatus("line." + line.id());
        if (status != ServiceStatus.Started) {
            throw Problem.of("maintenance").from(line.region());
        }
        Call call = exchange.getVariable("call", Call.class);
        Object effect = exchange.getVariable(EFFECT);
        boolean write = "perform".equals(effect) || PREPARE.equals(effect);
        long millis =
                call.deadline()
                        .forStep(line.timeLimit().toMillis(), write ? SHARE_FOR_SETTLING : 0);
        exchange.getMessage().setHeader(DEADLINE, Long.toString(millis));
    }

    /**
     * After a read that failed: passes when it may be tried once more, being a temporary failure
     * with attempts left and time for it.
     *
     * @throws Exception the failure itself when it may not
     */
    public void demandRepeat(Exchange exchange) throws Exception {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        boolean temporary =
                failure instanceof Problem problem
                        && (problem.code().equals("backend-unreachable")
                                || problem.code().equals("backend-no-answer"));
        boolean may =
                temporary
                        && !"perform".equals(exchange.getVariable(EFFECT))
                        && line(exchange).backend().attempts() > 1
                        && exchange.getVariable("call", Call.class).deadline().allows(500);
        if (!may) {
            throw failure;
        }
    }

    /**
     * Inside the breaker: a server's failure, and a gateway's error page, count as a failure of the
     * line. A SOAP fault does not, since one clinic's fault says nothing of the others.
     *
     * @throws Problem by the back end's table, {@code backend-no-answer} or {@code backend-busy}
     *     without a row; with the rest that the answer asks for (Retry-After)
     */
    public void demandAnswer(Exchange exchange) {
        int status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 0, int.class);
        String type = exchange.getMessage().getHeader(Exchange.CONTENT_TYPE, "", String.class);
        boolean failed = status >= 500 && !type.contains("xml");
        if (!failed && status != 429) {
            return;
        }
        String otherwise = status == 429 ? "backend-busy" : "backend-no-answer";
        Problem problem =
                Problem.of(
                        line(exchange)
                                .backend()
                                .answers()
                                .getOrDefault("http-" + status, otherwise));
        Integer rest = retryAfterSeconds(exchange);
        throw rest == null ? problem : problem.retryAfter(rest);
    }

    /** Null when the answer asks for none, or for one that is no number of seconds. */
    private static Integer retryAfterSeconds(Exchange exchange) {
        String stated = exchange.getMessage().getHeader(RETRY_AFTER, "", String.class);
        return stated.matches("[0-9]{1,6}")
                ? Math.max(1, Math.min(LONGEST_REST, Integer.parseInt(stated)))
                : null;
    }

    /**
     * The product has no such operation.
     *
     * @throws Problem {@code not-offered}
     */
    public void lacks() {
        throw Problem.of("not-offered");
    }

    /** Replaces the caught exception by the problem it means. */
    public void fail(Exchange exchange) {
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        throw problem(failure, line(exchange));
    }

    /**
     * After a split that stopped: the failure of the part that failed, without what Camel put
     * around it.
     */
    public void raise(Exchange exchange) throws Exception {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        boolean wrapped =
                failure instanceof CamelExchangeException && failure.getCause() instanceof Problem;
        throw wrapped ? (Problem) failure.getCause() : failure;
    }

    private Problem problem(Throwable failure, Line line) {
        Problem problem = classify(failure);
        if (problem.extras().source() != null) {
            return problem;
        }
        if (problem.code().equals("backend-paused")) {
            problem = problem.retryAfter(line.backend().breaker().openSeconds());
        }
        return problem.from(line.region());
    }

    private static Problem classify(Throwable thrown) {
        Throwable failure = unwrapped(thrown);
        if (failure instanceof Problem known) {
            return known;
        }
        if (failure instanceof CallNotPermittedException) {
            return Problem.of("backend-paused");
        }
        if (failure instanceof BulkheadFullException
                || failure instanceof ConnectionRequestTimeoutException) {
            return Problem.of("backend-busy");
        }
        if (failure instanceof ConnectException
                || failure instanceof ConnectTimeoutException
                || failure instanceof UnknownHostException
                || failure instanceof NoRouteToHostException) {
            return Problem.of("backend-unreachable", failure);
        }
        if (failure instanceof InterruptedIOException) {
            return Problem.of("backend-timeout", failure);
        }
        if (failure instanceof OutgoingHttp.BadAnswer) {
            return Problem.of("backend-broken", failure);
        }
        return failure instanceof IOException
                ? Problem.of("backend-no-answer", failure)
                : Problem.of("internal-error", failure);
    }

    /** The breaker wraps a checked exception. */
    private static Throwable unwrapped(Throwable thrown) {
        return thrown instanceof RuntimeCamelException && thrown.getCause() != null
                ? thrown.getCause()
                : thrown;
    }

    /**
     * After a write that failed: passes when its effect may have happened all the same.
     *
     * @throws Exception the failure itself when it surely did not, since it failed before the step
     *     with the effect ({@code effect} is prepare), or the back end decided no
     */
    public void demandUnknownOutcome(Exchange exchange) throws Exception {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        if (PREPARE.equals(exchange.getVariable(EFFECT))) {
            throw failure;
        }
        if (failure instanceof Problem problem
                && errors.entry(problem.code()).outcome() != ErrorEntry.Outcome.unknown) {
            throw failure;
        }
    }

    private Line line(Exchange exchange) {
        String id = exchange.getVariable("line", String.class);
        return catalogue.line(id).orElseThrow(() -> Problem.of("not-offered"));
    }
}
