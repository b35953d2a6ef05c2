package se.knutpunkt.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import se.knutpunkt.mapping.MappingCatalogue;
import se.knutpunkt.mapping.Mappings;
import se.knutpunkt.mapping.XmlTree;
import se.knutpunkt.mapping.jsonata.Interpreter;
import se.knutpunkt.mapping.jsonata.Program;

/**
 * How much processor time the parts of the listBookings answer take on one thread: reading XML,
 * mapping (as the hub does it; without signing identifiers; the same by the library's interpreter),
 * writing JSON.
 */
public final class MappingBench {

    private static final String RESPONSE = "backends/rivta/listBookings.response.jsonata";
    private static final int TIMES = 1500;
    private static final int ROUNDS = 6;

    private MappingBench() {}

    private interface Work {
        Object run() throws Exception;
    }

    public static void main(String[] args) throws Exception {
        MappingCatalogue mappings = Mappings.of(Path.of("."));
        byte[] xml = ListBookingsBench.schedule().getBytes(StandardCharsets.UTF_8);
        Map<String, Object> tree = XmlTree.read(xml);
        Map<String, Object> variables = variables();
        String text = Files.readString(Path.of("mappings", RESPONSE));
        Map<String, Function<List<?>, Object>> functions = Mappings.functionsWithoutSigning();
        Program program = Program.compile(text, functions).orElseThrow();
        Interpreter interpreter = new Interpreter(text, functions);
        ObjectMapper json = new ObjectMapper();
        Object answer = mappings.map(RESPONSE, tree, variables);
        for (int round = 0; round < ROUNDS; round++) {
            long read = time(() -> XmlTree.read(xml));
            long map = time(() -> mappings.map(RESPONSE, tree, variables));
            long compiled = time(() -> program.evaluate(tree, variables));
            long interpreted = time(() -> interpreter.evaluate(tree, variables));
            long write = time(() -> json.writeValueAsBytes(answer));
            System.out.printf(
                    "read %d us, map %d us, without signing: compiled %d us, interpreted %d us"
                            + " (%.1f times), write %d us%n",
                    read, map, compiled, interpreted, (double) interpreted / compiled, write);
        }
    }

    private static long time(Work work) throws Exception {
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        for (int i = 0; i < TIMES; i++) {
            work.run();
        }
        return (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start)
                / TIMES
                / 1000;
    }

    private static Map<String, Object> variables() {
        Map<String, Object> variables = new HashMap<>();
        variables.put("citizen", "191212121212");
        variables.put("region", Map.of("code", "01", "name", "Region Stockholm"));
        variables.put("params", Map.of());
        variables.put("asOf", "2026-11-22T12:00:00+01:00");
        return variables;
    }
}
