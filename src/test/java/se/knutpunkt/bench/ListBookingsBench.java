package se.knutpunkt.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import se.knutpunkt.Knutpunkt;
import se.knutpunkt.sandbox.Surroundings;

/**
 * Full listBookings through the hub (token, validation, gate, breaker, mapping) against a
 * hand-written controller that does the same token check and call: 20 bookings, the two in turn,
 * the ratio of their throughput.
 */
public final class ListBookingsBench {

    private static final String CITIZEN = "191212121212";
    private static final int CONNECTIONS = Integer.getInteger("bench.connections", 16);
    private static final int SECONDS = Integer.getInteger("bench.seconds", 5);
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 7);

    private ListBookingsBench() {}

    public static void main(String[] args) throws Exception {
        try (Surroundings surroundings = Surroundings.onFreePorts(Clock.systemDefaultZone());
                PlainServer rivta = new PlainServer(schedule())) {
            Map<String, Object> settings =
                    surroundings.settings(Files.createTempDirectory(Path.of("target"), "artemis"));
            String address = "http://localhost:" + rivta.port() + "/vp/";
            settings.put("KNUTPUNKT_PORT", "0");
            settings.put("KNUTPUNKT_MANAGEMENT_PORT", "0");
            settings.put("KNUTPUNKT_RIVTA_NATIONAL_URL", address);
            settings.put("KNUTPUNKT_TOKEN_KEPT", System.getProperty("bench.tokenKept", "0s"));
            settings.put(
                    "logging.level.se.knutpunkt.access",
                    System.getProperty("bench.access", "INFO"));
            settings.put("logging.file.name", "target/bench.log");
            settings.put("logging.threshold.console", "OFF");
            settings.put("logging.structured.format.file", "ecs");
            ConfigurableApplicationContext hub = Knutpunkt.builder().properties(settings).run();
            ConfigurableApplicationContext byHand =
                    new SpringApplicationBuilder(HandWritten.class)
                            .properties(
                                    Map.of(
                                            "server.port",
                                            "0",
                                            "server.tomcat.max-keep-alive-requests",
                                            "-1",
                                            "spring.config.location",
                                            "optional:classpath:/none/",
                                            "bench.rivta",
                                            address,
                                            "bench.issuer",
                                            settings.get("KNUTPUNKT_CITIZEN_ISSUER"),
                                            "bench.jwks",
                                            settings.get("KNUTPUNKT_CITIZEN_JWKS")))
                            .run();
            String token = surroundings.identityProvider().citizenToken(CITIZEN);
            measure(port(hub), port(byHand), token);
            SpringApplication.exit(byHand);
            SpringApplication.exit(hub);
        }
        System.exit(0);
    }

    private static void measure(int hub, int byHand, String token) {
        List<Double> ratios = new ArrayList<>();
        for (int i = -2; i < ROUNDS; i++) {
            ProcessorTime start = ProcessorTime.now();
            Load.Result a = Load.run(hub, "/v1/bookings", token, CONNECTIONS, SECONDS);
            ProcessorTime between = ProcessorTime.now();
            Load.Result b = Load.run(byHand, "/v1/bookings", token, CONNECTIONS, SECONDS);
            ProcessorTime end = ProcessorTime.now();
            double ratio = a.perSecond() / b.perSecond();
            System.out.printf(
                    "%s hub %7.0f/s (median %5d us, p99 %6d us)   by hand %7.0f/s (median %5d us, p99 %6d us)   ratio %.3f%n",
                    i < 0 ? "warm-up " : "round " + (i + 1) + " ",
                    a.perSecond(),
                    a.median(),
                    a.p99(),
                    b.perSecond(),
                    b.median(),
                    b.p99(),
                    ratio);
            System.out.println("  us a call, hub     " + between.since(start, a.calls()));
            System.out.println("  us a call, by hand " + end.since(between, b.calls()));
            if (i >= 0) {
                ratios.add(ratio);
            }
        }
        double[] sorted = ratios.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        System.out.printf(
                "hub / by hand: median %.3f, from %.3f to %.3f, %s%n",
                sorted[sorted.length / 2],
                sorted[0],
                sorted[sorted.length - 1],
                Arrays.toString(sorted));
    }

    private static int port(ConfigurableApplicationContext context) {
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    /** Twenty bookings at one clinic. */
    static String schedule() {
        StringBuilder slots = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            slots.append(
                    """
                    <r:timeslotDetail><c:startTimeInclusive>202612%1$02d093000</c:startTimeInclusive><c:endTimeExclusive>202612%1$02d100000</c:endTimeExclusive>\
                    <c:healthcare_facility>SE2321000016-A1B2</c:healthcare_facility><c:performer>SE2321000016-A1B2-LAK1</c:performer><c:bookingId>7001%1$02d</c:bookingId>\
                    <c:subject_of_care>191212121212</c:subject_of_care><c:purpose>Kontroll av blodtryck</c:purpose><c:reason>Återbesök &amp; samtal</c:reason>\
                    <c:healthcare_facility_name>Åsa &amp; Öbergs vårdcentral</c:healthcare_facility_name><c:performerName>Åke Ängström</c:performerName>\
                    <c:timeTypeName>Besök läkare 30 min</c:timeTypeName><c:timeTypeID>LAK30</c:timeTypeID><c:cancel_booking_allowed>true</c:cancel_booking_allowed>\
                    <c:rebooking_allowed>true</c:rebooking_allowed><c:message_allowed>true</c:message_allowed></r:timeslotDetail>
                    """
                            .formatted(i + 1));
        }
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Header/><soapenv:Body>
                <r:GetSubjectOfCareScheduleResponse xmlns:r="urn:riv:crm:scheduling:GetSubjectOfCareScheduleResponder:1" xmlns:c="urn:riv:crm:scheduling:1">
                %s</r:GetSubjectOfCareScheduleResponse></soapenv:Body></soapenv:Envelope>
                """
                .formatted(slots);
    }
}
