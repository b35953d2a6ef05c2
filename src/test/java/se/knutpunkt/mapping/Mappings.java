package se.knutpunkt.mapping;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import org.springframework.core.env.StandardEnvironment;
import se.knutpunkt.booking.FixedIdentifiers;
import se.knutpunkt.catalogue.DeclaredFiles;

/** The mappings of a home folder with the functions the hub offers them. */
public final class Mappings {

    private Mappings() {}

    public static MappingCatalogue of(Path home) {
        return new MappingCatalogue(
                new DeclaredFiles(home.toString(), new StandardEnvironment()),
                functions(),
                new SimpleMeterRegistry());
    }

    static MappingFunctions functions() {
        return new MappingFunctions(
                List.of(
                        new SwedishTime().timeFunctions(),
                        new Values().valueFunctions(),
                        FixedIdentifiers.functions()));
    }
}
