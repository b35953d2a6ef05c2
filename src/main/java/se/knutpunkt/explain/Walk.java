package se.knutpunkt.explain;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.camel.model.BeanDefinition;
import org.apache.camel.model.CatchDefinition;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.Model;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.model.TryDefinition;
import org.apache.camel.model.WhenDefinition;
import se.knutpunkt.backend.BackendCatalogue;
import se.knutpunkt.backend.Line;

/** One walk through the model, from a route to all that it calls. */
final class Walk {

    private static final String DIRECT = "direct:";
    private static final String MAPPING = "mapping:";
    private static final String LINE = "line.";
    private static final String BACKEND = "backend";

    /** A route that a bean is told to call. */
    private static final Pattern NAMED = Pattern.compile("'(direct:[\\w.]+)'");

    /** Of a template's parameters, those that the step shows in other ways. */
    private static final List<String> TOLD =
            List.of("backend", "operation", "request", "response", "output", "description");

    private final Model model;
    private final BackendCatalogue backends;
    private final Path home;
    private final Known known;
    private final Map<String, String> endpoints;
    private final List<Draft> drafts = new ArrayList<>();

    /** The beans met so far that ask several sources at once. */
    private final List<String> asking = new ArrayList<>();

    /** Routes that are being looked at, so that a ring of them has an end. */
    private final Deque<String> path = new ArrayDeque<>();

    /** A step that is still being looked at. */
    private record Draft(
            String route,
            List<String> onlyIf,
            String does,
            String file,
            Map<String, String> with,
            List<String> mappings,
            List<String> lines,
            String backend) {
        Step step() {
            return new Step(
                    route,
                    onlyIf,
                    does,
                    file,
                    with,
                    List.copyOf(mappings),
                    lines.isEmpty() ? null : lines.get(0),
                    backend);
        }

        boolean covers(String other, List<String> conditions) {
            return route.equals(other) && conditions.containsAll(onlyIf);
        }
    }

    /**
     * @param endpoints address of a route's entry to its id
     */
    Walk(
            Model model,
            BackendCatalogue backends,
            Path home,
            Map<String, String> endpoints,
            Known known) {
        this.model = model;
        this.backends = backends;
        this.home = home;
        this.known = known;
        this.endpoints = endpoints;
    }

    /** The route and all that it calls, in the order of the calls. */
    List<Step> from(String routeId) {
        enter(routeId, List.of(), null);
        return drafts.stream().map(Draft::step).toList();
    }

    /** Whether it came past a bean that asks several sources at once. */
    boolean asksSeveral() {
        return !asking.isEmpty();
    }

    /**
     * @param caller the step of the back end that calls, whose line is meant; or null
     */
    private void enter(String routeId, List<String> onlyIf, Draft caller) {
        RouteDefinition route = model.getRouteDefinition(routeId);
        boolean told = drafts.stream().anyMatch(one -> one.covers(routeId, onlyIf));
        if (route == null || told || path.contains(routeId)) {
            return;
        }
        path.push(routeId);
        boolean own = routeId.startsWith(BACKEND + ".");
        if (caller != null && !own) {
            // transport of the back end's call: told with the step that calls
            visit(route, route.getOutputs(), onlyIf, caller);
        } else {
            Draft step = draft(route, onlyIf, own);
            drafts.add(step);
            visit(route, route.getOutputs(), onlyIf, own ? step : null);
        }
        path.pop();
    }

    private Draft draft(RouteDefinition route, List<String> onlyIf, boolean own) {
        String backend = own ? route.getRouteId().split("\\.")[1] : null;
        return new Draft(
                route.getRouteId(),
                onlyIf,
                ModelText.text(route, route.getDescriptionText()),
                file(route, backend),
                own ? parameters(route, line(backend)) : Map.of(),
                new ArrayList<>(),
                new ArrayList<>(),
                backend);
    }

    /** What was given to the template, and what its defaults make of this very call. */
    private Map<String, String> parameters(RouteDefinition route, String line) {
        Map<String, String> shown = new TreeMap<>();
        if (route.getTemplateParameters() != null) {
            Map<String, Object> usual =
                    Objects.requireNonNullElse(route.getTemplateDefaultParameters(), Map.of());
            Known here = known.at(backends.line(line));
            route.getTemplateParameters()
                    .forEach(
                            (name, value) -> {
                                String filled = here.in(String.valueOf(value));
                                boolean said = !filled.equals(usual.get(name));
                                if (said && !TOLD.contains(name)) {
                                    shown.put(name, filled);
                                }
                            });
        }
        return shown;
    }

