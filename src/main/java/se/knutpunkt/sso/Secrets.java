package se.knutpunkt.sso;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Secrets by the names that the files of {@code config/} give them: a file of that name in the
 * folder {@code knutpunkt.secrets-folder}, else the setting {@code knutpunkt.secrets.<name>}. Read
 * at start.
 */
@Component
public final class Secrets {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{1,63}");

    private final Environment environment;
    private final String folder;

    public Secrets(Environment environment, @Value("${knutpunkt.secrets-folder:}") String folder) {
        this.environment = environment;
        this.folder = folder;
    }

    /** The secret without the white space around it; empty when nothing is given. */
    public Optional<String> find(String name) {
        if (!NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        return inFolder(name)
                .or(() -> Optional.ofNullable(environment.getProperty("knutpunkt.secrets." + name)))
                .map(String::strip)
                .filter(secret -> !secret.isEmpty());
    }

    private Optional<String> inFolder(String name) {
        if (folder.isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(Path.of(folder, name)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
