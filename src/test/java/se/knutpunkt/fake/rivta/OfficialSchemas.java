package se.knutpunkt.fake.rivta;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.transform.Source;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** The official schemas of RIV-TA, where the folder with the contracts lies beside the project. */
final class OfficialSchemas {
    private static final Path FOLDER = Path.of("../shared/contracts/rivta");
    private static final Map<Operation, Schema> CACHE = new ConcurrentHashMap<>();

    private OfficialSchemas() {}

    static boolean arePresent() {
        return Files.isDirectory(FOLDER);
    }

    /** Validates the body's content, and the aggregation's header when there is one. */
    static void validate(Operation operation, String envelope) throws SAXException, IOException {
        Element root = Xml.parse(envelope.getBytes(UTF_8)).getDocumentElement();
        Schema schema = CACHE.computeIfAbsent(operation, OfficialSchemas::load);
        for (Element part : Xml.children(root)) {
            for (Element content : Xml.children(part)) {
                schema.newValidator().validate(new DOMSource(content));
            }
        }
    }

    private static Schema load(Operation operation) {
        Path folder = FOLDER.resolve(folder(operation));
        Path headers =
                FOLDER.resolve("crm_scheduling_1.1/core_components")
                        .resolve("interoperability_headers_1.0.xsd");
        try (Stream<Path> files = Files.list(folder)) {
            List<Source> sources =
                    Stream.concat(
                                    files.filter(file -> file.toString().endsWith(".xsd"))
                                            .filter(file -> !file.toString().contains("_ext")),
                                    Stream.of(headers))
                            .map(OfficialSchemas::source)
                            .toList();
            SchemaFactory factory = SchemaFactory.newDefaultInstance();
            factory.setProperty(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "file");
            factory.setResourceResolver(new MendedSchemas());
            return factory.newSchema(sources.toArray(new Source[0]));
        } catch (IOException | SAXException e) {
            throw new IllegalStateException("schemas of " + operation, e);
        }
    }

    private static String folder(Operation operation) {
        return switch (operation) {
            case GetPersonsForProfile ->
                    "strategicresourcemanagement_persons_person_5.0/interactions/"
                            + operation.name()
                            + "Interaction";
            case GetUserProfile ->
                    "mvk_itintegration_userprofile_2.0/interactions/" + operation.name();
            case FindContent ->
                    "itintegration_engagementindex_1.0/interactions/"
                            + operation.name()
                            + "Interaction";
            default -> "crm_scheduling_1.1/interactions/" + operation.name() + "Interaction";
        };
    }

    /** Some of the files begin with a byte order mark. */
    private static Source source(Path file) {
        return new StreamSource(
                new ByteArrayInputStream(MendedSchemas.read(file)), file.toUri().toString());
    }
}
