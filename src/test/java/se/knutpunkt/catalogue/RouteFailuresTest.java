package se.knutpunkt.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import se.knutpunkt.api.Operation;

/** Failures rise to the entry route, which alone turns them into an answer. */
class RouteFailuresTest {

    /** What ends something, or says what was, must not wait for a register. */
    private static final Set<String> UNASKED =
            Set.of("deleteDevice", "markNotificationDelivered", "markNotificationOpened");

    static List<DeclaredRoute> entries() {
        return Routes.all().stream().filter(route -> route.stage().equals("api")).toList();
    }

    static List<DeclaredRoute> inner() {
        Stream<DeclaredRoute> routes =
                Routes.all().stream().filter(route -> !route.stage().equals("api"));
        Stream<DeclaredRoute> templates =
                Routes.templates().stream().filter(one -> !one.group().equals("api"));
        return Stream.concat(routes, templates).toList();
    }

    @ParameterizedTest
    @MethodSource("entries")
    void anEntryRouteNamesItsConfiguration(DeclaredRoute route) {
        assertThat(Routes.configurations())
                .as("%s: routeConfigurationId", route)
                .contains(configuration(route));
    }

    @ParameterizedTest
    @MethodSource("entries")
    void theConfigurationIsTheOneTheContractAsksFor(DeclaredRoute route) {
        Operation operation =
                Declared.contract().operation(route.id().substring("api.".length())).orElseThrow();
        String expected =
                switch (operation.caller()) {
                    case PUBLIC -> "publicOperation";
                    case MACHINE -> "machineOperation";
                    case CITIZEN -> ofCitizen(operation);
                };
        assertThat(configuration(route)).as(route.toString()).isEqualTo(expected);
    }

    private static String ofCitizen(Operation operation) {
        if (UNASKED.contains(operation.id())) {
            return "unaskedOperation";
        }
        if (operation.admitsProtected()) {
            return "admittedOperation";
        }
        return operation.gated() ? "citizenOperation" : "ungatedOperation";
    }

    @ParameterizedTest
    @MethodSource("entries")
    void anEntryRouteHasNoErrorHandlerOfItsOwn(DeclaredRoute route) {
        assertThat(route.node().has("errorHandler")).as(route.toString()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("inner")
    void anInnerRouteLetsFailuresRise(DeclaredRoute route) {
        JsonNode handler = route.node().path("errorHandler");
        assertThat(handler.has("noErrorHandler"))
                .as("%s: errorHandler: {noErrorHandler: {}}", route)
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("inner")
    void anInnerRouteNamesNoConfiguration(DeclaredRoute route) {
        assertThat(configuration(route)).as(route.toString()).isEmpty();
    }

    private static String configuration(DeclaredRoute route) {
        return route.node().path("routeConfigurationId").asText();
    }
}
