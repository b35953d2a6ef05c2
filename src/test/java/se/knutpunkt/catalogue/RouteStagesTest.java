package se.knutpunkt.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import se.knutpunkt.api.Operation;

/**
 * A stage calls only the next: api, back end, line, partner; event, notification, queue, channel.
 */
class RouteStagesTest {

    private static final Pattern BACKEND = Pattern.compile("direct:backend\\.(.+)\\.([A-Za-z]+)");
    private static final Pattern PROVIDER = Pattern.compile("direct:provider\\.[a-z]+");
    private static final String REGIONS_BACKEND = "${variable.backend}";

    private static final Map<String, DeclaredRoute> BY_START =
            Routes.all().stream().collect(Collectors.toMap(DeclaredRoute::from, route -> route));

    /** A call of a route, for messages that name the place. */
    record Call(DeclaredRoute route, String target) {
        boolean isDirect() {
            return target.startsWith("direct:");
        }

        @Override
        public String toString() {
            return route + ": calls " + target;
        }
    }

    static List<Call> calls() {
        return Routes.all().stream().flatMap(RouteStagesTest::of).toList();
    }

    static List<Call> calls(String stage) {
        return calls().stream().filter(call -> call.route().stage().equals(stage)).toList();
    }

    static List<Call> apiCalls() {
        return calls("api");
    }

    static List<Call> commonCalls() {
        return calls("common");
    }

    static List<Call> backendCalls() {
        return calls("backend");
    }

    static List<Call> eventCalls() {
        return calls("event");
    }

    static List<Call> channelCalls() {
        return calls("channel");
    }

    static List<Call> templateCalls() {
        return Routes.templates().stream().flatMap(RouteStagesTest::of).toList();
    }

    private static Stream<Call> of(DeclaredRoute route) {
        return route.calls().stream().map(target -> new Call(route, target));
    }

    @ParameterizedTest
    @MethodSource("apiCalls")
    void apiCallsABackendACommonStepOrASharedMapping(Call call) {
        boolean allowed =
                call.target().startsWith("mapping:shared/")
                        || BACKEND.matcher(call.target()).matches()
                        || isCommon(call.target());
        assertThat(allowed).as(call.toString()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("commonCalls")
    void commonCallsABackendOrACommonStep(Call call) {
        boolean sender = call.route().id().endsWith(".send");
        boolean allowed =
                sender
                        ? call.target().equals("direct:line.${variable.line}")
                        : BACKEND.matcher(call.target()).matches() || isCommon(call.target());
        assertThat(allowed).as(call.toString()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("backendCalls")
    void backendCallsItsOwnStepsAndMappingsAndTheSenderOfItsProtocol(Call call) {
        String backend = Declared.stem(call.route().file());
        boolean allowed =
                call.target().startsWith("mapping:backends/" + backend + "/")
                        || call.target().startsWith("direct:backend." + backend + ".")
                        || call.target().matches("direct:[a-z]+\\.send");
        assertThat(allowed).as(call.toString()).isTrue();
    }

    /** Its messages go to the channels' queues, and nothing else leaves it. */
    @Test
    void notificationCallsNothingElse() {
        assertThat(calls("notification")).isEmpty();
    }

    /** A mail relay is no address of the web; only the channel of mails speaks to one. */
    @ParameterizedTest
    @MethodSource("channelCalls")
    void channelCallsItsOwnStepsAndMappingsAndItsProvider(Call call) {
        String channel = Declared.stem(call.route().file());
        boolean relay = channel.equals("email") && call.target().startsWith("smtp:relay?");
        boolean allowed =
                relay
                        || call.target().startsWith("mapping:channels/" + channel + ".")
                        || call.target().equals("direct:channel." + channel + ".send")
                        || call.target().equals("direct:provider." + channel);
        assertThat(allowed).as(call.toString()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("eventCalls")
    void anEventCallsItsMappingAlone(Call call) {
        String topic = call.route().id().substring("event.".length());
        assertThat(call.target()).as(call.toString()).startsWith("mapping:events/" + topic + ".");
    }

    @ParameterizedTest
    @MethodSource("calls")
    void noProductIsNamedButByItsOwnRoutes(Call call) {
        var named = BACKEND.matcher(call.target());
        if (!call.route().stage().equals("backend") && named.matches()) {
            boolean national =
                    Declared.files("config/backends/*.yaml").stream()
                            .filter(file -> Declared.stem(file).equals(named.group(1)))
                            .anyMatch(file -> Declared.yaml(file).has("national"));
            boolean chosenByRegion = named.group(1).equals(REGIONS_BACKEND);
            assertThat(chosenByRegion || national).as(call.toString()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("calls")
    void nobodyCallsAnApiRoute(Call call) {
        DeclaredRoute called = BY_START.get(call.target());
        assertThat(called == null || !called.stage().equals("api")).as(call.toString()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("calls")
    void whatIsCalledIsThere(Call call) {
        if (PROVIDER.matcher(call.target()).matches()) {
            assertThat(address(call.target())).as(call.toString()).isTrue();
        } else if (call.isDirect() && !call.target().contains("${")) {
            assertThat(BY_START).as(call.toString()).containsKey(call.target());
        }
    }

    @ParameterizedTest
    @MethodSource("calls")
    void whatIsCalledAtARegionsBackendIsThereForEveryBackend(Call call) {
        var named = BACKEND.matcher(call.target());
        if (named.matches() && named.group(1).equals(REGIONS_BACKEND)) {
            for (String backend : Declared.backends(capability(call.route()))) {
                assertThat(BY_START)
                        .as("%s at %s", call, backend)
                        .containsKey(call.target().replace(REGIONS_BACKEND, backend));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("templateCalls")
    void onlyLinesAndProvidersUseHttp(Call call) {
        boolean line = Set.of("line", "provider").contains(call.route().id());
        boolean inside = call.isDirect() || call.target().startsWith("mapping:");
        assertThat(inside).as(call.toString()).isNotEqualTo(line);
    }

    @Test
    void everyCommonRouteIsCalled() {
        Set<String> called =
                Stream.of(calls().stream(), templateCalls().stream(), configurationCalls())
                        .flatMap(all -> all)
                        .map(Call::target)
                        .collect(Collectors.toSet());
        List<String> common =
                Routes.all().stream()
                        .filter(route -> route.stage().equals("common"))
                        .map(DeclaredRoute::from)
                        .toList();
        assertThat(called).containsAll(common);
    }

    /** What entry routes have in common calls common steps before them. */
    private static Stream<Call> configurationCalls() {
        return Routes.FILES.stream()
                .flatMap(file -> Declared.yaml(file).findValues("interceptFrom").stream())
                .flatMap(node -> node.findValuesAsText("to").stream())
                .map(target -> new Call(null, target));
    }

    /** The hub makes the route of each channel that has an address. */
    private static boolean address(String target) {
        return Declared.files("config/channels/*.yaml").stream()
                .filter(file -> target.equals("direct:provider." + Declared.stem(file)))
                .anyMatch(file -> Declared.yaml(file).at("/provider/address").isTextual());
    }

    private static boolean isCommon(String target) {
        DeclaredRoute called = BY_START.get(target);
        return called != null && called.stage().equals("common");
    }

    /** Of the operation; common steps serve booking so far. */
    private static String capability(DeclaredRoute route) {
        return Declared.contract()
                .operation(route.id().replaceFirst("^api\\.", ""))
                .map(Operation::capability)
                .orElse("booking");
    }
}
