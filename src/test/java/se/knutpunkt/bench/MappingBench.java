package se.knutpunkt.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import se.knutpunkt.mapping.MappingCatalogue;
import se.knutpunkt.mapping.Mappings;
import se.knutpunkt.mapping.XmlTree;

/**
 * How long the parts of the listBookings answer take on one thread: reading XML, mapping, writing
 * JSON.
 */
public final class MappingBench {

    private static final String RESPONSE = "backends/rivta/listBookings.response.jsonata";
    private static final int TIMES = 4000;

    private MappingBench() {}

    public static void main(String[] args) throws Exception {
        MappingCatalogue mappings = Mappings.of(Path.of("."));
        byte[] xml = ListBookingsBench.schedule().getBytes(StandardCharsets.UTF_8);
        Map<String, Object> variables = new HashMap<>();
        variables.put("citizen", "191212121212");
        variables.put("region", Map.of("code", "01", "name", "Region Stockholm"));
        variables.put("params", Map.of());
        variables.put("asOf", "2026-11-22T12:00:00+01:00");
        ObjectMapper json = new ObjectMapper();
        for (int round = 0; round < 5; round++) {
            long read = 0;
            long map = 0;
            long write = 0;
            for (int i = 0; i < TIMES; i++) {
                long a = System.nanoTime();
                Map<String, Object> tree = XmlTree.read(xml);
                long b = System.nanoTime();
                Object answer = mappings.map(RESPONSE, tree, variables);
                long c = System.nanoTime();
                json.writeValueAsBytes(answer);
                long d = System.nanoTime();
                read += b - a;
                map += c - b;
                write += d - c;
            }
            System.out.printf(
                    "read %d us, map %d us, write %d us%n",
                    read / TIMES / 1000, map / TIMES / 1000, write / TIMES / 1000);
        }
    }
}
