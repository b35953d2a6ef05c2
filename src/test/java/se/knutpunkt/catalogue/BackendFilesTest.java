package se.knutpunkt.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import se.knutpunkt.api.Deadline;
import se.knutpunkt.backend.Backend;

/** Back ends as data: what no schema can say about a file, or about several. */
class BackendFilesTest {

    private static final DeclaredFiles READER = Declared.reader();

    /** What the hub keeps of a caller's time for its own work. */
    private static final Duration MAPPING = Duration.ofMillis(500);

    static List<Path> backendFiles() {
        return Declared.files("config/backends/*.yaml");
    }

    @ParameterizedTest
    @MethodSource("backendFiles")
    void nameIsTheNameOfTheFile(Path file) {
        assertThat(backend(file).backend()).as(file.toString()).isEqualTo(Declared.stem(file));
    }

    @ParameterizedTest
    @MethodSource("backendFiles")
    void theBreakerCanReachItsMinimum(Path file) {
        Backend.Breaker breaker = backend(file).breaker();
        assertThat(breaker.minimumCalls())
                .as("%s: breaker.minimumCalls", file)
                .isLessThanOrEqualTo(breaker.window());
    }

    @ParameterizedTest
    @MethodSource("backendFiles")
    void everyCallLetThroughHasAConnection(Path file) {
        assertThat(backend(file).connections())
                .as("%s: connections", file)
                .isGreaterThanOrEqualTo(backend(file).bulkhead());
    }

    @ParameterizedTest
    @MethodSource("backendFiles")
    void connectingIsAPartOfTheCall(Path file) {
        assertThat(backend(file).connectTimeLimitDuration())
                .as("%s: connectTimeLimit", file)
                .isLessThan(backend(file).timeLimitDuration());
    }

    @ParameterizedTest
    @MethodSource("backendFiles")
    void oneCallFitsInTheTimeOfACaller(Path file) {
        assertThat(backend(file).timeLimitDuration())
                .as("%s: timeLimit", file)
                .isLessThan(Duration.ofMillis(Deadline.DEFAULT_MS));
    }

    @Test
    void thePersonRegisterLeavesTimeForTheRegion() {
        Duration register = backend(file("personregister")).timeLimitDuration();
        Duration left = Duration.ofMillis(Deadline.DEFAULT_MS).minus(register).minus(MAPPING);
        assertThat(left)
                .isGreaterThanOrEqualTo(backend(file("rivta")).timeLimitDuration().dividedBy(2));
    }

    @ParameterizedTest
    @MethodSource("backendFiles")
    void hasARouteFile(Path file) {
        assertThat(Path.of("routes/backends/" + Declared.stem(file) + ".camel.yaml")).exists();
    }

    @ParameterizedTest
    @MethodSource("backendFiles")
    void isNationalOrUsedByARegion(Path file) {
        boolean used =
                Declared.files("config/regions/*.yaml").stream()
                        .flatMap(
                                region ->
                                        Declared.yaml(region).findValuesAsText("backend").stream())
                        .anyMatch(Declared.stem(file)::equals);
        assertThat(used || backend(file).national() != null).as(file.toString()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("backendFiles")
    void aRivtaBackEndKnowsEveryFaultOfThePlatform(Path file) {
        if (backend(file).protocol().equals("rivta")) {
            List<String> faults =
                    java.util.stream.IntStream.rangeClosed(1, 16)
                            .mapToObj("VP%03d"::formatted)
                            .toList();
            assertThat(backend(file).answers())
                    .as("%s: answers", file)
                    .containsKeys(faults.toArray(String[]::new));
        }
    }

    @Test
    void everyRouteFileIsABackEnd() {
        assertThat(Declared.files("routes/backends/*.yaml"))
                .allMatch(route -> Files.exists(file(Declared.stem(route))));
    }

    private static Path file(String backend) {
        return Path.of("config/backends/" + backend + ".yaml");
    }

    private static Backend backend(Path file) {
        return READER.read(file, "backend.schema.json", Backend.class);
    }
}
