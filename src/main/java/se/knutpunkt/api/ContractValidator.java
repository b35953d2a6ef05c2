package se.knutpunkt.api;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.SimpleRequest;
import com.atlassian.oai.validator.report.LevelResolver;
import com.atlassian.oai.validator.report.ValidationReport;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.swagger.v3.oas.models.parameters.Parameter;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import se.knutpunkt.error.Problem;

/**
 * Checks a request against the contract: parameters, headers, media type and body. The rules are
 * the contract's, the checking is the library's; what is ours is the order of the checks and the
 * code each mistake is answered with.
 */
@Component
public final class ContractValidator {

    /** Control characters, and halves of surrogate pairs. */
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cs}]");

    static final String IF_MATCH = "If-Match";
    static final String IF_NONE_MATCH = "If-None-Match";

    private static final List<String> HEADERS =
            List.of(
                    CallFilter.CORRELATION_ID,
                    CallFilter.DEADLINE,
                    "traceparent",
                    Contract.ACTING_FOR,
                    "Idempotency-Key",
                    IF_MATCH,
                    IF_NONE_MATCH,
                    "Accept-Language");

    private final OpenApiInteractionValidator validator;
    private final CompiledContract compiled;
    private final ObjectMapper json =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build();

    /**
     * A request that may be served.
     *
     * @param query the query parameters, each at most once
     * @param body the JSON object of the body, empty when there is none
     */
    public record Valid(Map<String, String> query, Map<String, Object> body) {}

    ContractValidator(Contract contract) throws IOException {
        this.compiled = new CompiledContract(new YAMLMapper().readTree(contract.file().toFile()));
        this.validator =
                OpenApiInteractionValidator.createFor(contract.openApi())
                        .withLevelResolver(
                                LevelResolver.create()
                                        .withDefaultLevel(ValidationReport.Level.ERROR)
                                        .withLevel(
                                                "validation.request.security",
                                                ValidationReport.Level.IGNORE)
                                        .build())
                        .build();
    }

    /**
     * @throws Problem with the code of the first mistake and a list of all, without any value of
     *     the request
     */
    public Valid check(Call call, HttpServletRequest request) {
        Map<String, String> query = query(call, request.getQueryString());
        byte[] bytes = Call.body(request);
        String text = bytes.length == 0 ? null : text(bytes);
        Map<String, Object> body = text == null ? Map.of() : object(request, text);
        Map<String, String> headers = headers(request);
        if (isGood(request, text, body, call, query, headers)) {
            return new Valid(query, body);
        }
        SimpleRequest.Builder builder =
                new SimpleRequest.Builder(request.getMethod(), request.getRequestURI(), false);
        query.forEach(builder::withQueryParam);
        headers.forEach(builder::withHeader);
        if (text != null) {
            builder.withContentType(request.getContentType()).withBody(text);
        }
        report(validator.validateRequest(builder.build()), call);
        return new Valid(query, body);
    }

    private static Map<String, String> headers(HttpServletRequest request) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String header : HEADERS) {
            String value = request.getHeader(header);
            if (value != null) {
                refuseControl(value, header);
                headers.put(header, value);
            }
        }
        return headers;
    }

    /** Whether the compiled contract finds it good; the library knows what else is, and why not. */
    private boolean isGood(
            HttpServletRequest request,
            String text,
            Map<String, Object> body,
            Call call,
            Map<String, String> query,
            Map<String, String> headers) {
        if (text == null) {
            return compiled.isGood(call, query, headers, null);
        }
        return MediaType.APPLICATION_JSON_VALUE.equals(request.getContentType())
                && compiled.isGood(call, query, headers, json.valueToTree(body));
    }

    private static Map<String, String> query(Call call, String query) {
        if (query == null || query.isEmpty()) {
            return Map.of();
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
            if (!call.operation().queryParameters().contains(name)) {
                throw Problem.of("unknown-parameter");
            }
            refuseControl(value, name);
            if (values.put(name, value) != null) {
                throw invalid("invalid-parameter", name, "given twice");
            }
        }
        return values;
    }

    private static String decode(String encoded) {
        try {
            byte[] bytes =
                    URLDecoder.decode(encoded, StandardCharsets.ISO_8859_1)
                            .getBytes(StandardCharsets.ISO_8859_1);
            return strict(bytes);
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw Problem.of("invalid-parameter");
        }
    }

    private static String text(byte[] bytes) {
        try {
            return strict(bytes);
        } catch (CharacterCodingException e) {
            throw Problem.of("malformed-json");
        }
    }

    /** UTF-8, where anything else is an error. */
    private static String strict(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }

    private Map<String, Object> object(HttpServletRequest request, String text) {
        if (is(request.getContentType(), MediaType.APPLICATION_FORM_URLENCODED)) {
            return form(text);
        }
        if (!is(request.getContentType(), MediaType.APPLICATION_JSON)) {
            throw Problem.of("unsupported-media-type");
        }
        try {
            Object body = json.readValue(text, Object.class);
            refuseControl(body, "body");
            if (body instanceof Map<?, ?>) {
                @SuppressWarnings("unchecked")
                Map<String, Object> object = (Map<String, Object>) body;
                return object;
            }
            throw invalid("invalid-body", "body", "not an object");
        } catch (JsonProcessingException e) {
            throw Problem.of("malformed-json");
        }
    }

    /** A form has each field once. Whether an operation takes one at all, the contract says. */
    private static Map<String, Object> form(String text) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (String pair : text.split("&")) {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
            refuseControl(name, "body");
            refuseControl(value, "body");
            if (fields.put(name, value) != null) {
                throw invalid("invalid-body", "body", "given twice");
            }
        }
        return fields;
    }

    private static boolean is(String contentType, MediaType expected) {
        try {
            MediaType type = contentType == null ? null : MediaType.parseMediaType(contentType);
            return type != null
                    && type.equalsTypeAndSubtype(expected)
                    && (type.getCharset() == null
                            || type.getCharset().equals(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void refuseControl(Object value, String where) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, item) -> refuseControl(item, String.valueOf(where)));
        } else if (value instanceof List<?> list) {
            list.forEach(item -> refuseControl(item, where));
        } else if (value instanceof String text && CONTROL.matcher(text).find()) {
            throw invalid("control-character", where, "control character");
        }
    }

    private static Problem invalid(String code, String where, String what) {
        return Problem.of(code).errors(List.of(Map.of("where", where, "what", what)));
    }

    private static void report(ValidationReport report, Call call) {
        if (!report.hasErrors()) {
            return;
        }
        List<Map<String, String>> errors = new ArrayList<>();
        String code = null;
        for (ValidationReport.Message message : report.getMessages()) {
            String where = where(message, call);
            errors.add(Map.of("where", where, "what", what(message.getKey())));
            code = code == null ? code(message, where) : code;
        }
        throw Problem.of(code).errors(errors);
    }

    private static String code(ValidationReport.Message message, String where) {
        String key = message.getKey();
        boolean header =
                HEADERS.contains(where)
                        || "header".equals(parameter(message).map(Parameter::getIn).orElse(null));
        if (key.contains(".parameter.")) {
            boolean missing = key.endsWith(".missing");
            if (key.endsWith(".unexpected")) {
                return "unknown-parameter";
            }
            if (header) {
                return missing ? "missing-header" : "invalid-header";
            }
            if (where.endsWith("Id")
                    && "path".equals(parameter(message).map(Parameter::getIn).orElse(""))) {
                return "invalid-identifier";
            }
            return missing ? "missing-parameter" : "invalid-parameter";
        }
        if (key.contains(".contentType.")) {
            return "unsupported-media-type";
        }
        if (key.contains(".accept.")) {
            return "not-acceptable";
        }
        return "invalid-body";
    }

    private static String where(ValidationReport.Message message, Call call) {
        String pointer =
                message.getContext()
                        .flatMap(ValidationReport.MessageContext::getPointers)
                        .map(ValidationReport.MessageContext.Pointers::getInstance)
                        .orElse("");
        return parameter(message)
                .map(Parameter::getName)
                .orElse(pointer.isEmpty() ? "body" : pointer);
    }

    private static Optional<Parameter> parameter(ValidationReport.Message message) {
        return message.getContext().flatMap(ValidationReport.MessageContext::getParameter);
    }

    /** The rule that was broken, without the library's text, which may hold the value. */
    private static String what(String key) {
        return key.substring(key.lastIndexOf('.') + 1);
    }
}
