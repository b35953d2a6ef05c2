package se.knutpunkt.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A product is its own files and nothing else: the hub works the same with it and without it. Shown
 * with Tidum, which was invented for it: its name is in no other file of the tree and in no path.
 */
class OwnFilesTest {

    private static final String NAME = "tidum";

    /** Where it may be named, each with the reason. */
    private static final Pattern OWN =
            Pattern.compile(
                    String.join(
                            "|",
                            // what it is and which regions use it
                            "config/backends/tidum\\.yaml",
                            "config/regions/[0-9]{2}\\.yaml",
                            // the settings of those files, given from outside
                            "deploy/.*",
                            // its mediation, and the examples of its mappings
                            "routes/backends/tidum\\.camel\\.yaml",
                            "mappings/(backends|codes)/tidum/.*",
                            "src/test/resources/examples/backends/tidum/.*",
                            // its fake, and the tests of what only it has
                            "src/test/java/se/knutpunkt/fake/tidum/.*",
                            "src/test/java/se/knutpunkt/flow/Tidum(Backend|Times)Test\\.java",
                            // people read about it: its specification, decisions, settings
                            "docs/.*",
                            "README\\.md",
                            "src/test/java/se/knutpunkt/catalogue/OwnFilesTest\\.java"));

    /** Made by a build, or no part of the project. */
    private static final Set<String> NOT_OURS = Set.of("target", ".git", ".idea", ".m2");

    @Test
    void nobodyElseNamesIt() throws IOException {
        List<String> naming = naming();
        assertThat(naming.stream().filter(file -> !OWN.matcher(file).matches()))
                .as("files that know of %s", NAME)
                .isEmpty();
    }

    /** So that the search is known to find it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "config/backends/tidum.yaml",
                "config/regions/24.yaml",
                "routes/backends/tidum.camel.yaml",
                "mappings/backends/tidum/listBookings.response.jsonata",
                "deploy/kubernetes/settings.yaml",
                "docs/partners/tidum.md",
                "src/test/java/se/knutpunkt/fake/tidum/Book.java"
            })
    void itsOwnFilesDo(String file) throws IOException {
        assertThat(naming()).contains(file);
        assertThat(OWN.matcher(file).matches()).isTrue();
    }

    /** The files that hold the name, whatever its case, in their text or their path. */
    private static List<String> naming() throws IOException {
        List<String> naming = new ArrayList<>();
        Path root = Path.of(".");
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path folder, BasicFileAttributes attributes) {
                        return NOT_OURS.contains(folder.getFileName().toString())
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        if (NOT_OURS.contains(file.getFileName().toString())) {
                            return FileVisitResult.CONTINUE;
                        }
                        String path = root.relativize(file).toString().replace('\\', '/');
                        // any bytes are a text in it, so that no file is passed over
                        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                        if ((path + text).toLowerCase(Locale.ROOT).contains(NAME)) {
                            naming.add(path);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        return naming;
    }
}
