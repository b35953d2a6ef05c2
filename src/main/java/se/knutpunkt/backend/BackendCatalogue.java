package se.knutpunkt.backend;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import se.knutpunkt.catalogue.DeclaredFileException;
import se.knutpunkt.catalogue.DeclaredFiles;
import se.knutpunkt.error.ErrorCatalogue;
import se.knutpunkt.region.Region;
import se.knutpunkt.region.RegionCatalogue;

/** All back ends of {@code config/backends} and the lines that follow from them and the regions. */
@Component("backends")
public final class BackendCatalogue {

    private static final String FOLDER = "config/backends";

    private final Map<String, Backend> backends = new TreeMap<>();
    private final Map<String, Line> lines = new TreeMap<>();

    public BackendCatalogue(DeclaredFiles files, RegionCatalogue regions, ErrorCatalogue errors) {
        List<String> mistakes = new ArrayList<>();
        for (Backend backend :
                files.readAll(FOLDER, "backend.schema.json", Backend.class, "backend")) {
            backends.put(backend.backend(), backend);
            mistakes.addAll(mistakes(backend, files, errors));
            if (backend.national() != null && backend.national().isCalled()) {
                add(new Line(Line.NATIONAL, backend, backend.national().address(), null));
            }
        }
        for (Region region : regions.all()) {
            mistakes.addAll(addLines(region, files));
        }
        if (!mistakes.isEmpty()) {
            throw new DeclaredFileException(mistakes);
        }
    }

    public Collection<Backend> all() {
        return backends.values();
    }

    public Collection<Line> lines() {
        return lines.values();
    }

    public Optional<Line> line(String id) {
        return Optional.ofNullable(lines.get(id));
    }

    /**
     * The line to a partner that serves the whole country.
     *
     * @throws java.util.NoSuchElementException when its file names none
     */
    public Line national(String backend) {
        return line(Line.NATIONAL + "." + backend).orElseThrow();
    }

    private static List<String> mistakes(
            Backend backend, DeclaredFiles files, ErrorCatalogue errors) {
        Path file = files.path(FOLDER + "/" + backend.backend() + ".yaml");
        List<String> mistakes = new ArrayList<>();
        backend.answers()
                .forEach(
                        (answer, code) -> {
                            if (!errors.codes().contains(code)) {
                                mistakes.add(
                                        files.mistake(
                                                file,
                                                "no code " + code + " in config/errors.yaml",
                                                "answers",
                                                answer));
                            }
                        });
        if (backend.breaker().minimumCalls() > backend.breaker().window()) {
            mistakes.add(files.mistake(file, "more than window", "breaker", "minimumCalls"));
        }
        return mistakes;
    }

    private List<String> addLines(Region region, DeclaredFiles files) {
        Path file = files.path("config/regions/" + region.region() + ".yaml");
        List<String> mistakes = new ArrayList<>();
        region.capabilities()
                .forEach(
                        (name, capability) -> {
                            Backend backend = backends.get(capability.backend());
                            if (backend == null) {
                                mistakes.add(
                                        files.mistake(
                                                file,
                                                "no file %s/%s.yaml"
                                                        .formatted(FOLDER, capability.backend()),
                                                "capabilities",
                                                name,
                                                "backend"));
                                return;
                            }
                            Line line =
                                    new Line(
                                            region.region(),
                                            backend,
                                            capability.address(),
                                            capability.secret());
                            Line other = lines.get(line.id());
                            if (other != null && !other.address().equals(line.address())) {
                                mistakes.add(
                                        files.mistake(
                                                file,
                                                "differs from another capability on the same line",
                                                "capabilities",
                                                name,
                                                "address"));
                            }
                            add(line);
                        });
        return mistakes;
    }

    private void add(Line line) {
        lines.put(line.id(), line);
    }
}
