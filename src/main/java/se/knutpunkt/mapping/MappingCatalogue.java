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
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import se.knutpunkt.catalogue.DeclaredFileException;
import se.knutpunkt.catalogue.DeclaredFiles;

/** Every mapping below {@code mappings/}, compiled; a broken file stops the start and is named. */
@Component
public final class MappingCatalogue {

    private static final Pattern ENDING = Pattern.compile("\\.(ftl[a-z0-9]*|jsonata)$");

    private final Map<String, Timed> mappings = new TreeMap<>();

    private record Timed(Mapping mapping, Timer timer) {}

    public MappingCatalogue(DeclaredFiles files, MappingFunctions functions, MeterRegistry meters) {
        Path folder = files.path("mappings");
        RequestTemplates templates = new RequestTemplates(folder, functions);
        List<String> mistakes = new ArrayList<>();
        for (Path file : list(folder)) {
            String name = folder.relativize(file).toString().replace('\\', '/');
            try {
                String text = Files.readString(file);
                Mapping mapping =
                        name.endsWith(".jsonata")
                                ? new JsonataMapping(name, text, functions)
                                : templates.compile(name, text);
                mappings.put(
                        name, new Timed(mapping, meters.timer("knutpunkt.mapping", "file", name)));
            } catch (MappingException e) {
                mistakes.add(file + ":" + e.line() + ": " + e.getMessage());
            } catch (IOException e) {
                mistakes.add(file + ": cannot be read");
            }
        }
        mappings.keySet().removeIf(name -> !isMapping(name));
        meters.gauge(
                "knutpunkt.mapping.interpreted",
                mappings,
                all -> all.values().stream().filter(one -> !one.mapping.isCompiled()).count());
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

    /** Whether the hub's compiler knows all of the mapping; else the library interprets it. */
    public boolean isCompiled(String name) {
        return mappings.get(name).mapping.isCompiled();
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
            timed.timer.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
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
            return files.filter(Files::isRegularFile)
                    .filter(file -> ENDING.matcher(file.toString()).find())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new DeclaredFileException(List.of(folder + ": the folder cannot be read"));
        }
    }

    /**
     * What is shared by several mappings is compiled too, so that its mistakes are found at start.
     */
    private static boolean isMapping(String name) {
        return name.contains(".request.") || name.contains(".response.");
    }
}
