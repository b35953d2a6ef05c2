package se.knutpunkt.mapping;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import se.knutpunkt.catalogue.DeclaredFileException;
import se.knutpunkt.catalogue.DeclaredFiles;

/**
 * The code lists of {@code mappings/codes}: what a product's code is called in Swedish and English.
 * One file for each list, {@code CODE: {sv: …, en: …}}; a wrong one stops the start and is named.
 */
@Configuration(proxyBeanMethods = false)
public class Codes {

    private static final String FOLDER = "mappings/codes";

    /** By list and code: texts by language. */
    private final Map<String, Map<String, Map<String, String>>> lists = new HashMap<>();

    @SuppressWarnings("unchecked")
    public Codes(DeclaredFiles files) {
        Path folder = files.path(FOLDER);
        List<String> mistakes = new ArrayList<>();
        for (Path file : list(folder)) {
            String name = folder.relativize(file).toString().replace('\\', '/');
            try {
                lists.put(
                        name.replaceFirst("\\.yaml$", ""),
                        files.read(file, "codes.schema.json", Map.class));
            } catch (DeclaredFileException e) {
                mistakes.addAll(e.mistakes());
            }
        }
        if (!mistakes.isEmpty()) {
            throw new DeclaredFileException(mistakes);
        }
    }

    /** Offers {@code $codeText(list, code, language)}; nothing for a code that is not listed. */
    @Bean
    MappingFunctions.Offer codeFunctions() {
        return new MappingFunctions.Offer(
                Map.of(
                        "codeText",
                        MappingFunctions.ofAll(
                                a ->
                                        text(
                                                (String) a.get(0),
                                                (String) a.get(1),
                                                (String) a.get(2)))));
    }

    /**
     * @param list the file's path below {@code mappings/codes} without its ending
     * @param language sv or en
     * @throws MappingException when there is no such list
     */
    String text(String list, String code, String language) {
        Map<String, Map<String, String>> codes = lists.get(list);
        if (codes == null) {
            throw new MappingException("no file %s/%s.yaml".formatted(FOLDER, list), null);
        }
        return codes.getOrDefault(code, Map.of()).get(language);
    }

    private static List<Path> list(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
        } catch (IOException e) {
            throw new DeclaredFileException(List.of(folder + ": the folder cannot be read"));
        }
    }
}
