package se.knutpunkt.api;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;
import se.knutpunkt.catalogue.DeclaredFileException;
import se.knutpunkt.catalogue.DeclaredFiles;

/**
 * The operations of {@code routes/api/knutpunkt.openapi.yaml}; the one source of who may call what.
 */
@Component
public final class Contract {

    /** Where the contract lies, below the home folder. */
    public static final String FILE = "routes/api/knutpunkt.openapi.yaml";

    static final String ACTING_FOR = "Acting-For";

    private static final String UNLESS_PROTECTED = "unless-protected";

    /** A request's operation and the values of its path parameters. */
    public record Match(Operation operation, Map<String, String> path) {}

    private record Route(String[] segments, Operation operation) {}

    private final Path file;
    private final OpenAPI openApi;
    private final List<Route> routes = new ArrayList<>();

    public Contract(DeclaredFiles files) {
        this.file = files.path(FILE);
        ParseOptions options = new ParseOptions();
        options.setResolve(true);
        SwaggerParseResult result =
                new OpenAPIV3Parser().readLocation(file.toUri().toString(), null, options);
        List<String> messages = result.getMessages() == null ? List.of() : result.getMessages();
        if (result.getOpenAPI() == null || !messages.isEmpty()) {
            throw new DeclaredFileException(List.of(file + ": " + String.join("; ", messages)));
        }
        this.openApi = result.getOpenAPI();
        openApi.getPaths().forEach(this::add);
    }

    public OpenAPI openApi() {
        return openApi;
    }

    public Path file() {
        return file;
    }

    public List<Operation> operations() {
        return routes.stream().map(Route::operation).toList();
    }

    public Optional<Operation> operation(String id) {
        return operations().stream().filter(o -> o.id().equals(id)).findFirst();
    }

    /** The operation of a request, if the contract has one for this method and path. */
    public Optional<Match> match(String method, String path) {
        String[] segments = path.split("/", -1);
        for (Route route : routes) {
            if (route.operation.method().name().equals(method)) {
                Map<String, String> values = values(route.segments, segments);
                if (values != null) {
                    return Optional.of(new Match(route.operation, values));
                }
            }
        }
        return Optional.empty();
    }

    /** The methods that the contract has for a path. */
    List<String> methods(String path) {
        String[] segments = path.split("/", -1);
        return routes.stream()
                .filter(route -> values(route.segments, segments) != null)
                .map(route -> route.operation.method().name())
                .toList();
    }

    /** Whether a path, decoded, lies where the contract's paths lie. */
    boolean covers(String path) {
        String[] segments = path.split("/", 3);
        return segments.length > 1
                && routes.stream().anyMatch(route -> route.segments[1].equals(segments[1]));
    }

    private void add(String path, PathItem item) {
        item.readOperationsMap()
                .forEach((method, operation) -> routes.add(route(path, item, method, operation)));
    }

    private Route route(
            String path,
            PathItem item,
            PathItem.HttpMethod method,
            io.swagger.v3.oas.models.Operation operation) {
        List<Parameter> parameters = new ArrayList<>();
        for (List<Parameter> some : listOf(item.getParameters(), operation.getParameters())) {
            some.forEach(p -> parameters.add(resolve(p)));
        }
        Map<String, Object> extensions =
                operation.getExtensions() == null ? Map.of() : operation.getExtensions();
        Object gate = extensions.get("x-gated");
        Set<String> scopes = new HashSet<>();
        Operation.Caller caller = caller(operation.getSecurity(), scopes);
        return new Route(
                path.split("/", -1),
                new Operation(
                        operation.getOperationId(),
                        method,
                        path,
                        caller,
                        Set.copyOf(scopes),
                        String.valueOf(extensions.getOrDefault("x-capability", "none")),
                        Boolean.TRUE.equals(gate) || UNLESS_PROTECTED.equals(gate),
                        UNLESS_PROTECTED.equals(gate),
                        names(parameters, "query"),
                        names(parameters, "header").contains("Idempotency-Key"),
                        names(parameters, "header").contains(ACTING_FOR)));
    }

    private static List<List<Parameter>> listOf(List<Parameter> a, List<Parameter> b) {
        return List.of(a == null ? List.of() : a, b == null ? List.of() : b);
    }

    private Parameter resolve(Parameter parameter) {
        String ref = parameter.get$ref();
        return ref == null
                ? parameter
                : openApi.getComponents()
                        .getParameters()
                        .get(ref.substring(ref.lastIndexOf('/') + 1));
    }

    private static List<String> names(List<Parameter> parameters, String in) {
        return parameters.stream()
                .filter(p -> in.equals(p.getIn()))
                .map(Parameter::getName)
                .toList();
    }

    private static Operation.Caller caller(List<SecurityRequirement> security, Set<String> scopes) {
        if (security == null || security.isEmpty()) {
            return Operation.Caller.PUBLIC;
        }
        SecurityRequirement first = security.get(0);
        first.values().forEach(scopes::addAll);
        return first.containsKey("machine") ? Operation.Caller.MACHINE : Operation.Caller.CITIZEN;
    }

    private static Map<String, String> values(String[] template, String[] actual) {
        if (template.length != actual.length) {
            return null;
        }
        Map<String, String> values = null;
        for (int i = 0; i < template.length; i++) {
            String name = template[i];
            if (name.startsWith("{")) {
                if (actual[i].isEmpty()) {
                    return null;
                }
                values = values == null ? new HashMap<>() : values;
                values.put(name.substring(1, name.length() - 1), actual[i]);
            } else if (!name.equals(actual[i])) {
                return null;
            }
        }
        return values == null ? Map.of() : values;
    }
}
