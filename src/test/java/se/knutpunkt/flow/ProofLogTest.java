package se.knutpunkt.flow;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import se.knutpunkt.fake.Mood;

/** No token, assertion, secret or number in a log line, however a proof fails. */
class ProofLogTest {

    private final ProofHub proofs = ProofHub.fresh();
    private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private final AppenderBase<ILoggingEvent> appender =
            new AppenderBase<>() {
                @Override
                protected void append(ILoggingEvent event) {
                    lines.add(
                            event.getFormattedMessage()
                                    + event.getKeyValuePairs()
                                    + event.getMDCPropertyMap()
                                    + (event.getThrowableProxy() == null
                                            ? ""
                                            : ThrowableProxyUtil.asString(
                                                    event.getThrowableProxy())));
                }
            };

    @BeforeEach
    void listen() {
        appender.start();
        root.addAppender(appender);
    }

    @AfterEach
    void stopListening() {
        root.detachAppender(appender);
    }

    @Test
    void nothingSecretIsWrittenDown() {
        for (Mood mood :
                List.of(
                        Mood.ok(),
                        Mood.fault("invalid_grant"),
                        Mood.fault("wrong-type"),
                        Mood.fault("huge"),
                        Mood.garbage(),
                        Mood.half(),
                        Mood.status(500),
                        Mood.ok())) {
            proofs.tokens().mood(mood);
            for (String probe :
                    List.of("exchange", "jwt", "saml2", "saml", "credentials", "unknown")) {
                proofs.probe("probe-" + probe).as(RunningHub.TOLVAN).send();
            }
            proofs.backend().withdrawAccepted();
            proofs.hub().closeBreakers();
        }
        assertThat(lines).hasSizeGreaterThan(40);
        assertThat(proofs.backend().accepted()).isNotEmpty();
        for (String line : List.copyOf(lines)) {
            assertThat(line)
                    .doesNotContain(
                            "eyJ",
                            "Bearer ",
                            "Assertion",
                            "PHNhbWw",
                            "PD94bWw",
                            proofs.tokens().clientSecret(),
                            "intern förklaring",
                            RunningHub.TOLVAN);
        }
    }
}
