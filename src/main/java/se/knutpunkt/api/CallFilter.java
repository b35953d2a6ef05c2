package se.knutpunkt.api;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.spi.LoggingEventBuilder;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import se.knutpunkt.error.Problem;

/**
 * First of all filters on the API: gives each request its correlation id, trace context, language
 * and deadline, bounds its body and writes one log line when it is answered. The line never holds a
 * path, a parameter or a name.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
final class CallFilter extends OncePerRequestFilter {

    static final String CORRELATION_ID = "Correlation-Id";
    static final String DEADLINE = "Deadline-Ms";

    private static final Logger LOG = LoggerFactory.getLogger("se.knutpunkt.access");
    private static final Pattern CORRELATION = Pattern.compile("[A-Za-z0-9._-]{8,64}");
    private static final List<Locale> LANGUAGES = List.of(new Locale("sv"), Locale.ENGLISH);

    private final Contract contract;
    private final ProblemWriter problems;
    private final MeterRegistry meters;
    private final Map<Outcome, Timer> timers = new ConcurrentHashMap<>();
    private final int bodyLimit;

    /** Of the catalogue's codes and the contract's operations, so there are few. */
    private record Outcome(String operation, int status, String code) {}

    CallFilter(
            Contract contract,
            ProblemWriter problems,
            MeterRegistry meters,
            @Value("${knutpunkt.api.body-limit-bytes}") int bodyLimit) {
        this.contract = contract;
        this.problems = problems;
        this.meters = meters;
        this.bodyLimit = bodyLimit;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return request.getRequestURI().startsWith("/actuator");
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        long start = System.nanoTime();
        Call call = call(request);
        call.attachTo(request);
        MDC.put("correlationId", call.correlationId());
        MDC.put("traceId", TraceContext.traceId(call.traceparent()));
        response.setHeader(CORRELATION_ID, call.correlationId());
        response.setHeader("traceparent", call.traceparent());
        try {
            HttpServletRequest bounded = bounded(request);
            if (bounded == null) {
                response.setHeader(HttpHeaders.CONNECTION, "close");
                problems.write(Problem.of("body-too-large"), request, response);
            } else if (call.operation() == null && contract.covers(request.getServletPath())) {
                refuse(request, response);
            } else {
                chain.doFilter(bounded, response);
            }
        } finally {
            answered(
                    new Outcome(
                            call.operationId(), response.getStatus(), ProblemWriter.code(request)),
                    request.getHeader(Contract.ACTING_FOR) != null,
                    System.nanoTime() - start);
            MDC.clear();
        }
    }

    private void answered(Outcome outcome, boolean actingFor, long nanos) {
        timers.computeIfAbsent(outcome, this::timer).record(nanos, TimeUnit.NANOSECONDS);
        LoggingEventBuilder line =
                actingFor ? LOG.atInfo().addKeyValue("actingFor", true) : LOG.atInfo();
        line.addKeyValue("operation", outcome.operation())
                .addKeyValue("status", outcome.status())
                .addKeyValue("code", outcome.code())
                .addKeyValue("ms", TimeUnit.NANOSECONDS.toMillis(nanos))
                .log("answered {}: {}", outcome.operation(), outcome.status());
    }

    private Timer timer(Outcome outcome) {
        return meters.timer(
                "knutpunkt.api",
                "operation",
                outcome.operation(),
                "status",
                Integer.toString(outcome.status()),
                "code",
                outcome.code());
    }

    private Call call(HttpServletRequest request) {
        Optional<Contract.Match> match =
                contract.match(request.getMethod(), request.getRequestURI());
        String correlationId = request.getHeader(CORRELATION_ID);
        if (correlationId == null || !CORRELATION.matcher(correlationId).matches()) {
            correlationId = UUID.randomUUID().toString();
        }
        return new Call(
                match.map(Contract.Match::operation).orElse(null),
                match.map(Contract.Match::path).orElse(Map.of()),
                correlationId,
                TraceContext.next(request.getHeader("traceparent")),
                language(request.getHeader(HttpHeaders.ACCEPT_LANGUAGE)),
                Deadline.in(millis(request.getHeader(DEADLINE))),
                Instant.now());
    }

    /**
     * What the contract does not have is not passed on: Spring and Camel match paths more loosely
     * (a slash at the end, percent signs), and would find a route for it.
     */
    private void refuse(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        List<String> methods = contract.methods(request.getRequestURI());
        if (methods.isEmpty()) {
            problems.write(Problem.of("not-found"), request, response);
        } else {
            response.setHeader(HttpHeaders.ALLOW, String.join(", ", methods));
            problems.write(Problem.of("method-not-allowed"), request, response);
        }
    }

    private static String language(String accepted) {
        if (accepted == null || accepted.isBlank()) {
            return "sv";
        }
        try {
            Locale found = Locale.lookup(Locale.LanguageRange.parse(accepted), LANGUAGES);
            return found == null ? "sv" : found.getLanguage();
        } catch (IllegalArgumentException e) {
            return "sv";
        }
    }

    /**
     * A value outside the contract's bounds is refused later by the validation; here it only must
     * do no harm.
     */
    private static int millis(String stated) {
        try {
            return stated == null
                    ? Deadline.DEFAULT_MS
                    : Math.max(1, Math.min(Deadline.LONGEST_MS, Integer.parseInt(stated.trim())));
        } catch (NumberFormatException e) {
            return Deadline.DEFAULT_MS;
        }
    }

    /** The request with its body read, or null when the body is too large. */
    private HttpServletRequest bounded(HttpServletRequest request) throws IOException {
        boolean chunked = request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
        if (request.getContentLengthLong() > bodyLimit) {
            return null;
        }
        if (request.getContentLengthLong() <= 0 && !chunked) {
            return request;
        }
        byte[] body = request.getInputStream().readNBytes(bodyLimit + 1);
        if (body.length > bodyLimit) {
            return null;
        }
        Call.attachBody(request, body);
        return new ReadRequest(request, body);
    }

    /** A request whose body was read whole. */
    private static final class ReadRequest extends HttpServletRequestWrapper {
        private final byte[] body;

        ReadRequest(HttpServletRequest request, byte[] body) {
            super(request);
            this.body = body;
        }

        @Override
        public BufferedReader getReader() {
            return new BufferedReader(
                    new InputStreamReader(new ByteArrayInputStream(body), StandardCharsets.UTF_8));
        }

        @Override
        public ServletInputStream getInputStream() {
            ByteArrayInputStream in = new ByteArrayInputStream(body);
            return new ServletInputStream() {
                @Override
                public int read() {
                    return in.read();
                }

                @Override
                public int read(byte[] target, int offset, int length) {
                    return in.read(target, offset, length);
                }

                @Override
                public boolean isFinished() {
                    return in.available() == 0;
                }

                @Override
                public boolean isReady() {
                    return true;
                }

                @Override
                public void setReadListener(ReadListener listener) {
                    throw new IllegalStateException("read already");
                }
            };
        }
    }
}
