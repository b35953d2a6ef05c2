package se.knutpunkt.flow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import se.knutpunkt.catalogue.TemporaryHome;
import se.knutpunkt.fake.RawServer;
import se.knutpunkt.fake.rivta.RivtaPlatform;
import se.knutpunkt.region.PersonCache;
import se.knutpunkt.sandbox.Surroundings;
import se.knutpunkt.source.Engagements;

/**
 * A hub whose regions 04, 06, 07, 08 and 10 book in a product that files alone declare, one server
 * for each region, beside the RIV-TA regions 01 and 12. Started once, with few threads of its own
 * for asking, so that they run out.
 */
public final class TogetherHub {

    /** The home region of a citizen, in the product that is declared here. */
    static final String HOME = "06";

    static final List<String> REGIONS = List.of("04", HOME, "07", "08", "10");

    /** Lives in region 06. */
    public static final String GUEST = "198612092380";

    static final int THREADS = 12;

    private static final ObjectMapper JSON = new ObjectMapper();

    private static TogetherHub running;
    private static boolean tried;

    private final Map<String, RawServer> servers = new TreeMap<>();
    private final RunningHub hub;

    private TogetherHub(Map<String, Object> more) {
        Path home = home();
        TemporaryHome files = new TemporaryHome(home, "config");
        for (String region : REGIONS) {
            servers.put(region, new RawServer(TogetherHub::ordinary));
            files.write("config/regions/" + region + ".yaml", region(region));
        }
        files.write("config/regions/09.yaml", OUTSIDE);
        declare(files);
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("knutpunkt.home", home.toString());
        // the other hub of this JVM has the usual names
        settings.put("spring.jmx.unique-names", "true");
        settings.put("spring.config.additional-location", "optional:file:" + home + "/config/");
        settings.putAll(more);
        hub = new RunningHub(Surroundings.onFreePorts(Clock.systemDefaultZone()), settings);
    }

    static synchronized TogetherHub fresh() {
        if (running == null) {
            if (tried) {
                throw new IllegalStateException("it did not start the first time");
            }
            tried = true;
            running = new TogetherHub(Map.of("KNUTPUNKT_SOURCE_THREADS", String.valueOf(THREADS)));
        }
        running.servers.values().forEach(server -> server.reply(TogetherHub::ordinary));
        running.rivta().reset();
        running.hub.bean(PersonCache.class).forget();
        running.hub.bean(Engagements.class).forget();
        running.hub.closeBreakers();
        running.rivta().forget();
        return running;
    }

    /** One of its own, with as many threads as usual, that logs to a file. */
    public static TogetherHub toMeasure() {
        return new TogetherHub(
                Map.of(
                        "KNUTPUNKT_TOKEN_KEPT", "30s",
                        "logging.file.name", "target/bench.log",
                        "logging.threshold.console", "OFF",
                        "logging.structured.format.file", "ecs"));
    }

    public RunningHub hub() {
        return hub;
    }

    public RivtaPlatform rivta() {
        return hub.rivta();
    }

    public RawServer server(String region) {
        return servers.get(region);
    }

    /** The index says that the citizen has bookings in these regions. */
    public void engaged(String citizen, String... regions) {
        rivta().engagements(
                        citizen, java.util.Arrays.stream(regions).map(one -> clinic(one)).toList());
    }

    static String clinic(String region) {
        return "SE99999999" + region + "-P1";
    }

    /** One booking of the citizen who is asked about. */
    public static void ordinary(String request, java.io.OutputStream out) throws IOException {
        out.write(RawServer.answer("application/json", bookings(citizen(request), 1)));
    }

