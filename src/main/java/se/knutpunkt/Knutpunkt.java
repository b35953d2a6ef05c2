package se.knutpunkt;

import java.util.Map;
import org.springframework.boot.actuate.autoconfigure.observation.web.servlet.WebMvcObservationAutoConfiguration;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.security.servlet.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Starts the hub: {@code java -jar knutpunkt.jar}, settings in docs/operations.md. */
@EnableScheduling
@SpringBootApplication(
        exclude = {
            UserDetailsServiceAutoConfiguration.class,
            // CallFilter times requests by operation and code, which says more and costs less
            WebMvcObservationAutoConfiguration.class
        })
public class Knutpunkt {

    /** The folder that holds {@code routes/}, {@code mappings/} and {@code config/}. */
    public static final String HOME = "KNUTPUNKT_HOME";

    public static void main(String[] args) {
        builder().run(args);
    }

    /** The application as both production and the sandbox start it. */
    public static SpringApplicationBuilder builder() {
        String home = System.getProperty(HOME, System.getenv().getOrDefault(HOME, "."));
        return new SpringApplicationBuilder(Knutpunkt.class)
                .properties(
                        Map.of(
                                "knutpunkt.home",
                                home,
                                "spring.config.additional-location",
                                "optional:file:" + home + "/config/"));
    }
}
