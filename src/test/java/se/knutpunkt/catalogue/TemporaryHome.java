package se.knutpunkt.catalogue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A copy of the declared files in which a test changes one. */
public final class TemporaryHome {

    private final Path home;

    /** Copies one folder of the project, for instance {@code config}. */
    public TemporaryHome(Path home, String folder) {
        this.home = home;
        try (Stream<Path> files = Files.walk(Path.of(folder))) {
            for (Path file : files.toList()) {
                Files.createDirectories(home.resolve(file).getParent());
                Files.copy(file, home.resolve(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path path() {
        return home;
    }

    public Path file(String name) {
        return home.resolve(name);
    }

    /** Writes a whole file. */
    public void write(String name, String text) {
        try {
            Files.createDirectories(file(name).getParent());
            Files.writeString(file(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Replaces a text that must be in the file. */
    public void replace(String name, String old, String changed) {
        String text = Declared.text(file(name));
        if (!text.contains(old)) {
            throw new AssertionError(name + " does not hold: " + old);
        }
        write(name, text.replace(old, changed));
    }

    public void delete(String name) {
        try {
            Files.delete(file(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
