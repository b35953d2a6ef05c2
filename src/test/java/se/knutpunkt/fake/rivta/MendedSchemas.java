package se.knutpunkt.fake.rivta;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.w3c.dom.bootstrap.DOMImplementationRegistry;
import org.w3c.dom.ls.DOMImplementationLS;
import org.w3c.dom.ls.LSInput;
import org.w3c.dom.ls.LSResourceResolver;

/**
 * Reads schemas without the anchors of their patterns: XSD has none, so {@code ^} and {@code $}
 * would be characters of the value and no person number could ever follow the pattern. Later
 * releases of the same schemas have dropped them.
 */
final class MendedSchemas implements LSResourceResolver {
    private static final Pattern ANCHORED = Pattern.compile("(pattern value=\")\\^(.*)\\$\"");

    private final DOMImplementationLS dom;

    MendedSchemas() {
        try {
            this.dom =
                    (DOMImplementationLS)
                            DOMImplementationRegistry.newInstance().getDOMImplementation("LS");
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The bytes of a schema; what is changed is ASCII in any encoding that is in use here. */
    static byte[] read(Path file) {
        try {
            String text = new String(Files.readAllBytes(file), ISO_8859_1);
            return ANCHORED.matcher(text).replaceAll("$1$2\"").getBytes(ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public LSInput resolveResource(
            String type, String namespace, String publicId, String systemId, String base) {
        if (systemId == null || base == null) {
            return null;
        }
        URI file = URI.create(base).resolve(systemId);
        LSInput input = dom.createLSInput();
        input.setSystemId(file.toString());
        input.setBaseURI(base);
        input.setByteStream(new ByteArrayInputStream(read(Path.of(file))));
        return input;
    }
}
