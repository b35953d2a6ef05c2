package se.knutpunkt.notification;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.stereotype.Component;
import se.knutpunkt.catalogue.DeclaredFileException;
import se.knutpunkt.catalogue.DeclaredFiles;
import se.knutpunkt.region.AgeRules;

/** {@code config/notifications.yaml}: kinds, words and limits. */
@Component
public final class Kinds {

    private static final String FILE = "config/notifications.yaml";
    private static final String NO_SERVICE = "none";

    /** The file. */
    record File(
            Hours quietHours,
            int dailyCap,
            boolean namesChildren,
            SmsPrice smsPrice,
            String kept,
            Map<String, Entry> kinds,
            Map<String, Map<String, Words>> texts,
            Map<String, String> concerns) {}

    record Hours(String from, String to) {}

    record Entry(
            Urgency urgency,
            String service,
            boolean guardians,
            String expiresAfter,
            List<Rung> ladder,
            String text) {}

    record Rung(String channel, String after) {}

    record SmsPrice(BigDecimal defaultPrice, Map<String, BigDecimal> regions) {
        @JsonCreator
        static SmsPrice of(
                @JsonProperty("default") BigDecimal defaultPrice,
                @JsonProperty("regions") Map<String, BigDecimal> regions) {
            return new SmsPrice(defaultPrice, regions);
        }
    }

    /** What a notice says in one language. */
    public record Words(String title, String body) {}

    private final File file;
    private final Map<String, Kind> kinds = new HashMap<>();
    private final QuietHours quietHours;
    private final Duration kept;

    /**
     * @throws DeclaredFileException when the file breaks its schema, or a kind names no text, no
     *     ages or a channel twice
     */
    public Kinds(DeclaredFiles files, AgeRules ages) {
        Path path = files.path(FILE);
        this.file = files.read(path, "notifications.schema.json", File.class);
        List<String> mistakes = new ArrayList<>();
        file.kinds()
                .forEach(
                        (name, entry) -> {
                            kinds.put(name, kind(name, entry));
                            mistakes.addAll(mistakes(files, path, name, entry, ages));
                        });
        if (file.quietHours().from().equals(file.quietHours().to())) {
            mistakes.add(files.mistake(path, "from and to are the same", "quietHours"));
        }
        if (!mistakes.isEmpty()) {
            throw new DeclaredFileException(mistakes);
        }
        this.quietHours =
                new QuietHours(
                        LocalTime.parse(file.quietHours().from()),
                        LocalTime.parse(file.quietHours().to()));
        this.kept = DurationStyle.detectAndParse(file.kept());
    }

    private List<String> mistakes(
            DeclaredFiles files, Path path, String name, Entry entry, AgeRules ages) {
        List<String> mistakes = new ArrayList<>();
        if (!file.texts().containsKey(entry.text())) {
            mistakes.add(files.mistake(path, "no such text", "kinds", name, "text"));
        }
        if (!entry.service().equals(NO_SERVICE) && !ages.knows(entry.service())) {
            mistakes.add(
                    files.mistake(
                            path,
                            "no ages of it in config/representation.yaml",
                            "kinds",
                            name,
                            "service"));
        }
        if (entry.guardians() && entry.service().equals(NO_SERVICE)) {
            mistakes.add(
                    files.mistake(
                            path,
                            "guardians need a service, whose ages say who they are",
                            "kinds",
                            name,
                            "guardians"));
        }
        if (entry.ladder().stream().map(Rung::channel).distinct().count() < entry.ladder().size()) {
            mistakes.add(files.mistake(path, "a channel stands twice", "kinds", name, "ladder"));
        }
        return mistakes;
    }

    private static Kind kind(String name, Entry entry) {
        return new Kind(
                name,
                entry.urgency(),
                entry.service().equals(NO_SERVICE) ? null : entry.service(),
                entry.guardians(),
                DurationStyle.detectAndParse(entry.expiresAfter()),
                entry.ladder().stream()
                        .map(
                                rung ->
                                        new Kind.Step(
                                                rung.channel(),
                                                rung.after() == null
                                                        ? Duration.ZERO
                                                        : DurationStyle.detectAndParse(
                                                                rung.after())))
                        .toList(),
                entry.text());
    }

    public Optional<Kind> find(String name) {
        return Optional.ofNullable(kinds.get(name));
    }

    public Set<String> names() {
        return Set.copyOf(kinds.keySet());
    }

    /** What a notice of the kind says; the kind must be known. */
    public Words words(String kind, String language) {
        return file.texts().get(kinds.get(kind).text()).get("en".equals(language) ? "en" : "sv");
    }

    /** What stands before a child's first name: {@code Gäller:}. */
    public String concerns(String language) {
        return file.concerns().get("en".equals(language) ? "en" : "sv");
    }

    /** When a citizen who has chosen nothing is left in peace. */
    public QuietHours quietHours() {
        return quietHours;
    }

    public int dailyCap() {
        return file.dailyCap();
    }

    /** Whether guardians are told which child a notice concerns. */
    public boolean namesChildren() {
        return file.namesChildren();
    }

    /** Of one notice by SMS, in kronor; null stands for no known region. */
    public BigDecimal smsPrice(String region) {
        BigDecimal own = region == null ? null : file.smsPrice().regions().get(region);
        return own == null ? file.smsPrice().defaultPrice() : own;
    }

    /** How long rows of the ledger are kept. */
    public Duration kept() {
        return kept;
    }
}