    public static String citizen(String request) {
        try {
            return JSON.readTree(request.substring(request.indexOf("\r\n\r\n") + 4))
                    .path("citizen")
                    .asText();
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How long the hub waits for the answer to a request. */
    static int millis(String request) {
        return Integer.parseInt(
                request.replaceFirst("(?is).*?\r\nDeadline-Ms: *([0-9]+)\r\n.*", "$1"));
    }

    /** So many bookings, the latest first. */
    public static String bookings(String citizen, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> booking(citizen, "b" + (count - i), count - i))
                .collect(Collectors.joining(",", "{\"bookings\":[", "]}"));
    }

    static String booking(String citizen, String id, int minutes) {
        String start =
                java.time.OffsetDateTime.parse("2026-12-01T08:00:00+01:00")
                        .plusMinutes(minutes)
                        .toString();
        return "{\"citizen\":\"%s\",\"id\":\"%s\",\"start\":\"%s:00+01:00\"}"
                .formatted(citizen, id, start.substring(0, 16));
    }

    private static final String OUTSIDE =
            """
            region: "09"
            name: Probe 09
            letter: P
            organisation: SE9999999909
            takesPart: false
            webLogin: https://example.se/
            capabilities: {}
            """;

    private String region(String code) {
        return """
        region: "%1$s"
        name: Probe %1$s
        letter: P
        organisation: SE99999999%1$s
        takesPart: true
        webLogin: https://example.se/
        capabilities:
          booking: {backend: probe, address: "http://localhost:%2$d"}
        """
                .formatted(code, servers.get(code).port());
    }

    private static void declare(TemporaryHome home) {
        home.write(
                "config/backends/probe.yaml",
                """
                backend: probe
                product: a probe
                protocol: rest
                holdsPatientData: true
                login: none
                timeLimit: 8s
                connectTimeLimit: 1s
                attempts: 1
                connections: 50
                bulkhead: 40
                breaker: {window: 100, minimumCalls: 100, failurePercent: 100, openSeconds: 5, halfOpenCalls: 5}
                answerLimit: 20MB
                answers: {http-401: backend-refused-hub, http-403: backend-refused-hub}
                """);
        home.write(
                "routes/backends/probe.camel.yaml",
                operation("listBookings") + operation("createBooking") + lacking("getBooking"));
        String folder = "mappings/backends/probe/";
        home.write(folder + "error.response.jsonata", "error ? {\"code\": error}\n");
        home.write(
                folder + "listBookings.request.jsonata",
                "{\"method\": \"POST\", \"path\": [\"bookings\"], \"json\": {\"citizen\": $citizen}}\n");
        home.write(folder + "listBookings.response.jsonata", LIST);
        home.write(
                folder + "createBooking.request.jsonata",
                "{\"method\": \"POST\", \"path\": [\"make\"], \"json\": {\"citizen\": $citizen}}\n");
        home.write(
                folder + "createBooking.response.jsonata",
                """
                {"id": $bookingId($citizen, $region.code, "P1", "made"), "status": "booked", "start": $slot.start, "end": $slot.end,
                 "facility": {"id": $facilityId($region.code, "P1")}, "canCancel": false, "canReschedule": false, "canArrive": false, "canSendMessage": false}
                """);
    }

    private static final String LIST =
            """
            (
              $own := bookings[citizen = $citizen];
              $broken := $count($own) < $count(bookings);
              {
                "bookings": [$own.{
                  "id": $bookingId($citizen, $region.code, "P1", id), "start": start, "end": start, "status": "booked",
                  "facility": {"id": $facilityId($region.code, "P1")},
                  "canCancel": false, "canReschedule": false, "canArrive": false, "canSendMessage": false
                }],
                "sources": [{
                  "id": $region.code, "name": $region.name, "asOf": $asOf,
                  "status": $broken ? "broken" : "answered", "error": $broken ? "backend-broken"
                }],
                "complete": $not($broken)
              }
            )
            """;

    private static String operation(String name) {
        return """
        - templatedRoute:
            routeTemplateRef: rest
            routeId: backend.probe.%1$s
            parameters:
              - {name: backend, value: probe}
              - {name: operation, value: %1$s}
              - {name: request, value: %1$s.request.jsonata}
              - {name: response, value: %1$s.response.jsonata}
        """
                .formatted(name);
    }

    private static String lacking(String name) {
        return """
        - templatedRoute:
            routeTemplateRef: lacking
            routeId: backend.probe.%1$s
            parameters:
              - {name: backend, value: probe}
              - {name: operation, value: %1$s}
        """
                .formatted(name);
    }

    private static Path home() {
        try {
            Path home = Files.createTempDirectory(Path.of("target"), "home").toAbsolutePath();
            new TemporaryHome(home, "routes");
            new TemporaryHome(home, "mappings");
            return home;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
