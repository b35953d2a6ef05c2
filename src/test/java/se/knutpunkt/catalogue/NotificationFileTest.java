package se.knutpunkt.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import se.knutpunkt.notification.Kind;
import se.knutpunkt.notification.Kinds;
import se.knutpunkt.region.AgeRules;

/** Kinds of notifications, and that a wrong file is named with all its mistakes. */
class NotificationFileTest {

    private static final String NAME = "config/notifications.yaml";
    private static final Path FILE = Path.of(NAME);
    private static final JsonNode TEXTS = Declared.yaml(FILE).path("texts");

    /** Words that would tell what somebody is treated for, who sent it, or that it is urgent. */
    private static final String TELLING =
            "(?iu).*(prov|svar|läkar|recept|medicin|mottagning|bokn|besök|diagnos|vård|result|doctor|clinic|booking|appointment|prescription|test).*";

    @TempDir Path home;

    @Test
    void theFileIsGood() {
        Kinds kinds = kinds(Path.of("."));
        Kind inbox = kinds.find("inbox.message").orElseThrow();
        assertThat(inbox.ladder().stream().map(Kind.Step::channel))
                .containsExactly("push", "sms", "email");
        assertThat(inbox.ladder().get(1).after()).hasMinutes(10);
        assertThat(kinds.words("inbox.message", "sv").body()).contains("Logga in");
        assertThat(kinds.words("inbox.message", "en").body()).contains("Log in");
        assertThat(kinds.words("inbox.message", "de"))
                .isEqualTo(kinds.words("inbox.message", "sv"));
        assertThat(kinds.smsPrice("01")).isEqualTo(kinds.smsPrice(null));
        assertThat(kinds.kept()).hasDays(90);
    }

    @Test
    void noTextTellsAnything() {
        for (JsonNode text : TEXTS) {
            for (JsonNode words : text) {
                assertThat(words.path("body").asText()).as(FILE.toString()).doesNotMatch(TELLING);
                assertThat(words.path("title").asText()).as(FILE.toString()).isEqualTo("1177");
            }
        }
    }

    @Test
    void everyTextIsUsed() {
        List<String> used = Declared.yaml(FILE).path("kinds").findValuesAsText("text");
        assertThat(TEXTS.fieldNames()).toIterable().as(FILE.toString()).allMatch(used::contains);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    service: lab|service: laboratory|kinds.result.available.service: no ages of it in config/representation.yaml
                    text: message|text: letter|kinds.inbox.message.text: no such text
                    urgency: high|urgency: alarm|kinds.booking.soon.urgency
                    expiresAfter: 7d|expiresAfter: 7|kinds.inbox.message.expiresAfter
                    after: 10m|after: soon|kinds.inbox.message.ladder[1].after
                    {channel: sms, after: 10m}|{channel: push, after: 10m}|kinds.inbox.message.ladder: a channel stands twice
                    {channel: sms, after: 10m}|{channel: sms}|kinds.inbox.message.ladder[1].after: is missing
                    ladder: [{channel: push}]|ladder: [{channel: push, after: 1m}]|kinds.general.information.ladder[0].after
                    to: "07:00"|to: "21:00"|quietHours: from and to are the same
                    to: "07:00"|to: "24:00"|quietHours.to
                    KEPT:90d|KEPT:90|kept
                    CAP:20|CAP:0|dailyCap
                    default: "0.35"|default: "0,35"|smsPrice.default
                    concerns: {sv: "Gäller:", en|concerns: {no: "Gjelder:", en|concerns.sv: is missing
                    general.information:|general_information:|kinds.general_information
                    """)
    void aMistakeIsNamedWithItsLine(String good, String bad, String named) {
        TemporaryHome changed = new TemporaryHome(home, "config");
        changed.replace(NAME, good, bad);
        DeclaredFileException failure =
                catchThrowableOfType(DeclaredFileException.class, () -> kinds(home));
        assertThat(failure).isNotNull();
        assertThat(failure.mistakes())
                .anySatisfy(
                        mistake -> {
                            assertThat(mistake).contains(NAME + ":").contains(named);
                            assertThat(mistake).matches("(?s).*yaml:[0-9]+: .*");
                        });
    }

    @Test
    void guardiansNeedAService() {
        TemporaryHome changed = new TemporaryHome(home, "config");
        changed.replace(NAME, "guardians: false", "guardians: true");
        DeclaredFileException failure =
                catchThrowableOfType(DeclaredFileException.class, () -> kinds(home));
        assertThat(failure.mistakes())
                .singleElement()
                .asString()
                .contains("guardians need a service");
    }

    @Test
    void allMistakesAreNamedAtOnce() {
        TemporaryHome changed = new TemporaryHome(home, "config");
        changed.replace(NAME, "text: message", "text: letter");
        changed.replace(NAME, "service: lab", "service: laboratory");
        DeclaredFileException failure =
                catchThrowableOfType(DeclaredFileException.class, () -> kinds(home));
        assertThat(failure.mistakes()).hasSize(2);
    }

    private static Kinds kinds(Path home) {
        DeclaredFiles files = Declared.reader(home, Map.of());
        return new Kinds(files, new AgeRules(files, Clock.systemUTC()));
    }
}