    private void visit(
            RouteDefinition route,
            List<ProcessorDefinition<?>> nodes,
            List<String> onlyIf,
            Draft backend) {
        for (ProcessorDefinition<?> node : nodes) {
            if (node instanceof BeanDefinition bean) {
                bean(route, bean, onlyIf, backend);
            } else if (node instanceof ToDynamicDefinition to) {
                call(ModelText.text(route, to.getUri()), onlyIf, route, backend);
            } else if (node instanceof ToDefinition to) {
                call(ModelText.text(route, to.getEndpointUri()), onlyIf, route, backend);
            }
            if (node instanceof ChoiceDefinition choice) {
                // its outputs are the branches' without their conditions
                choice(route, choice, onlyIf, backend);
                continue;
            }
            visit(
                    route,
                    node.getOutputs(),
                    with(onlyIf, ModelText.condition(route, node)),
                    backend);
            if (node instanceof TryDefinition attempt) {
                failure(route, attempt, onlyIf, backend);
            }
        }
    }

    /** A file keeps what follows a failure apart; Camel's own builder among the steps. */
    private void failure(
            RouteDefinition route, TryDefinition attempt, List<String> onlyIf, Draft own) {
        for (CatchDefinition caught : attempt.getCatchClauses()) {
            if (!attempt.getOutputs().contains(caught)) {
                visit(route, List.of(caught), onlyIf, own);
            }
        }
    }

    private void choice(
            RouteDefinition route, ChoiceDefinition choice, List<String> onlyIf, Draft own) {
        for (WhenDefinition when : choice.getWhenClauses()) {
            String words = ModelText.text(route, ModelText.words(when.getExpression()));
            visit(route, when.getOutputs(), with(onlyIf, Optional.of(words)), own);
        }
        if (choice.getOtherwise() != null) {
            List<String> otherwise = with(onlyIf, Optional.of("otherwise"));
            visit(route, choice.getOtherwise().getOutputs(), otherwise, own);
        }
    }

    private void call(String uri, List<String> onlyIf, RouteDefinition from, Draft backend) {
        String address = known.in(uri).replaceFirst("^(\\w+):/*", "$1:");
        if (address.startsWith(MAPPING)) {
            String file = "mappings/" + address.substring(MAPPING.length()).split("\\?")[0];
            drafts.stream()
                    .filter(one -> one == backend || one.route.equals(from.getRouteId()))
                    .reduce((a, b) -> b)
                    .filter(one -> !one.mappings.contains(file))
                    .ifPresent(one -> one.mappings.add(file));
        } else if (address.startsWith(DIRECT + LINE) && backend != null) {
            String line = line(backend.backend);
            if (!backend.lines.contains(line)) {
                backend.lines.add(line);
            }
        } else if (endpoints.containsKey(address)) {
            enter(endpoints.get(address), onlyIf, backend);
        } else if (address.startsWith(DIRECT + BACKEND + ".") && address.contains("${")) {
            drafts.add(unknown(address.substring(DIRECT.length()), onlyIf));
        }
    }

    /** Regions that one national line reaches together have lines of their own for all else. */
    private String line(String backend) {
        return backends.line("national." + backend)
                .filter(line -> !asking.isEmpty() || !line.backend().aggregates())
                .map(Line::id)
                .orElseGet(() -> known.in("${variable.line}"));
    }

    /** A bean may be told which routes to call, and one asks several sources at once. */
    private void bean(
            RouteDefinition route, BeanDefinition bean, List<String> onlyIf, Draft backend) {
        if ("together".equals(bean.getRef())) {
            asking.add(bean.getRef());
        }
        NAMED.matcher(ModelText.text(route, bean.getMethod()))
                .results()
                .forEach(hit -> call(hit.group(1), onlyIf, route, backend));
    }

    private Draft unknown(String route, List<String> onlyIf) {
        return new Draft(
                route,
                onlyIf,
                "a route of the region's back end",
                null,
                Map.of(),
                List.of(),
                List.of(),
                null);
    }

    private static List<String> with(List<String> conditions, Optional<String> more) {
        if (more.isEmpty() || conditions.contains(more.get())) {
            return conditions;
        }
        List<String> both = new ArrayList<>(conditions);
        both.add(more.get());
        return List.copyOf(both);
    }

    /** Below the home folder; null where the model does not tell, as for instances of templates. */
    private String file(RouteDefinition route, String backend) {
        if (backend != null) {
            return LineViews.routes(backend);
        }
        return Optional.ofNullable(route.getResource())
                .map(resource -> resource.getURI())
                .filter(Objects::nonNull)
                .filter(uri -> "file".equals(uri.getScheme()))
                .map(uri -> home.relativize(Path.of(uri).toAbsolutePath().normalize()).toString())
                .orElse(null);
    }
}
