package se.knutpunkt.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import se.knutpunkt.api.Operation;

/**
 * Whatever the contract promises is there for every back end that a region names, with examples.
 */
class CoverageTest {

    private static final Path EXAMPLES = Path.of("src/test/resources/examples");

    private static final Set<String> IDS =
            Routes.all().stream().map(DeclaredRoute::id).collect(Collectors.toSet());

    /** An operation at a back end that some region names for its capability. */
    record Offer(String operation, String backend) {
        @Override
        public String toString() {
            return operation + " at " + backend;
        }
    }

    static List<Operation> operations() {
        return Declared.contract().operations();
    }

    static List<Offer> offers() {
        return operations().stream()
                .filter(operation -> !operation.capability().equals("none"))
                .flatMap(
                        operation ->
                                Declared.backends(operation.capability()).stream()
                                        .map(backend -> new Offer(operation.id(), backend)))
                .toList();
    }

    static List<Path> mappings() {
        return Declared.files("mappings/**.{ftl,ftlh,ftlx,jsonata}").stream()
                .filter(CoverageTest::isMapping)
                .toList();
    }

    static List<Path> sharedTemplates() {
        return Declared.files("mappings/**.ftlx").stream().filter(one -> !isMapping(one)).toList();
    }

    static List<Path> exampleFolders() {
        return Declared.files("src/test/resources/examples/**.in.*").stream()
                .map(Path::getParent)
                .distinct()
                .toList();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void anOperationHasARoute(Operation operation) {
        assertThat(IDS).as("operation %s", operation.id()).contains("api." + operation.id());
    }

    static List<String> channels() {
        return Declared.files("config/channels/*.yaml").stream().map(Declared::stem).toList();
    }

    @ParameterizedTest
    @MethodSource("channels")
    void aChannelHasItsRoutes(String channel) {
        String name = "channel." + channel;
        assertThat(IDS).as(name).contains(name, name + ".bulk", name + ".send");
    }

    @ParameterizedTest
    @MethodSource("offers")
    void anOfferHasARouteAtTheBackEnd(Offer offer) {
        assertThat(IDS)
                .as(offer.toString())
                .contains("backend.%s.%s".formatted(offer.backend(), offer.operation()));
    }

    @ParameterizedTest
    @MethodSource("offers")
    void anOfferHasMappings(Offer offer) {
        List<String> stems = mappings().stream().map(CoverageTest::stem).toList();
        assertThat(stems)
                .as(offer.toString())
                .contains(stem(offer, "request"), stem(offer, "response"));
    }

    @ParameterizedTest
    @MethodSource("offers")
    void anOfferHasExamples(Offer offer) {
        assertThat(EXAMPLES.resolve(stem(offer, "request"))).isNotEmptyDirectory();
        assertThat(EXAMPLES.resolve(stem(offer, "response"))).isNotEmptyDirectory();
    }

    @ParameterizedTest
    @MethodSource("mappings")
    void aMappingIsUsedByARoute(Path mapping) {
        String uri = "mapping:" + Path.of("mappings").relativize(mapping);
        boolean used =
                Routes.all().stream()
                        .flatMap(route -> route.calls().stream())
                        .anyMatch(call -> call.replaceFirst("\\?.*", "").equals(uri));
        assertThat(used).as("%s: used by a route", mapping).isTrue();
    }

    @ParameterizedTest
    @MethodSource("mappings")
    void aMappingHasExamples(Path mapping) {
        assertThat(EXAMPLES.resolve(stem(mapping)))
                .as("%s: a folder of examples", mapping)
                .isNotEmptyDirectory();
    }

    @ParameterizedTest
    @MethodSource("exampleFolders")
    void examplesAreOfAMapping(Path folder) {
        String stem = EXAMPLES.relativize(folder).toString();
        assertThat(mappings()).as(folder.toString()).anyMatch(one -> stem(one).equals(stem));
    }

    @ParameterizedTest
    @MethodSource("sharedTemplates")
    void aSharedTemplateIsImported(Path template) {
        String imported = "\"/" + Path.of("mappings").relativize(template) + "\"";
        assertThat(mappings())
                .as("%s: imported by a mapping", template)
                .anyMatch(one -> Declared.text(one).contains(imported));
    }

    private static boolean isMapping(Path file) {
        return file.getFileName().toString().matches(".*\\.(request|response)\\..*");
    }

    /** {@code backends/rivta/listSlots.request}. */
    private static String stem(Path mapping) {
        return Path.of("mappings").relativize(mapping).toString().replaceFirst("\\.[a-z0-9]+$", "");
    }

    private static String stem(Offer offer, String direction) {
        return "backends/%s/%s.%s".formatted(offer.backend(), offer.operation(), direction);
    }
}
