package se.knutpunkt.backend;

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

    private final Map<String, Backend> backends = new TreeMap<>();
    private final Map<String, Line> lines = new TreeMap<>();

    public BackendCatalogue(DeclaredFiles files, RegionCatalogue regions, ErrorCatalogue errors) {
        List<String> mistakes = new ArrayList<>();
        for (Backend backend :
                files.readAll("config/backends", "backend.schema.json", Backend.class)) {
            backends.put(backend.backend(), backend);
            backend.answers()
                    .forEach(
                            (answer, code) -> {
                                if (!errors.codes().contains(code)) {
                                    mistakes.add(
                                            "config/backends/%s.yaml: answers.%s: no code %s in config/errors.yaml"
                                                    .formatted(backend.backend(), answer, code));
                                }
                            });
            if (backend.national() != null) {
                add(new Line("national", backend, backend.national().address(), null));
            }
        }
        regions.all().forEach(region -> addLines(region, mistakes));
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

    private void addLines(Region region, List<String> mistakes) {
        region.capabilities()
                .forEach(
                        (name, capability) -> {
                            Backend backend = backends.get(capability.backend());
                            if (backend == null) {
                                mistakes.add(
                                        "config/regions/%s.yaml: capabilities.%s.backend: no file config/backends/%s.yaml"
                                                .formatted(
                                                        region.region(),
                                                        name,
                                                        capability.backend()));
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
                                        "config/regions/%s.yaml: capabilities.%s.address: differs from another capability on the same line"
                                                .formatted(region.region(), name));
                            }
                            add(line);
                        });
    }

    private void add(Line line) {
        lines.put(line.id(), line);
    }
}
