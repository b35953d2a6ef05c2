package se.knutpunkt.mapping;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.springframework.core.env.StandardEnvironment;
import se.knutpunkt.booking.FixedIdentifiers;
import se.knutpunkt.catalogue.Declared;
import se.knutpunkt.catalogue.DeclaredFiles;
import se.knutpunkt.region.ClinicRegions;
import se.knutpunkt.region.RegionCatalogue;

/** The mappings of a home folder with the functions the hub offers them. */
public final class Mappings {

    private Mappings() {}

    public static MappingCatalogue of(Path home) {
        DeclaredFiles files = new DeclaredFiles(home.toString(), new StandardEnvironment());
        return new MappingCatalogue(files, functions(files), new SimpleMeterRegistry());
    }

    /** The functions by name, as the evaluators take them; those of identifiers in a cheap form. */
    public static Map<String, Function<List<?>, Object>> functionsWithoutSigning() {
        Map<String, Function<List<?>, Object>> all = new TreeMap<>(functions().all());
        all.put("bookingId", arguments -> arguments.get(3));
        all.put("recordId", arguments -> arguments.get(3));
        return all;
    }

    static MappingFunctions functions() {
        return functions(new DeclaredFiles(".", new StandardEnvironment()));
    }

    private static MappingFunctions functions(DeclaredFiles files) {
        return new MappingFunctions(
                List.of(
                        new Codes(files).codeFunctions(),
                        new SwedishTime().timeFunctions(),
                        new Instants().instantFunctions(),
                        new PersonNumbers().personNumberFunctions(),
                        new IsoWeek().weekFunctions(),
                        new PlainValues().plainFunctions(),
                        new Values().valueFunctions(),
                        new ClinicRegions(new RegionCatalogue(Declared.reader())).regionFunctions(),
                        FixedIdentifiers.functions()));
    }
}
