package se.knutpunkt.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One name, everywhere: the file's folder and name, the route's id and where it starts from. */
class RouteNamesTest {

    /** Folders that hold many of what a stage is one of. */
    private static final Map<String, String> STAGES =
            Map.of(
                    "backends",
                    "backend",
                    "events",
                    "event",
                    "notifications",
                    "notification",
                    "channels",
                    "channel");

    static List<DeclaredRoute> routes() {
        return Routes.all();
    }

    static List<DeclaredRoute> templates() {
        return Routes.templates();
    }

    @ParameterizedTest
    @MethodSource({"routes", "templates"})
    void hasAnIdAGroupAndADescription(DeclaredRoute route) {
        assertThat(route.id()).as("%s: id", route).isNotBlank();
        assertThat(route.group()).as("%s: group", route).isNotBlank();
        assertThat(route.node().path("description").asText())
                .as("%s: description", route)
                .isNotBlank();
    }

    @ParameterizedTest
    @MethodSource("routes")
    void groupIsTheStage(DeclaredRoute route) {
        assertThat(route.group()).as("%s: group", route).isEqualTo(route.stage());
    }

    @ParameterizedTest
    @MethodSource("routes")
    void stageIsTheFolder(DeclaredRoute route) {
        String folder = route.file().getParent().getFileName().toString();
        String stage = STAGES.getOrDefault(folder, folder);
        assertThat(route.id()).as(route.toString()).startsWith(stage + ".");
    }

    @ParameterizedTest
    @MethodSource("routes")
    void apiIsNamedAfterAnOperationOfTheContract(DeclaredRoute route) {
        if (route.stage().equals("api")) {
            String operation = route.id().substring("api.".length());
            assertThat(Declared.contract().operation(operation)).as(route.toString()).isPresent();
            assertThat(route.from()).as("%s: from", route).isEqualTo("direct:" + operation);
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void backendIsNamedAfterItsFileAndAnOperation(DeclaredRoute route) {
        if (route.stage().equals("backend")) {
            String prefix = "backend." + Declared.stem(route.file()) + ".";
            assertThat(route.id()).as(route.toString()).matches(prefix + "[a-z][A-Za-z]+");
            assertThat(route.from()).as("%s: from", route).isEqualTo("direct:" + route.id());
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void commonStartsFromItsName(DeclaredRoute route) {
        if (route.stage().equals("common")) {
            String name = route.id().substring("common.".length());
            assertThat(route.from()).as("%s: from", route).isEqualTo("direct:" + name);
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void channelIsNamedAfterItsFileAndItsQueue(DeclaredRoute route) {
        if (route.stage().equals("channel")) {
            String name = "channel." + Declared.stem(route.file());
            String from =
                    route.id().equals(name + ".send")
                            ? "direct:" + route.id()
                            : "queue:" + route.id().replaceFirst("^channel", "notify");
            assertThat(route.id()).as(route.toString()).matches(name + "(\\.bulk|\\.send)?");
            assertThat(route.from()).as("%s: from", route).isEqualTo(from);
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void notificationStartsFromItsId(DeclaredRoute route) {
        if (route.stage().equals("notification")) {
            assertThat(route.from()).as("%s: from", route).isEqualTo("direct:" + route.id());
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void eventStartsFromATopicOfItsName(DeclaredRoute route) {
        if (route.stage().equals("event")) {
            String topic = route.id().substring("event.".length()).replaceAll("([A-Z])", ".$1");
            assertThat(route.from())
                    .as("%s: from", route)
                    .isEqualTo("kafka:" + topic.toLowerCase(java.util.Locale.ROOT));
        }
    }

    @ParameterizedTest
    @MethodSource("templates")
    void templateIsNamedAfterItsFile(DeclaredRoute template) {
        Path expected = Path.of("routes/templates/" + template.id() + ".camel.yaml");
        assertThat(template.file()).as("template %s", template.id()).isEqualTo(expected);
    }

    @Test
    void idsAreUnique() {
        List<String> ids = Routes.all().stream().map(DeclaredRoute::id).toList();
        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    void noTwoRoutesStartFromTheSameEndpoint() {
        var twice =
                Routes.all().stream()
                        .collect(Collectors.groupingBy(DeclaredRoute::from))
                        .entrySet()
                        .stream()
                        .filter(one -> one.getValue().size() > 1)
                        .toList();
        assertThat(twice).isEmpty();
    }
}
