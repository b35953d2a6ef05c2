package se.knutpunkt.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Format;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.OutputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.oas.OpenApi30;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import se.knutpunkt.catalogue.SchemaPatterns;

/**
 * The contract's schemas, compiled once, that say quickly of nearly every good request that it is
 * good. They never say why one is not, and of forms that they do not know for certain they say
 * nothing; the validation library is asked then (docs/decisions/0003-request-validation.md).
 */
final class CompiledContract {

    private static final String DOCUMENT = "knutpunkt:contract";
    private static final String JSON_BODY = "/content/application~1json/schema";

    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");
    private static final Pattern DATE_TIME =
            Pattern.compile(
                    "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?(Z|[+-]\\d\\d:\\d\\d)");
    private static final Pattern INTEGER = Pattern.compile("0|-?[1-9]\\d{0,15}");

    /** Formats of texts that are known here; any other is never found good. */
    private static final Map<String, Predicate<String>> FORMATS =
            Map.of("date", CompiledContract::isDate, "date-time", CompiledContract::isDateTime);

    /** A parameter of a header, of the query or of the path. */
    private record Value(String name, boolean required, String type, JsonSchema schema) {}

    /**
     * @param body null when the operation takes no JSON
     */
    private record Form(
            List<Value> path,
            List<Value> query,
            List<Value> headers,
            JsonSchema body,
            boolean bodyRequired) {}

    private record TextFormat(String name, Predicate<String> rule) implements Format {
        @Override
        public String getName() {
            return name;
        }

        @Override
        public boolean matches(ExecutionContext context, String value) {
            return rule.test(value);
        }
    }

    private final JsonNode contract;
    private final JsonSchemaFactory schemas;
    private final SchemaValidatorsConfig settings =
            SchemaValidatorsConfig.builder()
                    .formatAssertionsEnabled(true)
                    .failFast(true)
                    .regularExpressionFactory(SchemaPatterns::compile)
                    .build();
    private final Map<String, Form> forms = new HashMap<>();

    /**
     * @param contract the file of the contract, as a tree
     */
    CompiledContract(JsonNode contract) {
        this.contract = contract;
        JsonMetaSchema.Builder words = JsonMetaSchema.builder(OpenApi30.getInstance());
        for (String format : formats(contract, new HashSet<>())) {
            words.format(new TextFormat(format, FORMATS.getOrDefault(format, none -> false)));
        }
        JsonMetaSchema dialect = words.build();
        this.schemas =
                JsonSchemaFactory.builder()
                        .metaSchema(dialect)
                        .defaultMetaSchemaIri(dialect.getIri())
                        .schemaLoaders(
                                loaders -> loaders.schemas(Map.of(DOCUMENT, contract.toString())))
                        .build();
        contract.get("paths")
                .fields()
                .forEachRemaining(path -> add("/paths/" + escaped(path.getKey()), path.getValue()));
    }

    private void add(String pointer, JsonNode item) {
        item.fields()
                .forEachRemaining(
                        one -> {
                            if (one.getValue().hasNonNull("operationId")) {
                                forms.put(
                                        one.getValue().get("operationId").asText(),
                                        form(pointer, pointer + "/" + one.getKey()));
                            }
                        });
    }

    private Form form(String item, String operation) {
        Map<String, List<Value>> values =
                Map.of(
                        "path", new ArrayList<>(),
                        "query", new ArrayList<>(),
                        "header", new ArrayList<>());
        for (String owner : List.of(item, operation)) {
            for (int i = 0; i < contract.at(owner + "/parameters").size(); i++) {
                String pointer = resolved(owner + "/parameters/" + i);
                JsonNode parameter = contract.at(pointer);
                values.get(parameter.get("in").asText()).add(value(pointer, parameter));
            }
        }
        String body = resolved(operation + "/requestBody");
        return new Form(
                values.get("path"),
                values.get("query"),
                values.get("header"),
                contract.at(body + JSON_BODY).isMissingNode() ? null : schema(body + JSON_BODY),
                contract.at(body + "/required").asBoolean());
    }

    private Value value(String pointer, JsonNode parameter) {
        return new Value(
                parameter.get("name").asText(),
                parameter.path("required").asBoolean(),
                contract.at(resolved(pointer + "/schema")).path("type").asText(),
                schema(pointer + "/schema"));
    }

    private JsonSchema schema(String pointer) {
        JsonSchema schema =
                schemas.getSchema(SchemaLocation.of(DOCUMENT + "#" + pointer), settings);
        schema.initializeValidators();
        return schema;
    }

    /** Where a reference leads to; the place itself when there is none. */
    private String resolved(String pointer) {
        JsonNode reference = contract.at(pointer).path("$ref");
        return reference.isMissingNode() ? pointer : resolved(reference.asText().substring(1));
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    /** The names of all formats in the tree. */
    private static Set<String> formats(JsonNode tree, Set<String> found) {
        if (tree.path("format").isTextual()) {
            found.add(tree.get("format").asText());
        }
        tree.forEach(part -> formats(part, found));
        return found;
    }

    /**
     * Whether a request is known to be good; false says nothing.
     *
     * @param body null when there is none
     */
    boolean isGood(
            Call call, Map<String, String> query, Map<String, String> headers, JsonNode body) {
        Form form = forms.get(call.operationId());
        return form != null
                && areGood(form.path, call.pathParameters())
                && areGood(form.query, query)
                && areGood(form.headers, headers)
                && isGood(form, body);
    }

    private static boolean isGood(Form form, JsonNode body) {
        if (body == null) {
            return !form.bodyRequired;
        }
        return form.body != null && !hasFraction(body) && isGood(form.body, body);
    }

    private static boolean areGood(List<Value> values, Map<String, String> given) {
        for (Value one : values) {
            String text = given.get(one.name);
            if (text == null ? one.required : !isGood(one, text)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isGood(Value value, String text) {
        return switch (value.type) {
            // a path's percent signs are for the library to read
            case "string" ->
                    text.indexOf('%') < 0
                            && isGood(value.schema, JsonNodeFactory.instance.textNode(text));
            case "integer" ->
                    INTEGER.matcher(text).matches()
                            && isGood(
                                    value.schema,
                                    JsonNodeFactory.instance.numberNode(Long.parseLong(text)));
            default -> false;
        };
    }

    private static boolean isGood(JsonSchema schema, JsonNode tree) {
        return schema.validate(tree, OutputFormat.BOOLEAN);
    }

    /** The two libraries differ in whether 5.0 is an integer. */
    private static boolean hasFraction(JsonNode tree) {
        if (tree.isFloatingPointNumber()) {
            return true;
        }
        for (JsonNode part : tree) {
            if (hasFraction(part)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isDate(String text) {
        try {
            return DATE.matcher(text).matches() && LocalDate.parse(text) != null;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static boolean isDateTime(String text) {
        try {
            return DATE_TIME.matcher(text).matches() && OffsetDateTime.parse(text) != null;
        } catch (DateTimeException e) {
            return false;
        }
    }
}
