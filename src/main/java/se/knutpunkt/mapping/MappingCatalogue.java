package se.knutpunkt.mapping;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import se.knutpunkt.catalogue.DeclaredFileException;
import se.knutpunkt.catalogue.DeclaredFiles;

/** Every mapping below {@code mappings/}, compiled; a broken file stops the start and is named. */
@Component
public final class MappingCatalogue {

    private final Map<String, Timed> mappings = new TreeMap<>();

    private record Timed(Mapping mapping, Timer timer) {}

    public MappingCatalogue(DeclaredFiles files, MappingFunctions functions, MeterRegistry meters) {
        Path folder = files.path("mappings");
        RequestTemplates templates = new RequestTemplates(folder, functions);
        List<String> mistakes = new ArrayList<>();
        for (Path file : list(folder)) {
            String name = folder.relativize(file).toString().replace('\\', '/');
            try {
                Mapping mapping =
                        name.endsWith(".jsonata")
                                ? new JsonataMapping(name, Files.readString(file), functions)
                                : templates.compile(name);
                mappings.put(
                        name, new Timed(mapping, meters.timer("knutpunkt.mapping", "file", name)));
            } catch (MappingException | IOException e) {
                mistakes.add(file + ": " + e.getMessage());
            }
        }
        if (!mistakes.isEmpty()) {
            throw new DeclaredFileException(mistakes);
        }
    }

    public boolean has(String name) {
        return mappings.containsKey(name);
    }

    public Set<String> names() {
        return mappings.keySet();
    }

    /** Runs a mapping and measures it. */
    public Object map(String name, Object input, Map<String, Object> variables) {
        Timed timed = mappings.get(name);
        if (timed == null) {
            throw new MappingException("no mapping " + name, null);
        }
        long start = System.nanoTime();
        try {
            return timed.mapping.map(input, variables);
        } finally {
            timed.timer.record(
                    System.nanoTime() - start, java.util.concurrent.TimeUnit.NANOSECONDS);
        }
    }

    /**
     * Which source fields a mapping reads; for the integration engineer's question "who uses this
     * field".
     */
    public Set<String> fieldsRead(String name) {
        return mappings.get(name).mapping.fieldsRead();
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(MappingCatalogue::isMapping).sorted().toList();
        } catch (IOException e) {
            throw new DeclaredFileException(List.of(folder + ": the folder cannot be read"));
        }
    }

    private static boolean isMapping(Path file) {
        String name = file.getFileName().toString();
        boolean direction = name.contains(".request.") || name.contains(".response.");
        return direction && Files.isRegularFile(file);
    }
}
