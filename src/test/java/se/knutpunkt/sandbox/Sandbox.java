package se.knutpunkt.sandbox;

import java.nio.file.Path;
import java.util.Map;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import se.knutpunkt.Knutpunkt;

/**
 * {@code mvn spring-boot:test-run}: the hub on 8080 and 8081 with every partner as a program on
 * loopback.
 */
public final class Sandbox {

    private static final String GUIDE =
            """

            The sandbox is up.

              API            http://localhost:8080/v1     read it at http://localhost:8080/docs
              Operations     http://localhost:8081/actuator/hawtio     (operator, sandbox)
              Identity       http://localhost:9100
              Video visits   http://localhost:9230     a region's own, opened by a hand-off: see README.md
              Medicines      https://localhost:9120     client certificates only; what it received and moods on http://localhost:9121
              Its tokens     http://localhost:9122
              Apple push     https://localhost:9180    HTTP/2 only; what it received and moods on http://localhost:9181 (development builds: 9182 and 9183)
              Google push    http://localhost:9190
              SMS            http://localhost:9200     with delivery reports to the hub
              E-mail         smtp://localhost:9210     what it received and moods on http://localhost:9211
              Events         http://localhost:9240/events     what is POSTed goes into Kafka at localhost:9092
            %s

              Paste:

              TOKEN=$(curl -s -d grant_type=password -d username=191212121212 -d password=x -d client_id=app -d client_secret=x localhost:9100/citizen/token | grep access_token | cut -d'"' -f4)
              curl -s localhost:8080/v1/regions
              curl -s -H "Authorization: Bearer $TOKEN" localhost:8080/v1/me
              curl -s -H "Authorization: Bearer $TOKEN" localhost:8080/v1/bookings
              curl -s -H "Authorization: Bearer $TOKEN" localhost:8080/v1/prescriptions
              curl -s -X PUT -d '{"mood":"slow","ms":5000}' localhost:9110/_mood

              More in README.md. Stop with Ctrl-C.
            """
                    .formatted(RegionalPartners.guide());

    private static final String API = "http://localhost:8080";

    private Sandbox() {}

    public static void main(String[] args) {
        Surroundings surroundings = Surroundings.onFixedPorts();
        Map<String, Object> settings = surroundings.settings(Path.of("target/sandbox/artemis"));
        settings.put(
                "KNUTPUNKT_LOG_FORMAT", System.getenv().getOrDefault("KNUTPUNKT_LOG_FORMAT", ""));
        try {
            Knutpunkt.builder()
                    .properties(settings)
                    .listeners(
                            (ApplicationListener<ApplicationReadyEvent>)
                                    ready -> {
                                        new ReachedCitizens(surroundings.identityProvider(), API)
                                                .tell();
                                        System.out.println(GUIDE);
                                    },
                            (ApplicationListener<ContextClosedEvent>)
                                    closed -> {
                                        if (closed.getApplicationContext().getParent() == null) {
                                            surroundings.close();
                                        }
                                    })
                    .run(args);
        } catch (RuntimeException e) {
            // Spring has said why; the partners' threads must not keep the process alive
            System.exit(1);
        }
    }
}
