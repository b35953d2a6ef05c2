package se.knutpunkt.api;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.springboot.PlatformHttpMessage;
import org.apache.camel.spi.RestClientRequestValidator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import se.knutpunkt.error.ErrorCatalogue;
import se.knutpunkt.error.Problem;

/**
 * The REST DSL's hook for request validation. Camel's own validator is not used because it builds
 * itself anew for each request and answers in plain text
 * (docs/decisions/0003-request-validation.md). Leaves the variables that every route and mapping
 * starts from (docs/guides/variables.md).
 */
@Component
final class RequestIntake implements RestClientRequestValidator {

    private static final Logger LOG = LoggerFactory.getLogger(RequestIntake.class);
    private static final ZoneId SWEDEN = ZoneId.of("Europe/Stockholm");

    private final ContractValidator validator;
    private final ErrorCatalogue errors;

    RequestIntake(ContractValidator validator, ErrorCatalogue errors) {
        this.validator = validator;
        this.errors = errors;
    }

    @Override
    public ValidationError validate(Exchange exchange, ValidationContext context) {
        HttpServletRequest request = exchange.getMessage(PlatformHttpMessage.class).getRequest();
        Call call = Call.of(request);
        try {
            open(exchange, request, call);
            return null;
        } catch (Problem problem) {
            return refuse(exchange, request, call, problem);
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("failure", Failures.describe(e))
                    .log("a request could not be checked");
            return refuse(exchange, request, call, Problem.of("internal-error"));
        }
    }

    private void open(Exchange exchange, HttpServletRequest request, Call call) {
        ContractValidator.Valid valid = validator.check(call, request);
        String representationId = request.getHeader(Contract.ACTING_FOR);
        if (representationId != null && !call.operation().forOthers()) {
            throw Problem.of("acting-for-not-available");
        }
        Map<String, String> params = new HashMap<>(valid.query());
        params.putAll(call.pathParameters());
        set(exchange, "call", call);
        set(exchange, "operation", call.operationId());
        set(exchange, "capability", call.operation().capability());
        set(exchange, "correlationId", call.correlationId());
        set(exchange, "traceparent", call.traceparent());
        set(exchange, "language", call.language());
        set(exchange, "asOf", asOf(call));
        set(exchange, "params", params);
        set(exchange, "request", valid.body());
        setHeader(exchange, "idempotencyKey", request.getHeader("Idempotency-Key"));
        setHeader(exchange, "ifMatch", request.getHeader(ContractValidator.IF_MATCH));
        setHeader(exchange, "ifNoneMatch", request.getHeader(ContractValidator.IF_NONE_MATCH));
        if (representationId != null) {
            set(exchange, "representationId", representationId);
            set(exchange, "acting", true);
        }
        Caller caller = Caller.current();
        if (caller != null) {
            set(exchange, caller);
        }
        exchange.getMessage().setBody(null);
    }

    /** A header that was not sent has no variable. */
    private static void setHeader(Exchange exchange, String name, String value) {
        if (value != null) {
            set(exchange, name, value);
        }
    }

    private static void set(Exchange exchange, Caller caller) {
        Citizen citizen = caller.citizen();
        if (citizen != null) {
            set(exchange, "citizen", citizen.personalIdentityNumber());
            set(exchange, "actor", citizen.personalIdentityNumber());
            set(exchange, "actorType", "subject_of_care");
            set(exchange, "loginLevel", citizen.loginLevel());
            set(exchange, "loggedInAt", citizen.loggedInAt());
        }
        Machine machine = caller.machine();
        if (machine != null) {
            set(exchange, "client", machine.client());
            set(exchange, "scopes", machine.scopes());
        }
    }

    private static void set(Exchange exchange, String name, Object value) {
        exchange.setVariable(name, value);
    }

    private static String asOf(Call call) {
        return call.arrived()
                .truncatedTo(ChronoUnit.SECONDS)
                .atZone(SWEDEN)
                .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
    }

    private ValidationError refuse(
            Exchange exchange, HttpServletRequest request, Call call, Problem problem) {
        ProblemWriter.note(problem, request);
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, ErrorCatalogue.MEDIA_TYPE);
        exchange.getMessage().setHeader("Cache-Control", "no-store");
        return new ValidationError(
                errors.status(problem),
                new String(
                        errors.write(problem, call.language(), call.correlationId()),
                        StandardCharsets.UTF_8));
    }
}
